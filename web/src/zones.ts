// A set of focus areas as the panel lists it.

import type { Collection } from './api'
import { type Tier, tiers } from './colours'
import { decided, member } from './plan'
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
export function readZones(doc: Collection): ZonesView {
  const about = member(doc, 'zone_set')
  const text = (name: string) => String(about[name] ?? '')
  const share = (name: string) => Number(about[name] ?? 0)
  const ranked = doc.features
    .map((f) => ({ f, p: f.properties ?? {} }))
    .sort((a, b) => tiers.indexOf(a.p.tier) - tiers.indexOf(b.p.tier) || a.p.rank - b.p.rank)
  return {
    id: text('id'),
    group: text('group'),
    from: text('from'),
    to: text('to'),
    hours: capitals(text('hours')),
    harmShare: share('harm_share'),
    areaShare: share('area_share'),
    decision: decided(doc),
    notes: (about.notes as string[] | undefined) ?? [],
    zones: ranked.map(({ f, p }) => ({
      id: String(p.zone ?? f.id),
      name: String(p.name ?? p.zone ?? f.id),
      tier: p.tier,
      harm: Number(p.harm ?? 0),
      share: Number(p.share ?? 0),
      count: Number(p.count ?? 0),
      box: box(f.geometry),
    })),
  }
}

/** The zones with a point each for the name, at their northern end: a polygon is named once in every tile. */
export function labelled(doc: Collection): Collection {
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
