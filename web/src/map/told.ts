// What a map is told to show, and what it tells back.

import type { Surface } from '../api'
import type { Classed, Measure } from '../colours'
import type { Layer, View } from '../hash'

/** What the hexagons on the screen are: a surface, coloured by a measure. */
export interface Shown {
  surface: Surface
  measure: Measure
  scale: Classed // what its classes are multiples of
  resolution: number // H3, of the hexagons: coarser than the surface's own when zoomed out
}

/** What lies under a click, the topmost first. */
export interface Under {
  layer: string
  properties: Record<string, unknown>
}

export interface Listeners {
  /** Where it looks now. */
  moved: (view: View) => void
  shows: (shown: Shown | undefined) => void
  picked: (under: Under[]) => void
  /** Tile sets of which tiles cannot be had, with the status of the last one. */
  missing: (tilesets: Map<string, number>) => void
}

/** How the list of layers has them. */
export interface Arrangement {
  off: readonly Layer[]
  order: readonly Layer[] // empty: as usual
  shares: Partial<Record<Layer, number>> // of opacity, 0 to 1
}
