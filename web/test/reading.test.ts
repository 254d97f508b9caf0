import { describe, expect, test } from 'vitest'
import { Problem, problem, type PlanCollection } from '../src/api'
import { inside } from '../src/map/inside'
import { holds, outlineOf } from '../src/map/outline'
import { accuracy, amount, called, officerHours, planOnMap, readPlan, stopsIn, withoutIds } from '../src/plan'
import { box, byNight, calledSet, editedBy, headline, labelled, nightsOf, readZones } from '../src/zones'
import { zones, zoneSet } from './county-zones'
import { plan } from './county-plan'

describe('a problem', () => {
  const failed =
    'the server failed at this, and it is not your doing: try again, and if it stays so tell whoever runs Beatplan'
  test.each([
    [
      404,
      '{"title":"Not Found","detail":"no area \\"Sotuhend\\"; did you mean Southend?"}',
      'no area "Sotuhend"; did you mean Southend?',
    ],
    [500, '{"title":"Internal Server Error"}', failed],
    [502, '<html>Bad gateway</html>', failed],
    [500, 'null', failed],
    [429, '{"detail":"4 heavy requests run"}', 'the server is busy: try again in a few seconds'],
    [413, '<html>Too large</html>', 'the server answered 413'],
  ])('of status %d reads as one line', (status, body, want) => {
    expect(problem(status, body)).toBeInstanceOf(Problem)
    expect(problem(status, body).message).toBe(want)
  })

  test("keeps the server's own words, where they are about, and the request", () => {
    const detail = 'the database does not answer: ask again when /readyz is well'
    const said = { title: 'Service Unavailable', detail, instance: '/v1/plans', request_id: 'Xq3' }
    const { message, details } = problem(503, JSON.stringify(said))
    expect(message).toBe(`${detail}; try again in a minute`)
    expect(problem(503, '').message).toBe('the server cannot do this just now; try again in a minute')
    expect(details).toBe(`503 Service Unavailable\n${detail}\nat /v1/plans\nrequest Xq3`)
    const wrong = {
      title: 'Unprocessable Entity',
      detail: 'due: no day',
      errors: [{ pointer: '/due', detail: 'no day' }],
    }
    expect(problem(422, JSON.stringify(wrong)).details).toBe(
      '422 Unprocessable Entity\ndue: no day\n/due: no day',
    )
  })
})

