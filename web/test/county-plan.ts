// The invented county's plan: two units on a Friday night.

import type { Plan, PlanCollection } from '../src/api'
import { areas, collection, type Point, polygon, ring } from './county-ground'
import { draft } from './county-zones'

type PlanFeature = PlanCollection['features'][number]
type Kind<K extends PlanFeature['properties']['kind']> = Extract<PlanFeature['properties'], { kind: K }>
const shift = { start: '2025-10-03T18:00:00+01:00', end: '2025-10-04T02:00:00+01:00' }
const at = (minute: number) => new Date(Date.UTC(2025, 9, 3, 17, minute)).toISOString()

const stop = (
  unit: number,
  seq: number,
  coordinates: Point,
  minute: number,
  area: string,
  visit = 1,
): PlanFeature => ({
  type: 'Feature',
  id: `u${unit}-s0${seq}`,
  geometry: { type: 'Point', coordinates },
  properties: {
    kind: 'patrol_stop',
    unit: `unit-${unit}`,
    seq,
    area,
    arrive_window: [shift.start, shift.end],
    arrive: at(minute),
    depart: at(minute + 14),
    dwell_min: 14,
    visit_no: visit,
    visits_target: 3,
    minutes_target: 42,
    harm_present: 3.2,
    interval: [1.6, 5.6],
    why: ['rank 1 of 4 spots: 91 days of harm in 12 offences of nte-violence, 2025-01..2025-09, shift hours'],
    '4E': ['Engage', 'Explain'],
    '4P': 'Prevent',
  },
})
const route = (unit: number, path: Point[], breaks: Kind<'route'>['breaks']): PlanFeature => ({
  type: 'Feature',
  id: `unit-${unit}`,
  geometry: { type: 'LineString', coordinates: path },
  properties: {
    kind: 'route',
    unit: `unit-${unit}`,
    mode: 'vehicle',
    shift_start: shift.start,
    shift_end: shift.end,
    travel_min: 96,
    dwell_min: 285,
    break_min: 45,
    breaks,
    slack_min: 54,
  },
})
const spot = (middle: Point, properties: Kind<'area'> | Kind<'area_not_covered'>) =>
  polygon(ring(middle, 0.0019, 6), properties, properties.area) as PlanFeature
const visited = (area: string, visits: number): Kind<'area'> => ({
  kind: 'area',
  area,
  planned_minutes: 14 * visits,
  planned_visits: visits,
  target_minutes: 42,
  cap_minutes: 60,
})

const a: Point = [1.4895, 51.7562]
const b: Point = [1.498, 51.7518]
const c: Point = [1.5262, 51.7392]
const d: Point = [1.52, 51.7425]
export const planFacts: Plan = {
  id: 'plan-1',
  area: areas[0]!,
  operation: 'nte',
  group: 'nte-violence',
  group_version: 1,
  from: '2025-01',
  to: '2025-09',
  hours: 'hours unknown, not night-time',
  surface: 'cells-2',
  date: '2025-10-03',
  shift: '18:00-02:00',
  units: 2,
  mode: 'vehicle',
  preset: 'koper',
  seed: 1,
  travel: 'straight line × 1.3',
  decision: draft,
  metrics: {},
  accuracy: { harm_expected: 240, area_m2: 75_000_000, hit_rate: 0.31, area: 0.0042, pai: 73.8, pei: 0.62 },
  notes: ['units begin and end in the middle of the harm: no station is given'],
}
const header: PlanCollection['plan'] = {
  schema: 'patrol-plan/1',
  id: 'plan-1',
  district: 'Saltmarsh',
  period: shift,
  seed: 1,
  risk_snapshot: 'cells-2',
  road_graph: '',
  travel_engine: 'straight line × 1.3',
  objective: { measure: 'harm; days', value: 103, upper_bound: 120, gap_pct: 14 },
  metrics: {
    harm_covered_per_patrol_hour: 25.8,
    travel_share: 0.21,
    dosage_met_share: 0.86,
    max_area_share_of_minutes: 0.5,
    order_entropy: 0.7,
  },
  retention_until: '2026-10-03',
}
export const plan: PlanCollection = {
  ...collection([]),
  plan: header,
  basis: { ...planFacts, hours: 'shift hours' },
  decision: {
    status: 'approved',
    by: 'A. Sergeant',
    at: '2025-10-01T09:30:00Z',
    why: 'agreed at the tasking meeting',
    verified: false,
  },
  features: [
    route(
      1,
      [a, b, a],
      [{ from: '2025-10-03T18:45:00+01:00', to: '2025-10-03T19:30:00+01:00', minutes: 45 }],
    ),
    stop(1, 1, a, 5, 'HS-001'),
    stop(1, 2, b, 30, 'HS-002'),
    stop(1, 3, a, 58, 'HS-001', 2),
    route(2, [c, d], []),
    {
      type: 'Feature',
      id: 'u2-s01',
      geometry: { type: 'Point', coordinates: c },
      properties: {
        kind: 'engagement_stop',
        unit: 'unit-2',
        seq: 1,
        name: 'Saltmarsh station',
        premises_type: 'station',
        premises_id: 'rail:SMH',
        open_window: [shift.start, shift.end],
        arrive: at(10),
        depart: at(24),
        dwell_min: 14,
        why: ['last train at 00:40'],
        '4E': ['Engage', 'Encourage'],
        '4P': 'Protect',
        script: 'Ask staff about the last trains.',
      },
    },
    stop(2, 2, d, 40, 'HS-003'),
    spot(a, visited('HS-001', 2)),
    spot(b, visited('HS-002', 1)),
    spot(d, visited('HS-003', 1)),
    spot([1.47, 51.735], {
      kind: 'area_not_covered',
      area: 'HS-004',
      reason: '12 min travel for 0.4 days of harm present',
    }),
  ],
}

const portion = (
  of: string,
  residents: number | null,
  minutes: number,
  harm: number,
  times: number | null,
) => ({
  of,
  residents: residents && Math.round(40_000 * residents),
  residents_share: residents,
  planned_minutes: 200 * minutes,
  minutes_share: minutes,
  harm_share: harm,
  minutes_by_residents: times,
})
/** On whom the plan falls: two tenths of small areas, and of wards one with its spots. */
export const fairness = {
  plan: 'plan-1',
  planned_minutes: 200,
  spots: 5,
  deciles: [portion('deprivation decile 1', 0.2, 0.7, 0.6, 3.5), portion('not known', null, 0.3, 0.4, null)],
  wards: [
    portion('Harbour', 0.3, 1, 1, 3.33),
    ...['Marsh', 'Mill', 'Quay', 'Sands'].map((w) => portion(w, 0.175, 0, 0, 0)),
  ],
  words: 'deprivation decile 1 has 70% of the 200 planned minutes at spots',
  feedback: 'recorded crime follows where officers are',
  sources: ['people.csv'],
  missing: [],
}
