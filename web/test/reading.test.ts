import { describe, expect, test } from 'vitest'
import { Problem, problem } from '../src/api'
import { unitColour } from '../src/colours'
import { pattern } from '../src/map/patterns'
import { sections } from '../src/map/popup'
import { dressed, readPlan } from '../src/plan'
import { box, labelled, readZones } from '../src/zones'
import { plan, zones } from './county'

describe('a problem', () => {
  test.each([
    [
      404,
      '{"title":"Not Found","detail":"no area \\"Sotuhend\\"; did you mean Southend?"}',
      'no area "Sotuhend"; did you mean Southend?',
    ],
    [500, '{"title":"Internal Server Error"}', 'Internal Server Error'],
    [502, '<html>Bad gateway</html>', 'the server answered 502'],
    [500, 'null', 'the server answered 500'],
  ])('of status %d reads as one line', (status, body, want) => {
    expect(problem(status, body)).toBeInstanceOf(Problem)
    expect(problem(status, body).message).toBe(want)
  })
})

describe('a plan', () => {
  const read = readPlan(plan)
  test('has its units in order, each with a colour and its stops by number', () => {
    expect(read.units.map((u) => [u.name, u.colour, u.stops.map((s) => s.seq)])).toEqual([
      ['unit-1', unitColour(0), [1, 2, 3]],
      ['unit-2', unitColour(1), [1, 2]],
    ])
    expect(read.harmPerHour).toBe(25.8)
    expect(read.travel).toBe('straight line × 1.3')
    expect(read.basis).toBe('NTE violence, Jan – Sep 2025, shift hours')
    expect(read.notes).toEqual(['units begin and end in the middle of the harm: no station is given'])
  })
  test('has the breaks that it tells of', () => {
    expect(read.units.map((u) => u.breaks)).toEqual([
      [{ from: '2025-10-03T18:45:00+01:00', to: '2025-10-03T19:30:00+01:00', minutes: 45 }],
      [],
    ])
  })
  test('says what it leaves out, and why', () => {
    expect(read.leftOut).toEqual([{ place: 'HS-004', reason: '12 min travel for 0.4 days of harm present' }])
  })
  test('gives an engagement stop its name, and the end of its stay', () => {
    const [stop] = read.units[1]!.stops
    expect(stop).toMatchObject({ kind: 'engagement', place: 'Saltmarsh station', fourP: 'Protect' })
    expect(Date.parse(stop!.depart) - Date.parse(stop!.arrive)).toBe(14 * 60_000)
  })
  test('marks a place with several visits once', () => {
    const marks = dressed(plan).features.filter(
      (f) => f.properties?.kind === 'patrol_stop' && f.properties.unit === 'unit-1',
    )
    expect(marks.map((f) => [f.properties?.label, f.properties?.again])).toEqual([
      ['1', '3'],
      ['2', ''],
      ['', ''],
    ])
  })
  test('shows one unit’s tour alone, with the spots of all', () => {
    const shown = (unit: string) => dressed(plan, unit).features.map((f) => f.id)
    expect(shown('unit-2')).toEqual(['unit-2', 'u2-s01', 'u2-s02', 'HS-001', 'HS-002', 'HS-003', 'HS-004'])
    expect(shown('unit-9')).toEqual(shown(''))
  })
  test('with nothing in it has no units', () => {
    expect(readPlan({ ...plan, features: [] })).toMatchObject({ id: 'plan-1', units: [], leftOut: [] })
  })
})

test('what people decided is read beside a plan and a zone set', () => {
  expect(readPlan(plan).decision).toBe(
    'approved by A. Sergeant, Wed, 1 Oct 2025: agreed at the tasking meeting',
  )
  expect(readZones(zones).decision).toBe('draft')
})

test('zones are listed by tier, then by rank', () => {
  const backwards = { ...zones, features: [...zones.features].reverse() }
  expect(readZones(backwards).zones.map((z) => `${z.tier} ${z.name}`)).toEqual([
    'primary Quay Street',
    'secondary Station Parade',
    'tertiary Mill Lane',
  ])
})

test('a zone is named at its northern end, clear of the stops in it', () => {
  const [zone] = zones.features
  const [, , , north] = box(zone!.geometry)
  const name = labelled(zones).features.find((f) => f.geometry.type === 'Point')
  expect((name!.geometry as GeoJSON.Point).coordinates[1]).toBe(north)
})

test('the box around a polygon with an island', () => {
  const coordinates = [[[[0, 51], [1, 51], [1, 52], [0, 51]]], [[[2, 50], [3, 50], [3, 51], [2, 50]]]] // prettier-ignore
  expect(box({ type: 'MultiPolygon', coordinates })).toEqual([0, 50, 3, 52])
  expect(box(null, { type: 'MultiPolygon', coordinates }, { type: 'Point', coordinates: [1, 53] })).toEqual([
    0, 50, 3, 53,
  ])
})

describe('a popup', () => {
  const counted = { group: 'robbery', resolution: 10 }
  const land = { layer: 'land', properties: { name: 'Saltmarsh', kind: 'district' } }
  const cell = (properties: object) => ({
    layer: 'cells',
    properties: { count: 0, harm: 0, asb: 0, resolution: 10, ...properties },
  })
  test('tells zero from unknown', () => {
    expect(sections([cell({})], counted)[0]?.lines).toEqual(['None recorded here'])
    expect(sections([cell({})])).toEqual([])
    expect(sections([cell({ count: 3 })], counted)[0]?.lines).toEqual([])
  })
  test('says that a parent is many cells together', () => {
    expect(sections([cell({ count: 3, resolution: 8, risk: 4.25 })], counted)[0]).toMatchObject({
      heading: 'Robbery',
      tag: '49 cells together',
      rows: [
        ['Offences', '3'],
        ['Harm, days', '0'],
        ['Highest risk', '× 4.3'],
      ],
    })
  })
  test('of bare land names the area', () => {
    expect(sections([land], counted)).toEqual([{ heading: 'Saltmarsh', tag: 'District', rows: [] }])
  })
  test('of a spot that is visited twice has the visit that was asked for, else the first', () => {
    const stop = (seq: number, unit = 'unit-1') => ({
      layer: 'stops',
      properties: {
        stop: `s${seq}`,
        seq,
        unit,
        place: 'HS-001',
        arrive: `2025-10-03T1${seq}:00:00Z`,
        times: `1${seq}:00–1${seq}:15`,
        why: '["busy"]',
      },
    })
    const under = [stop(3), stop(1), stop(5, 'unit-2'), cell({ count: 9 }), land]
    const [said, ...more] = sections(under, counted)
    expect(more).toEqual([])
    expect(said).toMatchObject({ heading: '1. HS-001', lines: ['Busy.'] })
    expect(said?.rows).toContainEqual(['Also', '13:00–13:15, 15:00–15:15 (Unit 2)'])
    expect(sections(under, counted, 's3')[0]?.heading).toBe('3. HS-001')
  })
})

test('tiers differ by pattern, not by colour alone', () => {
  const inked = (tier: 'primary' | 'secondary' | 'tertiary') =>
    pattern(tier, '#000000').data.filter((v, i) => i % 4 === 3 && v > 100).length
  expect(inked('primary')).toBeGreaterThan(inked('secondary'))
  expect(inked('secondary')).toBeGreaterThan(inked('tertiary'))
  expect(inked('tertiary')).toBe(0)
})