describe('a plan', () => {
  const read = readPlan(plan)
  test('has its units in order, each with its stops by number', () => {
    expect(read.units.map((u) => [u.name, u.stops.map((s) => s.seq)])).toEqual([
      ['unit-1', [1, 2, 3]],
      ['unit-2', [1, 2]],
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
  test('has the hours of its officers, and those that they are at places', () => {
    const first = {
      ...read.units[0]!,
      officers: 3,
      start: '2025-10-03T17:00:00Z',
      end: '2025-10-04T01:00:00Z',
    }
    const minutes = first.stops.reduce((sum, s) => sum + s.minutes, 0)
    const { all, there } = officerHours([first])
    expect(all).toBe(24)
    expect(there).toBeCloseTo((3 * minutes) / 60, 9)
    expect(officerHours([])).toEqual({ all: 0, there: 0 })
  })

  test('counts a visit that two units make at once as one', () => {
    const { units } = readPlan(plan)
    const other = { ...units[0]!, name: 'unit-9' }
    expect(stopsIn({ units: [units[0]!, other] })).toBe(units[0]!.stops.length)
  })

  test('says offences where the operation counts them, and days of harm elsewhere', () => {
    const basis = { ...plan.basis, measure: 'count' as const }
    expect(amount(0.163, readPlan({ ...plan, basis }).measure)).toBe('0.16 offences')
    expect(amount(12.3, readPlan(plan).measure)).toBe('12.3 days')
  })
  test('says how well its spots are placed, or why that is not known', () => {
    expect(read.accuracy).toMatchObject({ hit_rate: 0.31, pai: 73.8, pei: 0.62 })
    expect(accuracy({ accuracy_unknown: 'the plan visits no spot' })).toEqual({
      unknown: 'the plan visits no spot',
    })
    expect(accuracy({})).toEqual({ unknown: expect.stringMatching(/made before/) as unknown })
  })
  test('is spoken of by numbers, names and call signs', () => {
    const [first] = read.units[0]!.stops
    expect(called(`stop ${first!.id} begins at 18:05, before 19:00`, read)).toBe(
      `stop 1 of ${read.units[0]!.called}, ${first!.place}, begins at 18:05, before 19:00`,
    )
    expect(called('unit-2 is on duty no longer', read)).toBe(`${read.units[1]!.called} is on duty no longer`)
    expect(withoutIds('stop u1-s02 (Marine Parade, 18:38) is dropped')).toBe(
      'the stop (Marine Parade, 18:38) is dropped',
    )
    expect(withoutIds('Marine Parade (HS-007) has 3 visits instead of 4')).toBe(
      'Marine Parade has 3 visits instead of 4',
    )
  })
  test('says what it leaves out, and why', () => {
    const reason = '12 min travel for 0.4 days of harm present'
    expect(read.leftOut).toEqual([{ place: 'HS-004', reason, harm: undefined }])
    const metrics = { spot_metrics: [{ area: 'HS-004', harm_present: 0.4 }] }
    expect(readPlan({ ...plan, basis: { ...plan.basis, metrics } }).leftOut).toMatchObject([{ harm: 0.4 }])
  })
  test('gives an engagement stop its name, and the end of its stay', () => {
    const [stop] = read.units[1]!.stops
    expect(stop).toMatchObject({ kind: 'engagement', place: 'Saltmarsh station', fourP: 'Protect' })
    expect(Date.parse(stop!.depart) - Date.parse(stop!.arrive)).toBe(14 * 60_000)
  })
  test('marks a place with several visits once, and says that there are more', () => {
    const marks = planOnMap(plan, 'unit-1').features.filter(
      (f) => f.properties?.kind === 'patrol_stop' && f.properties.unit === 'unit-1',
    )
    expect(marks.map((f) => [f.properties?.label, f.properties?.band])).toEqual([
      ['1', '18:05–18:19, +1 later'],
      ['2', '18:30–18:44'],
      ['', '18:58–19:12, +1 later'],
    ])
  })
  test('shows one unit’s route, the stops of all, and what is not covered as a point', () => {
    const shown = (unit: string) => planOnMap(plan, unit).features
    const routes = (unit: string) =>
      shown(unit)
        .filter((f) => f.properties?.kind === 'route')
        .map((f) => f.id)
    expect(routes('unit-2')).toEqual(['unit-2'])
    expect(routes('unit-9')).toEqual([])
    const chosen = shown('unit-2')
      .filter((f) => f.properties?.chosen)
      .map((f) => f.id)
    expect(chosen).toEqual(['unit-2', 'u2-s01', 'u2-s02'])
    expect(shown('unit-2')).toHaveLength(plan.features.length - 1)
    const left = shown('unit-2').find((f) => f.properties?.kind === 'area_not_covered')
    expect([left?.geometry.type, left?.properties?.label]).toEqual(['Point', 'HS-004'])
  })
  test('lists what may be homes, and has no place for it on the map', () => {
    const left: PlanCollection['features'][number] = {
      type: 'Feature',
      id: 'L-01',
      geometry: null,
      properties: {
        kind: 'area_not_covered',
        area: 'L-01',
        name: 'Cedar Close',
        reason: 'no night-time economy near',
        harm_present: 4,
      },
    }
    const doc = { ...plan, features: [...plan.features, left] }
    expect(readPlan(doc).ruledOut).toEqual([
      { place: 'Cedar Close', reason: 'no night-time economy near', harm: 4 },
    ])
    expect(readPlan(doc).leftOut, 'is no place that a unit could be sent to').toEqual(readPlan(plan).leftOut)
    expect(planOnMap(doc, 'unit-2').features.some((f) => f.properties?.area === 'L-01')).toBe(false)
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

test('a zone is named within it', () => {
  const names = labelled(zones.features).features.flatMap(({ geometry: g }) =>
    g.type === 'Point' ? [g.coordinates as [number, number]] : [],
  )
  const named = zones.features.map(({ geometry }) => {
    const outline = outlineOf(geometry as GeoJSON.Geometry)
    return names.filter((at) => holds(outline, at)).length
  })
  expect(named, 'one name in each').toEqual([1, 1, 1])
})

test('the box around a polygon with an island', () => {
  const coordinates = [[[[0, 51], [1, 51], [1, 52], [0, 51]]], [[[2, 50], [3, 50], [3, 51], [2, 50]]]] // prettier-ignore
  expect(box({ type: 'MultiPolygon', coordinates })).toEqual([0, 50, 3, 52])
  expect(box(null, { type: 'MultiPolygon', coordinates }, { type: 'Point', coordinates: [1, 53] })).toEqual([
    0, 50, 3, 53,
  ])
})

describe('the hours of a focus area', () => {
  test('stand as the sheets have them, each run by the night that it begins in', () =>
    expect(
      byNight([
        'Mon 00:00-03:00',
        'Fri 14:00-16:00',
        'Fri 23:00-00:00',
        'Sat 01:00-02:00',
        'Sat 14:00-16:00',
      ]),
    ).toEqual([
      'Fri 14:00–16:00',
      'Fri 23:00–00:00',
      'Fri night 01:00–02:00',
      'Sat 14:00–16:00',
      'Sun night 00:00–03:00',
    ]))
  test.each([
    [null, ''],
    [['Fri 23:00-02:00'], 'Fri 23:00–02:00'],
    [['Sat 00:00-02:00'], 'Fri night 00:00–02:00'],
    [['Fri 14:00-16:00', 'Sat 01:00-02:00'], 'Fri 14:00–16:00, Fri night 01:00–02:00'],
    [['Sat 05:00-09:00'], 'Fri night 05:00–09:00'],
    [['Fri 23:00-00:00', 'Sat 01:00-02:00', 'Sun 04:00-05:00'], 'Fri, Sat, within 23:00–05:00'],
    [
      ['Fri 19:00-20:00', 'Sat 21:00-00:00', 'Sun 20:00-22:00', 'Mon 00:00-03:00'],
      'Fri–Sun, within 19:00–03:00',
    ],
    [['Fri 22:00-07:00', 'Sat 22:00-02:00', 'Sun 20:00-22:00'], 'Fri–Sun, within 20:00–07:00'],
    [['Fri 07:00-09:00', 'Sat 05:00-09:00', 'Sat 12:00-13:00'], 'Fri, Sat, by day and by night'],
    [['Fri 05:00-06:00', 'Fri 06:00-07:00', 'some words'], 'Fri 05:00-06:00, Fri 06:00-07:00, some words'],
  ])('of bands %j are %j', (bands, want) => expect(nightsOf(bands)).toBe(want))
})

describe('a set of focus areas', () => {
  test('opens with what it comes to', () =>
    expect(headline(readZones(zones), 'harm')).toBe('Three places hold 61% of the harm'))
  test('groups what is left out by reason, the heaviest first', () => {
    expect(readZones(zones).leftOut.map((l) => [l.reason, l.offences, l.places.map((p) => p.name)])).toEqual([
      ['excluded place', 98, ['Saltmarsh Hospital']],
      ['one address', 42, ['Hill View', 'Ferry Road']],
    ])
  })
  test('tells unknown hours from known ones, and drops the town that the area is', () => {
    const [first] = zones.features
    const properties = { ...first!.properties, peak: null as never, name: 'Pier Hill, Saltmarsh' }
    const unknown = readZones({ ...zones, features: [{ ...first!, properties }] }).zones[0]!
    expect([unknown.nights, unknown.name]).toEqual(['', 'Pier Hill'])
    expect(readZones(zones).zones[0]!.nights).toBe('Fri, Sat, within 14:00–03:00')
  })
})

describe('a version of focus areas', () => {
  const edited = {
    ...zoneSet,
    id: 'zones-2',
    parent: 'zones-1',
    recorded_by: 'C. Planner',
    recorded_at: '2026-11-30T18:12:46Z',
    edits: [{ kind: 'outline' as const, zone: 'Z-01', why: 'the pier is closed' }],
    changes: [{ name: 'Quay Street', hectares: -0.2, shared: 0.9, words: 'Quay Street: -0.2 ha' }],
  }
  test('is told from the others by who made it, and when', () => {
    expect(calledSet(zoneSet)).toBe('Drawn by A. Analyst, draft, Jan – Sep 2025')
    expect(calledSet(edited)).toBe('Edited by C. Planner, Mon, 30 Nov 2026, 18:12, draft, Jan – Sep 2025')
  })
  test('says what was done, and why', () =>
    expect(editedBy(edited)).toBe('Quay Street: -0.2 ha · outline changed: the pier is closed'))
})

test('a long name is shortened on the map, where it would lie over everything', () => {
  const [zone] = zones.features
  const properties = { ...zone!.properties, name: 'Y'.repeat(180) }
  const [area] = labelled([{ ...zone!, properties }]).features
  expect(area!.properties!.name).toBe(`${'Y'.repeat(47)}…`)
})

describe('the point for a name', () => {
  // An L, whose middle lies outside it: the foot is the widest.
  const l = { type: 'Polygon', coordinates: [[[0, 0], [10, 0], [10, 3], [2, 3], [2, 10], [0, 10], [0, 0]]] } as const // prettier-ignore
  test('is in the widest part of an area, also of one that is bent', () => {
    const [lon, lat] = inside(l as never)
    expect(lon).toBeCloseTo(5)
    expect(lat! > 0 && lat! < 3).toBe(true)
  })
  test('is on no hole', () => {
    const hole = [[1, 1], [9, 1], [9, 9], [1, 9], [1, 1]] // prettier-ignore
    const square = [[0, 0], [12, 0], [12, 10], [0, 10], [0, 0]] // prettier-ignore
    const [lon] = inside({ type: 'Polygon', coordinates: [square, hole] })
    expect(lon).toBeCloseTo(10.5)
  })
})
