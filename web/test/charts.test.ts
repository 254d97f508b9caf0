import { describe, expect, test } from 'vitest'
import { rankings } from '../src/charts/curve'
import { along, byHalfHour, hoursBetween } from '../src/charts/gantt'
import {
  halfIn,
  holds,
  nights,
  policingDay,
  ruleOf,
  type Span,
  spanBetween,
  spanOf,
  tonight,
} from '../src/charts/week'
import { multiples, partOf, unitOf } from '../src/colours'
import { guess } from '../src/desks/import'
import { factorRows, onAxis, split } from '../src/desks/risk'
import { arranged, csv, matches, type Row, tabbed } from '../src/frame/table'
import { hexagons, nearest, neighbour, spoken } from '../src/map/walk'
import { comparable, monthsBefore } from '../src/periods'
import { age, pace } from '../src/words'
import { hours, nteCounts } from './county'
import { model } from './county-model'

describe('the hours of the week', () => {
  const rows = nights(hours.week)
  test('begin each day at 06:00, so that Friday’s small hours stay on Friday', () => {
    expect(rows[0]!.map((h) => h.hour).slice(0, 3)).toEqual([6, 7, 8])
    const friday = rows[4]!.filter((h) => h.value === 20).map((h) => h.hour)
    expect(friday).toEqual([22, 23, 0, 1])
  })
  test('have Monday’s first hours at the end of Sunday’s row', () => {
    const week = Array.from({ length: 168 }, (_, h) => (h === 2 ? 1 : 0)) // Monday 02:00
    expect(nights(week).flatMap((r) => r.filter((h) => h.value).map((h) => [h.day, h.hour]))).toEqual([
      [6, 2],
    ])
  })
  test('are classed against the average hour, and hold every value once', () => {
    expect(rows.flat().reduce((a, h) => a + h.value, 0)).toBe(hours.week.reduce((a, b) => a + b, 0))
    expect(rows[4]!.find((h) => h.hour === 23)!.level).toBe(5)
    expect(
      nights(Array(168).fill(0))
        .flat()
        .every((h) => h.level === 0),
    ).toBe(true)
  })
  test('say in how few hours half of it is', () => {
    expect(halfIn(hours.week)).toBe(8)
    expect(halfIn(Array(168).fill(0))).toBe(0)
    expect(halfIn(Array(168).fill(1))).toBe(84)
  })
})

describe('a shift', () => {
  const [start, end] = ['2025-10-25T18:00:00+01:00', '2025-10-26T02:00:00+00:00'] // the clocks go back: 9 hours
  test('has places on its axis, none beyond', () => {
    expect(along('2025-10-25T22:30:00+01:00', start, end)).toBe(50)
    expect(along('2025-10-25T12:00:00+01:00', start, end)).toBe(0)
    expect(along('2025-10-27T12:00:00Z', start, end)).toBe(100)
    expect(along(start, start, start)).toBe(0)
  })
  test('has ten whole hours marked on the night of 25 hours', () =>
    expect(hoursBetween(start, end)).toHaveLength(10))
  test('counts units on the street by half hour, less those on a break', () => {
    const units = [
      { start, end },
      { start: '2025-10-25T19:00:00+01:00', end },
    ]
    const away = [{ from: '2025-10-25T19:30:00+01:00', to: '2025-10-25T20:00:00+01:00' }]
    expect(byHalfHour(units, away, start, end).slice(0, 5)).toEqual([1, 1, 2, 1, 2])
  })
})

describe('the tuning of risk', () => {
  test('holds out the last third of the months', () => {
    const months = coverageMonths(9)
    expect(split(months)).toEqual({ train: ['2025-01', '2025-06'], test: ['2025-07', '2025-09'] })
    expect(split(months.slice(0, 2))).toEqual({ train: ['2025-01', '2025-02'] })
    expect(split([])).toBeUndefined()
  })
  test('says of an interval that holds 1 that there may be no effect', () => {
    const rows = factorRows(model as never)
    expect(rows.map((r) => [r.factor, r.low, r.could])).toEqual([
      ['pub', 2.4, false],
      ['takeaway', undefined, false],
      ['station', 0.9, true],
    ])
  })
  test('has 1 at a fifth of its axis, and nothing off it', () => {
    expect([onAxis(0.5), onAxis(1), onAxis(16), onAxis(99), onAxis(0.01)]).toEqual([0, 20, 100, 100, 0])
  })
  test('ranks ways of foretelling by what they hold, with intervals', () => {
    const at = rankings(model.validation as never, 0.01)
    expect(at.map((r) => r.method)).toEqual(['forecast', 'rtm', 'prior'])
    expect(at[0]!.low).toBeCloseTo(0.416)
    expect(rankings(model.validation as never, 0.33)).toEqual([])
  })
})
const coverageMonths = (n: number) => Array.from({ length: n }, (_, i) => `2025-0${i + 1}`)

