import { describe, expect, test } from 'vitest'
import type { Visit } from '../src/api'
import type { Inks } from '../src/map/inks'
import { marked, onMap, signs } from '../src/map/marked'
import { type Found, kinds, type Mark, markedFor, readMarks, told, visited, withheld } from '../src/marks'
import { polygon } from './county-ground'
import { plan } from './county-plan'

const place = (id: string, properties: object) => polygon([[0, 0], [1, 0], [1, 1]], properties, id) // prettier-ignore

describe('what is marked', () => {
  test('leaves out hexagons that do not stand out', () => {
    const { places } = readMarks('hot', [
      place('a', { stands: 'hot', count: 9, harm: 120, gi_star: 4.31 }),
      place('b', { stands: 'does not stand out', count: 3, harm: 10, gi_star: 0.2 }),
      place('c', { stands: 'cold', count: 0, harm: 0, gi_star: -3 }),
    ])
    expect(places).toMatchObject([
      { id: 'a', kind: 'hot', words: 'stands out', count: 9, harm: 120, note: 'Gi* 4.3' },
      { id: 'c', kind: 'cold', words: 'fewer than around', count: 0 },
    ])
  })

  test('has the class of a change, or else its direction', () => {
    const { places } = readMarks('change', [
      place('a', { class: 'intensifying', change: 'rising', count: 9, sentence: 'more each month' }),
      place('b', { class: 'none', change: 'falling', count: 4 }),
      place('c', { class: 'none', change: 'no change shown', count: 4 }),
    ])
    expect(places.map(({ id, kind, note }) => [id, kind, note])).toEqual([
      ['a', 'intensifying', 'more each month'],
      ['b', 'falling', ''],
    ])
  })

  test('has patrol spots without the rings around them', () => {
    const { places } = readMarks('spots', [
      place('s1', { kind: 'spot', rank: 1, count: 9, harm: 80, best_hours: 'Fri 22:00-02:00' }),
      place('s1-ring', { kind: 'ring', rank: 1, count: 2, harm: 8, best_hours: '' }),
    ])
    expect(places).toMatchObject([{ id: 's1', note: 'rank 1 · Fri 22:00-02:00' }])
  })

  test('has rates in multiples of the area’s own, and none where it is not known', () => {
    const found = readMarks('per-resident', [
      place('a', { count: 9, residents: 100, per_1000_residents: 90 }),
      place('b', { count: 1, residents: 900, per_1000_residents: 10 / 9 }),
      place('c', { count: 5, residents: null, per_1000_residents: null }),
    ])
    // 10 offences of 1,000 residents; a has 9 times that, b a ninth.
    expect(found.mean).toBeCloseTo(10)
    expect(found.bounds).toEqual([1, 2, 5, 10, 20])
    expect(found.places).toMatchObject([{ id: 'a', kind: 'r3', words: '90', note: '100 residents' }])
    expect(readMarks('per-street-km', []).places).toEqual([])
  })

  test('has visits, sites and powers by name, without offences of their own', () => {
    const { places } = readMarks('powers', [
      place('Insp. One: D1', {
        kind: 'power',
        title: 's.34 dispersal',
        sentence: 'Fri 3 Oct 21:00 to Sun 5 Oct 21:00',
      }),
      place('Insp. One: D0', { kind: 'expired', title: 's.34 dispersal', sentence: 'over' }),
    ])
    expect(places).toMatchObject([
      {
        kind: 'power',
        words: 's.34 dispersal',
        count: null,
        harm: null,
        note: 'Fri 3 Oct 21:00 to Sun 5 Oct 21:00',
      },
      { kind: 'expired', note: 'over' },
    ])
    expect(
      readMarks('visits', [place('HS-1', { kind: 'visited', sentence: '1 visit, 15 min' })]).places,
    ).toMatchObject([{ words: 'visited', note: '1 visit, 15 min' }])
  })

  test('is on the map as hexagons that a click explains', () => {
    const found: Found = {
      ...readMarks('hot', [place('a', { stands: 'hot', count: 1 })]),
      asked: { mark: 'hot', area: 'district:A' },
    }
    const { features } = onMap(found)
    expect(features.map((f) => f.properties)).toEqual([{ cell: 'a', kind: 'hot' }])
  })
})

