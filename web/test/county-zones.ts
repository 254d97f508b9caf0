// The focus areas of the made-up county.

import type { Decision, ZoneCollection, ZoneSet } from '../src/api'
import { areas, collection, type Point, polygon, ring } from './county-ground'

type ZoneFeature = ZoneCollection['features'][number]
const zone = (
  rank: number,
  name: string,
  tier: ZoneFeature['properties']['tier'],
  at: Point,
  radius: number,
  harm: number,
  share: number,
) =>
  polygon(
    ring(at, radius, 9, 0.2),
    {
      zone: `Z-0${rank}`,
      name,
      tier,
      rank,
      cells: 20,
      area_m2: 266000,
      count: harm / 20,
      harm,
      asb: 4,
      share,
      hours: 'nte hours',
      taken: harm / 20,
      taken_harm: harm,
      a_month: harm / 180,
      across_m: 600,
      area_share: 0.006,
      district: 'X01',
      district_tier: tier,
      unknown_hours: 0,
      peak: ['Fri 14:00-16:00', 'Sat 00:00-03:00', 'Sat 21:00-03:00'],
      hot_months: 8,
      months: 9,
      points: 12,
      largest_point: { name: 'Quay Street', share: 0.18 },
      premises: 5,
      nearest_premises: ['The Anchor'],
      not_counted: [],
    },
    `Z-0${rank}`,
  ) as ZoneFeature
export const draft: Decision = { status: 'draft', verified: false }
const zoneSetFacts: ZoneSet = {
  id: 'zones-1',
  area: areas[0]!,
  operation: 'nte',
  group: 'nte-violence',
  group_version: 1,
  from: '2025-01',
  to: '2025-09',
  clock: 'nte',
  hours: 'nte hours',
  resolution: 10,
  lattice: 'lattice-1',
  settings: {},
  zones: 3,
  version: 1,
  edits: [],
  changes: [],
  tiers: [],
  by_rank: [],
  registers: [],
  harm: 48210,
  harm_share: 0.61,
  area_share: 0.018,
  decision: draft,
  recorded_by: 'A. Analyst',
  notes: [],
}
export const zoneSet = zoneSetFacts
export const zones: ZoneCollection = {
  ...collection([]),
  zone_set: zoneSetFacts,
  left_out: [
    {
      id: 'L-01',
      name: 'Saltmarsh Hospital',
      reason: 'excluded place',
      count: 98,
      a_month: 10.9,
      area_m2: 13303,
      at: [1.51, 51.75],
    },
    {
      id: 'L-02',
      name: 'Ferry Road',
      reason: 'one address',
      detail: 'The Ferry Inn',
      count: 12,
      a_month: 1.3,
      area_m2: 13303,
    },
    { id: 'L-03', name: 'Hill View', reason: 'one address', count: 30, a_month: 3.3, area_m2: 13303 },
  ],
  features: [
    zone(1, 'Quay Street', 'primary', [1.49, 51.755], 0.009, 9420, 0.31),
    zone(2, 'Station Parade', 'secondary', [1.525, 51.74], 0.008, 6105, 0.2),
    zone(3, 'Mill Lane', 'tertiary', [1.47, 51.735], 0.006, 1240, 0.1),
  ],
  decision: draft,
}

/** A place that people struck out. */
export const struck = polygon(ring([1.47, 51.735], 0.006, 6), {
  id: 4,
  operation: 'nte',
  area_kind: 'district',
  area_code: 'X01',
  verdict: 'struck',
  name: 'Fairground',
  why: 'it has left',
  by: 'C. Planner',
  at: '2025-10-01T09:00:00Z',
})