describe('the table', () => {
  const row = (name: string, n: number): Row => ({
    key: name,
    box: [0, 0, 0, 0],
    values: [name, n],
    said: [name, String(n)],
  })
  const rows = [row('Ward 10', 3), row('Ward 9', 20), row('=SUM(A1)', 1)]
  test('sorts figures as figures and names as people count', () => {
    expect(arranged(rows, 1, true).map((r) => r.values[1])).toEqual([20, 3, 1])
    expect(arranged(rows.slice(0, 2), 0, false).map((r) => r.values[0])).toEqual(['Ward 9', 'Ward 10'])
    expect(arranged(rows, -1, true)).toBe(rows)
  })
  test('filters by every word', () => {
    expect(rows.filter((r) => matches(r, 'ward 20')).map((r) => r.key)).toEqual(['Ward 9'])
    expect(rows.filter((r) => matches(r, ''))).toHaveLength(3)
  })
  test('has the unknown last either way, and empty in a file', () => {
    const unknown: Row = { ...rows[0]!, key: 'u', values: ['Mill Lane, "north"', null] }
    for (const down of [true, false])
      expect(arranged([unknown, ...rows], 1, down).at(-1)!.key, `down ${down}`).toBe('u')
    expect(csv([{ name: 'Name' }, { name: 'N' }], [unknown], 'zones-1, 2025-01..2025-06')).toBe(
      '\uFEFFName,N,Made from\r\n"Mill Lane, ""north""",,"zones-1, 2025-01..2025-06"\r\n',
    )
  })
  test('gives a spreadsheet no formula', () => {
    expect(tabbed([{ name: 'Name' }, { name: 'N' }], rows.slice(2), 'zones-1')).toBe(
      "Name\tN\tMade from\n'=SUM(A1)\t1\tzones-1",
    )
  })
})

describe('walking over hexagons', () => {
  // Two rows; the second is half a step east. The first hexagon is cut by a tile into two parts.
  const square = (x: number, y: number, w = 1): GeoJSON.Polygon => ({
    type: 'Polygon',
    coordinates: [[[x, y], [x + w, y], [x + w, y + 1], [x, y + 1], [x, y]]],
  }) // prettier-ignore
  const part = (cell: string, geometry: GeoJSON.Geometry) => ({ geometry, properties: { cell } })
  const all = hexagons([
    part('a', square(0, 0, 0.6)),
    part('a', square(0.4, 0, 0.6)),
    part('b', square(1, 0)),
    part('c', square(0.5, 1)),
    part('', square(9, 9)),
  ])
  test('puts the parts of one together', () => {
    expect([...all.keys()]).toEqual(['a', 'b', 'c'])
    expect(all.get('a')!.at).toEqual([0.5, 0.5])
  })
  test('goes to the next one that way, and nowhere at the end', () => {
    const go = (from: string, to: 'ArrowUp' | 'ArrowLeft' | 'ArrowRight') =>
      neighbour(all.values(), all.get(from)!, to)?.cell
    expect([go('a', 'ArrowRight'), go('b', 'ArrowLeft'), go('a', 'ArrowUp')]).toEqual(['b', 'a', 'c'])
    expect(go('b', 'ArrowRight')).toBeUndefined()
  })
  test('begins with the one in the middle', () => {
    expect(nearest(all.values(), [1.4, 0.4])!.cell).toBe('b')
    expect(nearest([], [0, 0])).toBeUndefined()
  })
})

describe('words', () => {
  test.each([
    [10, 92, 'About 3.3 offences a month'],
    [3, 92, 'About one offence in 4 weeks'],
    [0.1, 92, 'About one offence in 3 years'],
    [0, 92, 'No offence expected'],
  ])('of %d expected in %d days are %s', (mean, days, want) => expect(pace(mean, days)).toBe(want))
  test('say how old data are', () => {
    expect(age('2025-09-30', new Date('2025-10-03T12:00:00Z'))).toEqual({ words: '3 days old', days: 3 })
    expect(age('2025-09-30', new Date('2026-11-29T12:00:00Z')).words).toBe('13 months old')
    expect(age('2025-09-30', new Date('2025-09-30T08:00:00Z')).words).toBe('of today')
  })
})

test.each([
  ['2025-01-essex-street.csv.gz', { kind: 'offences' }],
  ['fhrs_essex_2020-11.csv', { kind: 'sites', mapping: 'fhrs' }],
  ['lad24_essex.geojson', { kind: 'areas' }],
  ['essex-latest.osm.pbf', { kind: 'osm' }],
  ['rail_stations_essex.csv', { kind: 'sites', mapping: 'rail' }],
  ['imd2025_england_lsoa21_essex.csv', { kind: 'people' }],
])('a file named %s seems to hold %j', (name, want) => expect(guess(name)).toEqual(want))

