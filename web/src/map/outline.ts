// Outlines that people draw: how large they are, what they hold, and what is wrong
// with them. An outline is the coordinates of a MultiPolygon, in degrees, lon first.

import type { Box } from '../zones'

export type Ring = [lon: number, lat: number][]
export type Outline = Ring[][]

/** A hexagon with what was recorded in it. */
export interface Weighed {
  at: [lon: number, lat: number] // its middle
  count: number
  harm: number // days of imprisonment
}

/** The hexagons of a surface. */
export function hexagonsOf({ features }: GeoJSON.FeatureCollection): Weighed[] {
  return features.flatMap(({ geometry, properties }) => {
    const [ring] = outlineOf(geometry).flat()
    if (!ring) return []
    const corners = ring.slice(1) // the first one comes last again
    const middle = (i: 0 | 1) => corners.reduce((sum, c) => sum + c[i], 0) / corners.length
    const { count, harm } = properties ?? {}
    return [{ at: [middle(0), middle(1)], count: Number(count ?? 0), harm: Number(harm ?? 0) }]
  })
}

/** The outline of a polygon or of several; of anything else there is none. */
export function outlineOf(g: GeoJSON.Geometry | null | undefined): Outline {
  if (g?.type === 'Polygon') return [g.coordinates as Ring[]]
  return g?.type === 'MultiPolygon' ? (g.coordinates as Outline) : []
}

/** A geometry of an outline, for the server. */
export const geometryOf = (outline: Outline): GeoJSON.Polygon | GeoJSON.MultiPolygon =>
  outline.length === 1
    ? { type: 'Polygon', coordinates: outline[0]! }
    : { type: 'MultiPolygon', coordinates: outline }

const radius = 6_371_007.18 // m: the sphere on which the server and H3 measure
const radians = Math.PI / 180

/** Its hectares; holes are left out. */
export function hectares(outline: Outline): number {
  const of = (ring: Ring) => {
    let sum = 0
    for (const [i, [lon, lat]] of ring.entries()) {
      const [nextLon, nextLat] = ring[(i + 1) % ring.length]!
      sum += (nextLon - lon) * radians * (2 + Math.sin(lat * radians) + Math.sin(nextLat * radians))
    }
    return Math.abs((sum * radius * radius) / 2)
  }
  const land = outline.reduce((sum, [outer = [], ...holes]) => {
    return sum + of(outer) - holes.reduce((water, h) => water + of(h), 0)
  }, 0)
  return land / 10_000
}

/** Whether a place lies in an outline, and not in a hole of it. */
export function holds(outline: Outline, [x, y]: readonly [number, number]): boolean {
  let inside = false
  for (const ring of outline.flat())
    for (const [i, [x1, y1]] of ring.entries()) {
      const [x2, y2] = ring[(i + 1) % ring.length]!
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside
    }
  return inside
}

/**
 * A ring around the middle of a hexagon that holds the middles of the seven smaller ones
 * it is made of, and of no other; the box around it is in degrees.
 */
export function aroundHexagon(
  [lon, lat]: readonly [number, number],
  [west, south, east, north]: Box,
): Outline {
  const squeeze = Math.cos(lat * radians)
  // Between the hexagon's short and its long radius. The small ones' middles are at 0.65
  // of the long one, the next ones' at 1.13.
  const r = 0.45 * Math.max(north - south, (east - west) * squeeze)
  const ring = Array.from({ length: 12 }, (_, i): Corner => {
    const a = (2 * Math.PI * i) / 12
    return [lon + (r * Math.cos(a)) / squeeze, lat + r * Math.sin(a)]
  })
  return [[[...ring, ring[0]!]]]
}

/** What the hexagons whose middle an outline holds come to. */
export function weigh(outline: Outline, cells: readonly Weighed[]): { count: number; harm: number } {
  const sum = { count: 0, harm: 0 }
  for (const c of cells)
    if (holds(outline, c.at)) {
      sum.count += c.count
      sum.harm += c.harm
    }
  return sum
}

type Corner = Ring[number]
type Pixel = { x: number; y: number }

/**
 * Where a corner goes that is drawn near other outlines: to the nearest of their corners within
 * so many pixels, else to the nearest place on a side of them. Further off it stays where it is.
 */
export function snapped(
  to: Pixel,
  rings: readonly Ring[],
  project: (lon: number, lat: number) => Pixel,
  within: number,
): Corner | undefined {
  const far = (p: Pixel) => Math.hypot(p.x - to.x, p.y - to.y)
  const drawn = rings.map((r) => r.map((at) => ({ at, pixel: project(...at) })))
  const places = drawn.flatMap((r) =>
    r.slice(1).map((b, i) => {
      const a = r[i]!
      const [dx, dy] = [b.pixel.x - a.pixel.x, b.pixel.y - a.pixel.y]
      const along = ((to.x - a.pixel.x) * dx + (to.y - a.pixel.y) * dy) / (dx * dx + dy * dy || 1)
      const t = Math.max(0, Math.min(1, along))
      const mix = (m: number, n: number) => m + (n - m) * t
      return {
        at: [mix(a.at[0], b.at[0]), mix(a.at[1], b.at[1])] as Corner,
        pixel: { x: mix(a.pixel.x, b.pixel.x), y: mix(a.pixel.y, b.pixel.y) },
      }
    }),
  )
  const nearest = (all: { at: Corner; pixel: Pixel }[]) =>
    all
      .filter(({ pixel }) => far(pixel) <= within)
      .sort((a, b) => far(a.pixel) - far(b.pixel))
      .at(0)?.at
  return nearest(drawn.flat()) ?? nearest(places)
}
const turn = ([ax, ay]: Corner, [bx, by]: Corner, [cx, cy]: Corner) =>
  Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
const same = (a: Corner, b: Corner) => a[0] === b[0] && a[1] === b[1]

/** Whether a side of a closed ring crosses another. It costs the square of the corners. */
export function crosses(ring: Ring): boolean {
  const sides = ring.slice(1).map((b, i) => [ring[i]!, b] as const)
  return sides.some(([a, b], i) =>
    sides.slice(i + 1).some(([c, d]) => {
      if (same(a, c) || same(a, d) || same(b, c) || same(b, d)) return false
      return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b)
    }),
  )
}

/** What is wrong with an outline, for the person who draws it; empty: nothing. */
export function faultOf(outline: Outline): string {
  if (!outline.length) return 'Draw the outline on the map first.'
  const rings = outline.flat()
  if (rings.some((r) => new Set(r.map(String)).size < 3)) return 'An outline has three corners or more.'
  return rings.some(crosses) ? 'The outline crosses itself: move the corner back, or undo.' : ''
}
