// The ground of a small made-up county for the browser tests: its areas, hexagons and
// vector tiles, cut by the same libraries that MapLibre itself uses.

import { GeoJSONVT } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { Area } from '../src/api'

type Features = GeoJSON.Feature[]
export type Point = [lon: number, lat: number]

export const collection = (features: Features, members: object = {}) => ({
  type: 'FeatureCollection' as const,
  ...members,
  features,
})
export const polygon = (ring: Point[], properties: object, id?: string): GeoJSON.Feature => ({
  type: 'Feature',
  ...(id ? { id } : {}),
  geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] },
  properties,
})

// Degrees of longitude shrink with the latitude: 0.62 at 51.7° north.
const squeeze = 0.62
export const ring = ([lon, lat]: Point, radius: number, corners: number, wobble = 0): Point[] =>
  Array.from({ length: corners }, (_, i) => {
    const a = (2 * Math.PI * i) / corners + Math.PI / 6
    const r = radius * (1 + wobble * Math.sin(3 * a + lat))
    return [lon + (r * Math.cos(a)) / squeeze, lat + r * Math.sin(a)]
  })

const towns: { name: string; code: string; at: Point }[] = [
  { name: 'Saltmarsh', code: 'X01', at: [1.5, 51.75] },
  { name: 'Quayside', code: 'X02', at: [1.78, 51.75] },
]
const [saltmarsh] = towns as [(typeof towns)[0]]

const districts = towns.map((t) =>
  polygon(ring(t.at, 0.085, 60, 0.12), { kind: 'district', code: t.code, name: t.name, invented: true }),
)
export const areas: Area[] = towns.map((_, i) => ({
  kind: 'district',
  code: towns[i]!.code,
  name: towns[i]!.name,
  bbox: [towns[i]!.at[0] - 0.14, towns[i]!.at[1] - 0.09, towns[i]!.at[0] + 0.14, towns[i]!.at[1] + 0.09],
  invented: true,
}))

/** Hexagons over Saltmarsh: hot in two places, with nothing recorded at the rim. */
function cells(radius: number, resolution: number): Features {
  const out: Features = []
  const hot: Point[] = [
    [1.49, 51.755],
    [1.525, 51.74],
  ]
  for (let row = -40; row <= 40; row++) {
    for (let column = -40; column <= 40; column++) {
      const x = radius * Math.sqrt(3) * (column + (row % 2 ? 0.5 : 0))
      const y = radius * 1.5 * row
      if (Math.hypot(x, y) > 0.078) continue
      const at: Point = [saltmarsh.at[0] + x / squeeze, saltmarsh.at[1] + y]
      const near = hot.map((h) => Math.exp(-(((at[0] - h[0]) * squeeze) ** 2 + (at[1] - h[1]) ** 2) / 2e-4))
      const sum =
        near.reduce((a, b) => a + b, 0) * (0.75 + 0.5 * Math.abs(Math.sin(row * 12.9 + column * 78.2)))
      const scale = 7 ** (10 - resolution)
      const count = Math.round(14 * sum * scale)
      const properties = {
        cell: `8a${resolution}${row + 50}${column + 50}`,
        count,
        harm: Math.round(180 * sum * scale),
        asb: Math.round(3 * sum * scale),
        risk: 1 + 9 * sum,
        resolution,
      }
      // Pointy side up, as H3's hexagons roughly are here.
      out.push(polygon(ring(at, radius, 6), properties))
    }
  }
  return out
}

const labels: Features = towns.map((t, i) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: t.at },
  properties: districts[i]!.properties,
}))
const sites: Features = [
  { name: 'The Anchor', category: 'pub', at: [1.4912, 51.7552] },
  { name: 'Saltmarsh station', category: 'station', at: [1.5262, 51.7392] },
].map(({ at, ...properties }) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: at },
  properties,
}))

const line = (name: string, kind: string, ...coordinates: Point[]): GeoJSON.Feature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates },
  properties: { name, class: kind, bridge: false },
})
const streets: Features = [
  line('Quay Street', 'primary', [1.45, 51.755], [1.55, 51.756]),
  line('Station Parade', 'residential', [1.525, 51.72], [1.524, 51.78]),
]
const rails: Features = [line('', 'rail', [1.46, 51.74], [1.55, 51.742])]
const water: Features = [polygon(ring([1.5, 51.73], 0.006, 12), { name: 'The Creek', kind: 'inland' })]

const waterNames: Features = [
  {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [1.5, 51.73] },
    properties: { name: 'The Creek' },
  },
]

const places: Features = [
  { name: 'Saltmarsh', kind: 'town', residents: 30_000, at: [1.505, 51.748] },
  { name: 'Creek End', kind: 'hamlet', at: [1.47, 51.735] },
].map(({ at, ...properties }) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: at },
  properties,
}))

export const fine = cells(0.0021, 10)
/** Which of them stand out. */
export const hotCells = fine
  .filter((f) => f.properties!.count > 8)
  .map((f) => ({
    ...f,
    id: String(f.properties!.cell),
    properties: { ...f.properties, stands: 'hot', gi_star: 4.2 },
  }))
/** A patrol spot, which is no hexagon of the lattice. */
export const spot = {
  ...hotCells[0]!,
  id: 'S-01',
  properties: { kind: 'spot', rank: 1, count: 12, harm: 80, best_hours: 'unknown' },
}
const coarse = cells(0.0021 * Math.sqrt(7), 9)
/** A background map as a publisher might name its layers. */
const published: Record<string, Features> = {
  'surface-water': [polygon(ring([1.54, 51.77], 0.008, 12), {})],
  'roads-local': [line('', '', [1.46, 51.72], [1.46, 51.78])],
  names: labels,
}
const tilesets: Record<string, (z: number) => Record<string, Features>> = {
  areas: () => ({ areas: districts, 'area-labels': labels }),
  ground: () => ({ streets, rails, water, 'water-names': waterNames, places, 'street-names': [] }),
  sites: () => ({ sites }),
  basemap: () => published,
  'cells-1': (z) => ({ cells: z < 12 ? coarse : fine }),
  'cells-2': (z) => ({ cells: z < 12 ? coarse : fine }),
  'risk-0': (z) => ({ cells: z < 12 ? coarse : fine }),
  'risk-1': (z) => ({ cells: z < 12 ? coarse : fine }),
  'forecast-1': (z) => ({ cells: z < 12 ? coarse : fine }),
}
export const isTileset = (name: string): boolean => name in tilesets
export const layersOf = (name: string): string[] => Object.keys(tilesets[name]!(0))

/** One tile, as bytes; empty where there is nothing. */
export function tile(name: string, z: number, x: number, y: number): Uint8Array {
  const layers = Object.entries(tilesets[name]!(z)).flatMap(([layer, features]) => {
    const cut = new GeoJSONVT(collection(features), { maxZoom: z, indexMaxZoom: 0, buffer: 64 }).getTile(
      z,
      x,
      y,
    )
    return cut ? [[layer, cut] as const] : []
  })
  return layers.length
    ? fromGeojsonVt(Object.fromEntries(layers), { version: 2, extent: 4096 })
    : new Uint8Array()
}
