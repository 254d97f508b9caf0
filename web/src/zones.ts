// A set of focus areas as the panel lists it.

import type { ZoneCollection } from './api'
import { type Tier, tiers } from './colours'
import { decided } from './plan'
import { capitals } from './words'

export interface Zone {
  id: string
  name: string
  tier: Tier
  harm: number // days of imprisonment
  share: number // of the area's harm, 0 to 1
  count: number
  box: Box
}

export type Box = [west: number, south: number, east: number, north: number]

export interface ZonesView {
  id: string
  group: string
  from: string
  to: string
  hours: string
  harmShare: number
  areaShare: number
  decision: string
  notes: string[]
  zones: Zone[]
}

/** Reads a zone set: its zones by tier, then by rank. */
export function readZones({ zone_set: set, decision, features }: ZoneCollection): ZonesView {
  const ranked = [...features].sort(
    ({ properties: a }, { properties: b }) =>
      tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || a.rank - b.rank,
  )
  return {
    id: set.id,
    group: set.group,
    from: set.from,
    to: set.to,
    hours: capitals(set.hours),
    harmShare: set.harm_share,
    areaShare: set.area_share,
    decision: decided(decision),
    notes: set.notes,
    zones: ranked.map(({ geometry, properties: p }) => ({
      id: p.zone,
      name: p.name,
      tier: p.tier,
      harm: p.harm,
      share: p.share,
      count: p.count,
      box: box(geometry),
    })),
  }
}

/** The zones with a point each for the name, at their northern end: a polygon is named once in every tile. */
export function labelled(doc: ZoneCollection): GeoJSON.FeatureCollection {
  const names = doc.features.map(({ geometry, properties }): GeoJSON.Feature => {
    const [west, , east, north] = box(geometry)
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [(west + east) / 2, north] },
      properties,
    }
  })
  return { type: 'FeatureCollection', features: [...doc.features, ...names] }
}

/** The box around geometries, in degrees. */
export function box(...geometries: (GeoJSON.Geometry | null)[]): Box {
  const b: Box = [Infinity, Infinity, -Infinity, -Infinity]
  const widen = (c: unknown): void => {
    if (!Array.isArray(c)) return
    const [lon, lat] = c
    if (typeof lon !== 'number' || typeof lat !== 'number') return c.forEach(widen)
    b[0] = Math.min(b[0], lon)
    b[1] = Math.min(b[1], lat)
    b[2] = Math.max(b[2], lon)
    b[3] = Math.max(b[3], lat)
  }
  for (const g of geometries) if (g && 'coordinates' in g) widen(g.coordinates)
  return b
}