describe('the signs of marks', () => {
  const layers = marked({} as Inks)
  const filter = (id: string) =>
    JSON.stringify(layers.flatMap((l) => (l.id === id && 'filter' in l ? [l.filter] : [])))

  test('tell a power that is in force from one that is over', () => {
    expect(filter('marked-dashed')).toContain('"expired"')
    expect(filter('marked-dashed')).not.toContain('"power"')
    expect(signs.expired).toBeTruthy()
    expect(kinds.powers.expired).toContain('no longer in force')
  })

  test('are seen from afar where a place has no outline', () => {
    const [drawn] = layers.filter((l) => l.id === 'marked-signs')
    expect(drawn?.minzoom).toBeUndefined()
    for (const kind of ['raised', 'visited']) expect(filter('marked-signs')).toContain(`"${kind}"`)
  })
})

describe('what was marked for', () => {
  test('is said: a period, a group and hours, or a policing day', () => {
    const counted = { mark: 'hot', area: 'district:A', group: 'nte-violence', from: '2025-01', to: '2025-09' } as const // prettier-ignore
    expect(markedFor({ ...counted, hours: 'nte' })).toBe('for NTE violence, Jan – Sep 2025, NTE hours')
    expect(markedFor({ ...counted, hours: 'hours unknown' })).toMatch(/, hours unknown$/)
    expect(markedFor({ ...counted, hours: 'Fri-Sat 22:00-04:00' })).toMatch(/, Fri-Sat 22:00-04:00$/)
    expect(markedFor({ mark: 'powers', area: 'district:A', on: '2025-10-03' })).toBe('on Fri, 3 Oct 2025')
    expect(markedFor({ mark: 'visits', area: 'district:A', on: '2025-10-03', plan: 'p' })).toBe(
      'of the plan for Fri, 3 Oct 2025',
    )
  })

  test('is said with how much was found, and where visits are that are not marked', () => {
    const asked = { mark: 'visits', area: 'district:A', on: '2025-10-03', plan: 'p' } as const
    const visits = { ...readMarks('visits', []), asked }
    const none = 'No visit is logged to a place of the plan for Fri, 3 Oct 2025'
    expect(told(visits)).toBe(none)
    expect(told({ ...visits, elsewhere: 2, skipped: 1 })).toBe(`${none}; 2 visits elsewhere; 1 visit skipped`)
    const hot = readMarks('hot', [place('a', { stands: 'hot' })])
    expect(told({ ...hot, asked: { mark: 'hot', area: 'district:A', group: 'robbery', from: '2025-01', to: '2025-01', hours: 'all hours' } })).toMatch(/^1 place marked for Robbery, Jan 2025/) // prettier-ignore
  })

  test('is no low rate where none is known', () => {
    const rates = (residents: number | null, rate: number | null) =>
      told({
        ...readMarks('per-resident', [place('a', { count: 5, residents, per_1000_residents: rate })]),
        asked: { mark: 'per-resident', area: 'district:A' },
      })
    expect(rates(null, null)).toBe('No rate is known: no residents are loaded here')
    expect(rates(900, 0)).toMatch(/^No hexagon has a high rate/)
  })

  test('is kept from those who look at a wall, and intelligence and powers from partners', () => {
    const kept = (show: 'map' | 'wall' | 'meeting') =>
      (['hot', 'powers', 'intelligence', 'visits'] as Mark[]).filter((m) => withheld(m, show))
    expect(kept('map')).toEqual([])
    expect(kept('meeting')).toEqual(['powers', 'intelligence'])
    expect(kept('wall')).toHaveLength(4)
  })
})

describe('visits to a plan', () => {
  test('stand at its places, once each, with what they produced; those elsewhere are counted', () => {
    const stop = plan.features.find((f) => f.properties.kind === 'patrol_stop')!
    const { area } = stop.properties as { area: string }
    const visit = (place: string, outputs: object) => ({ place, minutes: 15, outputs }) as Visit
    const { features, elsewhere, skipped } = visited(plan, [
      visit(area, { searches: 1 }),
      visit(area, { searches: 2, 'people-engaged': 6 }),
      visit('Pier', {}),
      { ...visit(area, {}), lost: 'an arrest' }, // skipped
    ])
    expect([elsewhere, skipped]).toEqual([1, 1])
    expect(features.map((f) => [f.id, f.geometry, f.properties?.sentence])).toEqual([
      [area, stop.geometry, '2 visits, 30 min, 3 searches, 6 people engaged'],
    ])
  })
})
