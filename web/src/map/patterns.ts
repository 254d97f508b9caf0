// The fills of the tiers, so that colour is never alone in telling them apart:
// hatched for primary, dotted for secondary, plain for tertiary.

import type { Tier } from '../colours'

const size = 16 // pixels, drawn at two a CSS pixel

/** The pixels of a tier's fill, RGBA, that tile without a seam. */
export function pattern(tier: Tier, colour: string): { width: number; height: number; data: Uint8Array } {
  const rgb = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16))
  const data = new Uint8Array(size * size * 4)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      data.set([...rgb, inked(tier, x, y) ? 120 : 0], 4 * (y * size + x))
    }
  }
  return { width: size, height: size, data }
}

function inked(tier: Tier, x: number, y: number): boolean {
  if (tier === 'primary') return (x + y) % size < 2
  if (tier === 'secondary') return x % 8 < 2 && (y + (x < 8 ? 0 : 8)) % size < 2
  return false
}
