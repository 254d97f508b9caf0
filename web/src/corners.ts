// The corners of an outline as text, for who does not draw with a pointer: OS grid
// references to a metre, one a line; off the grid latitude and longitude.

import { gridReference, readReference } from './grid'
import type { Ring } from './map/outline'

type Corner = Ring[number]

const nameOf = (corner: Corner): string =>
  gridReference(corner, 5) || `${corner[1].toFixed(6)}, ${corner[0].toFixed(6)}`

function read(line: string): Corner | undefined {
  const [, lat, lon] = /^(-?\d{1,2}\.\d+), *(-?\d{1,3}\.\d+)$/.exec(line) ?? []
  return lat && lon ? [Number(lon), Number(lat)] : readReference(line)
}

/** The corners of a closed ring, the first one not again. */
export function toLines(ring: Ring): string {
  return ring.slice(0, -1).map(nameOf).join('\n')
}

/**
 * The ring that lines of grid references go round. A line that says a corner of the ring
 * as it was is that very corner: reading what was written changes nothing.
 */
export function fromLines(text: string, was: Ring): { ring?: Ring; fault: string } {
  const known = new Map(was.map((corner) => [nameOf(corner), corner]))
  const lines = text
    .split('\n')
    .map((l) => l.trim())
    .filter(Boolean)
  const ring: Ring = []
  for (const line of lines) {
    const corner = known.get(line) ?? read(line)
    if (!corner) return { fault: `“${line}” is no grid reference: write it as TQ 88340 85770.` }
    ring.push(corner)
  }
  if (new Set(lines).size < 3) return { fault: 'An outline has three corners or more.' }
  return { ring: [...ring, ring[0]!], fault: '' }
}
