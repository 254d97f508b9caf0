// Walking over hexagons by key, and where they are, from what the map has drawn.

import { many } from '../words'
import { type Box, box } from '../zones'

/** A hexagon on the screen. */
export interface Hexagon {
  cell: string
  at: [lon: number, lat: number] // its middle
  box: Box
  properties: Record<string, unknown>
}

/** What a map has drawn of hexagons: those that tiles cut come in parts. */
export interface Part {
  geometry: GeoJSON.Geometry
  properties: Record<string, unknown>
}

/** The hexagons of drawn parts. The box around all parts of one has its middle. */
export function hexagons(parts: Part[]): Map<string, Hexagon> {
  const found = new Map<string, { box: Box; properties: Record<string, unknown> }>()
  for (const { geometry, properties } of parts) {
    const cell = String(properties.cell ?? '')
    if (!cell) continue
    const b = box(geometry)
    const w = found.get(cell)?.box
    found.set(cell, { box: w ? around(w, b) : b, properties })
  }
  const middle = ([w, s, e, n]: Box): Hexagon['at'] => [(w + e) / 2, (s + n) / 2]
  return new Map([...found].map(([cell, held]) => [cell, { cell, at: middle(held.box), ...held }]))
}

const around = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
]

/** What a hexagon holds, read aloud; what its tiles do not tell is not said to be none. */
export function spoken({ properties: { count, harm } }: Pick<Hexagon, 'properties'>): string {
  const known = [
    count !== undefined && many(Number(count), 'offence'),
    harm !== undefined && `${many(Number(harm), 'day')} of harm`,
  ].filter(Boolean)
  return known.join(', ') || 'what it holds is not known'
}

export const directions = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
} as const
export type Direction = keyof typeof directions

/**
 * The hexagon next to one, in a direction: of those within 61° of it the nearest,
 * where being aside counts double. None where the drawn ones end.
 */
export function neighbour(all: Iterable<Hexagon>, from: Hexagon, to: Direction): Hexagon | undefined {
  const [east, north] = directions[to]
  const squeeze = Math.cos((from.at[1] * Math.PI) / 180) // of a degree of longitude
  let best: Hexagon | undefined
  let least = Infinity
  for (const h of all) {
    const x = (h.at[0] - from.at[0]) * squeeze
    const y = h.at[1] - from.at[1]
    const along = x * east + y * north
    const far = Math.hypot(x, y)
    if (far < 1e-7 || along / far < Math.cos((61 * Math.PI) / 180)) continue
    const cost = far * (2 - along / far)
    if (cost < least) [least, best] = [cost, h]
  }
  return best
}

/** The hexagon nearest to a place. */
export function nearest(all: Iterable<Hexagon>, [lon, lat]: [number, number]): Hexagon | undefined {
  const squeeze = Math.cos((lat * Math.PI) / 180)
  let best: Hexagon | undefined
  let least = Infinity
  for (const h of all) {
    const far = Math.hypot((h.at[0] - lon) * squeeze, h.at[1] - lat)
    if (far < least) [least, best] = [far, h]
  }
  return best
}