describe('hours chosen in the table of a week', () => {
  test.each([
    ['Fri 22:00-23:00', { days: [4, 4], hours: [16, 16] }],
    ['Fri-Sat 22:00-04:00', { days: [4, 5], hours: [16, 21] }],
    ['Sat-Mon 01:00-06:00', { days: [4, 6], hours: [19, 23] }],
    ['Mon-Sun 18:00-06:00', { days: [0, 6], hours: [12, 23] }],
    ['Wed 06:00-00:00, Thu 00:00-06:00', { days: [2, 2], hours: [0, 23] }],
    ['Sun 20:00-00:00', { days: [6, 6], hours: [14, 17] }],
  ] as [string, Span][])('are the rule %s, and back', (rule, span) => {
    expect(ruleOf(span)).toBe(rule)
    expect(spanOf(rule)).toEqual(span)
  })
  test('of another rule are none', () => {
    for (const rule of ['', 'eves 19:00-05:00', 'Fri 05:00-07:00', 'nonsense'])
      expect(spanOf(rule)).toBeUndefined()
  })
  test('hold an hour between two corners, whichever came first', () => {
    const span = spanBetween([5, 20], [4, 16])
    expect(holds(span, 4, 16) && holds(span, 5, 20) && holds(span, 4, 20)).toBe(true)
    expect(holds(span, 3, 18) || holds(span, 4, 21)).toBe(false)
  })
})

describe('a period to stand beside', () => {
  const loaded = Array.from({ length: 24 }, (_, i) => monthsBefore('2025-12', 23 - i))
  test('is as long, and wholly loaded', () => {
    expect(loaded[0]).toBe('2024-01')
    expect(comparable(['2025-01', '2025-02'], loaded).map((c) => c.value)).toEqual([
      '2024-01..2024-02',
      '2024-11..2024-12',
    ])
    expect(comparable(loaded.slice(0, 3), loaded)).toEqual([])
    expect(comparable(loaded.slice(12), loaded).map((c) => c.value)).toEqual(['2024-01..2024-12'])
    expect(comparable([], loaded)).toEqual([])
  })
  test('has the classes of the first, by its share of the months', () => {
    const surface = { ...nteCounts, harm: 1200, offences: 240, breaks: nteCounts.breaks }
    const part = partOf(surface, 1 / 12)
    expect(multiples('harm', part)).toEqual(multiples('harm', surface))
    expect(unitOf('harm', part, 10)).toBeCloseTo(unitOf('harm', surface, 10) / 12)
  })
})

describe('the policing day', () => {
  test.each([
    ['2025-10-04T00:30:00Z', '2025-10-03'], // Saturday, 01:30 of summer time
    ['2025-10-03T23:30:00Z', '2025-10-03'], // Saturday, 00:30 of summer time
    ['2025-10-04T05:00:00Z', '2025-10-04'], // 06:00 of summer time
    ['2025-10-04T04:59:00Z', '2025-10-03'],
    ['2026-01-01T01:30:00Z', '2025-12-31'],
    ['2026-01-01T06:00:00Z', '2026-01-01'],
    ['2025-10-03T18:00:00+01:00', '2025-10-03'],
  ])('of %s is %s', (moment, day) => expect(policingDay(new Date(moment))).toBe(day))
})

test('a hexagon is read aloud with what its tiles tell of it, and no more', () => {
  expect(spoken({ properties: { count: 1, harm: 120 } })).toBe('1 offence, 120 days of harm')
  expect(spoken({ properties: { count: 0, harm: 0 } })).toBe('0 offences, 0 days of harm')
  expect(spoken({ properties: { risk: 3 } })).toBe('what it holds is not known')
})

describe('the hours of tonight', () => {
  const said = (peak: string[], now: string) =>
    tonight(peak, new Date(now))
      .map((h) => `${h.busy ? h.hour : '–'}${h.now ? '!' : ''}`)
      .join(' ')
  test('are those of the night that began the day before, in the small hours', () => {
    // Friday 3 October 2025, 22:14 in London, and Saturday, 01:30.
    expect(said(['Fri 23:00-02:00'], '2025-10-03T21:14:00Z')).toBe('– – – – –! 23 0 1 – – – –')
    expect(said(['Fri 23:00-02:00'], '2025-10-04T00:30:00Z')).toBe('– – – – – 23 0 1! – – – –')
    expect(said(['Fri 23:00-02:00'], '2025-10-04T12:00:00Z')).toBe('– – – – – – – – – – – –')
  })
  test('come of bands of several days, over the end of the week, and of the small hours alone', () => {
    expect(said(['Sat-Mon 22:00-00:00'], '2025-10-05T17:00:00Z')).toBe('–! – – – 22 23 – – – – – –')
    expect(said(['Mon 00:00-03:00'], '2025-10-05T17:00:00Z')).toBe('–! – – – – – 0 1 2 – – –')
    expect(said(['hours unknown'], '2025-10-05T12:00:00Z')).toBe('– – – – – – – – – – – –')
  })
})
