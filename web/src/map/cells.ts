// The hexagons of a surface: a source and two layers that come and go with it.

import type { ExpressionSpecification, LayerSpecification, Map as GLMap } from 'maplibre-gl'
import type { Surface } from '../api'
import { type Classed, fillColour, type Measure } from '../colours'
import type { Inks } from './inks'
import { least } from './patterns'

/** How strongly hexagons cover the ground. */
export const cellOpacity = 0.85

/** The source of the one hexagon under the pointer: in the tiles each would be a line, drawn or not. */
export const hovered = 'hovered'

export const hover = (ink: Inks): LayerSpecification[] => [
  { id: 'cell-hover', type: 'line', source: hovered, paint: { 'line-color': ink.mute, 'line-width': 2.2 } },
]

/**
 * Brings the tiles of a surface, and waits until they are there or cannot be had. They
 * stay unseen until they are shown.
 */
export async function bringCells(map: GLMap, { tiles }: Surface): Promise<void> {
  if (!map.getSource(tiles)) {
    addTiles(map, tiles)
    map.addLayer({
      id: tiles,
      type: 'fill',
      source: tiles,
      'source-layer': 'cells',
      paint: { 'fill-opacity': 0 },
    })
  }
  await new Promise<void>((resolve) => {
    const look = () => {
      if (map.getSource(tiles) && !map.isSourceLoaded(tiles)) return
      map.off('sourcedata', look)
      map.off('error', look)
      resolve()
    }
    map.on('sourcedata', look)
    map.on('error', look)
    look()
  })
}

const addTiles = (map: GLMap, tiles: string) =>
  void map.addSource(tiles, { type: 'vector', url: tiles, promoteId: 'cell' })

/**
 * Shows a surface, coloured by a measure on a scale, instead of any other: at once where it
 * has been brought, else as its tiles come. They lie below the layer `above`.
 */
export function showCells(
  map: GLMap,
  surface: Surface,
  measure: Measure,
  scale: Classed,
  ink: Inks,
  above: string | undefined,
  withholds: boolean, // counts under the least that may be told
): void {
  const { tiles } = surface
  const small = withholds && ['count', 'harm'].includes(measure)
  const colours = fillColour(measure, scale, [ink.r1, ink.r2, ink.r3, ink.r4, ink.r5])
  const fill: ExpressionSpecification = small ? ['case', few, 'transparent', colours] : colours
  const outline = outlineColour(surface, ink)
  if (map.getLayer('withheld')) map.removeLayer('withheld')
  const withhold = () => {
    if (!small) return
    const paint = { 'fill-pattern': 'withheld' }
    map.addLayer({ id: 'withheld', type: 'fill', ...common, filter: few, paint }, above)
  }
  const common = { source: tiles, 'source-layer': 'cells' } as const
  if (map.getLayer('cells')?.source === tiles) {
    withhold()
    map.setPaintProperty('cells', 'fill-color', fill)
    map.setPaintProperty('cells', 'fill-outline-color', outline)
    map.setPaintProperty('cell-chosen', 'line-color', ink.accent)
    return
  }
  removeCells(map, tiles)
  if (!map.getSource(tiles)) addTiles(map, tiles)
  map.addLayer(
    {
      id: 'cells',
      type: 'fill',
      ...common,
      paint: { 'fill-opacity': cellOpacity, 'fill-color': fill, 'fill-outline-color': outline },
    },
    above,
  )
  withhold()
  map.addLayer({
    id: 'cell-chosen',
    type: 'line',
    ...common,
    filter: ['==', ['get', 'cell'], ''],
    paint: { 'line-width': 3.5, 'line-color': ink.accent },
  })
}

/** Whether a hexagon has so few offences that they are not told. */
const count: ExpressionSpecification = ['coalesce', ['get', 'count'], 0]
const few: ExpressionSpecification = ['all', ['>', count, 0], ['<', count, least]]

/**
 * Outlines come out as one looks nearer. The empty cells of the lattice are there to be
 * seen, quietly: zero is not unknown.
 */
const outlineColour = (surface: Surface, ink: Inks): ExpressionSpecification => {
  const outline = (paper: string, bare: string): ExpressionSpecification => [
    'case',
    ['>', ['coalesce', ['get', 'count'], 0], 0],
    paper,
    ['<', ['get', 'resolution'], surface.resolution],
    'transparent',
    bare,
  ]
  const unseen = outline(clear(ink.paper), clear(ink.case))
  return ['interpolate', ['linear'], ['zoom'], 10, unseen, 24, outline(ink.paper, ink.case)]
}

/** The same colour, #rgb or #rrggbb, with nothing of it seen. */
const clear = (colour: string) => colour + (colour.length === 4 ? '0' : '00')

/** Removes the hexagons, and the tiles of every surface but one. */
export function removeCells(map: GLMap, but = ''): void {
  const { layers, sources } = map.getStyle()
  const ofSurface = (source: string) => source.startsWith('/') // their sources are named by paths
  for (const layer of layers) if ('source' in layer && ofSurface(layer.source)) map.removeLayer(layer.id)
  for (const source of Object.keys(sources)) if (ofSurface(source) && source !== but) map.removeSource(source)
}
