// What is not shown, or not known, looks unlike what is zero: patterns in place of colours.

import type { Map as GLMap } from 'maplibre-gl'
import type { Inks } from './inks'

/** Counts under this are kept from whoever looks at a wall. */
export const least = 5

interface Pattern {
  ink: keyof Inks
  /** Of a square tile, in pixels. */
  size: number
  /** How much the ink covers of what is below, 0 to 1. */
  opacity: number
  /** Whether a pixel is inked. */
  at: (x: number, y: number) => boolean
}

const drawn: Record<string, Pattern> = {
  // hatched: wide enough for four metres, and pale enough for the streets below
  withheld: { ink: 'edge', size: 12, opacity: 0.4, at: (x, y) => (x + y) % 12 < 3 },
  // dotted
  'no-data': { ink: 'edge', size: 12, opacity: 1, at: (x, y) => x % 12 < 2 && y % 12 < 2 },
}

function image(name: string, ink: Inks): { width: number; height: number; data: Uint8ClampedArray } {
  const { ink: of, size, opacity, at } = drawn[name]!
  const colour = /^#(..)(..)(..)/.exec(ink[of].replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3'))!
  const [r, g, b] = colour.slice(1).map((c) => parseInt(c, 16))
  const pixels = Array.from({ length: size * size }, (_, i) => at(i % size, Math.floor(i / size)))
  const data = new Uint8ClampedArray(
    pixels.flatMap((inked) => [r!, g!, b!, inked ? Math.round(255 * opacity) : 0]),
  )
  return { width: size, height: size, data }
}

/** Gives a map the patterns, or those that it has in other colours. */
export function givePatterns(map: GLMap, ink: Inks): void {
  for (const id of Object.keys(drawn))
    if (map.hasImage(id)) map.updateImage(id, image(id, ink))
    else map.addImage(id, image(id, ink))
}
