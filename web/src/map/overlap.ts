// The hotspots of two offence groups, and as many busy places, over the hexagons.

import type { ExpressionSpecification as Expression, LayerSpecification } from 'maplibre-gl'
import type { Inks } from './inks'

const isOf = (of: string): Expression => ['==', ['get', 'of'], of]

/** Busy places are dashed, one group's hotspots are filled, the other's are outlined. */
export const overlap = (ink: Inks): LayerSpecification[] => [
  {
    id: 'overlap-a',
    type: 'fill',
    source: 'overlap',
    filter: isOf('a'),
    paint: { 'fill-color': ink.accent, 'fill-opacity': 0.55 },
  },
  {
    id: 'overlap-busy',
    type: 'line',
    source: 'overlap',
    filter: isOf('busy'),
    paint: { 'line-color': ink.mute, 'line-width': 1.5, 'line-dasharray': [2, 1.5] },
  },
  {
    id: 'overlap-b',
    type: 'line',
    source: 'overlap',
    filter: isOf('b'),
    paint: { 'line-color': ink.t1, 'line-width': ['case', ['get', 'shared'], 4, 2] },
  },
]
