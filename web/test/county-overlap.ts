// How the hotspots of two groups overlap in the made-up county.

import type { OverlapCollection } from '../src/api'
import { areas, type Point, polygon, ring } from './county-ground'

const spot = (of: 'a' | 'b' | 'busy', at: Point, shared: boolean) =>
  polygon(ring(at, 0.004, 6), {
    of,
    name: of === 'busy' ? 'violence' : of,
    rank: 1,
    place: 'Quay Street',
    at,
    offences: 9,
    months_with_one: 4,
    shared,
  }) as unknown as OverlapCollection['features'][number]

const share = (sentence: string) => ({
  offences: 40,
  inside: 12,
  share: 0.3,
  by_area: 0.02,
  by_density: 0.25,
  times_area: 15,
  times_density: 1.2,
  sentence,
})

export const overlap: OverlapCollection = {
  type: 'FeatureCollection',
  overlap: {
    area: areas[0]!,
    from: '2025-01',
    to: '2025-09',
    a: { group: 'knife', version: 1, offences: 40, label: '' },
    b: { group: 'robbery', version: 1, offences: 60, label: '' },
    spots: 1,
    radius_m: 75,
    settled_ha: 900,
    density: 'violence',
    a_in_b: share('30.0% of knife lies in the hotspots of robbery; 25.0% in as many busy places'),
    b_in_a: share('20.0% of robbery lies in the hotspots of knife; 25.0% in as many busy places'),
    notes: [],
  },
  features: [
    spot('busy', [1.49, 51.758], false),
    spot('a', [1.483, 51.758], true),
    spot('b', [1.4832, 51.758], true),
  ],
}
