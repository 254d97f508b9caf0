// The hexagons of a surface: a source and four layers that come and go with it.

import type { Map as GLMap } from 'maplibre-gl'
import type { Surface } from '../api'
import { type Classed, fillColour, type Measure } from '../colours'
import { aboveCells } from './ground'
import type { Inks } from './inks'

/** How strongly hexagons cover the ground. */
export const cellOpacity = 0.85

/** Brings the tiles of a surface, unseen, and waits until they are there or cannot be had. */
export async function bringCells(map: GLMap, { tiles }: Surface): Promise<void> {
  if (!map.getSource(tiles)) {
    map.addSource(tiles, { type: 'vector', url: tiles, promoteId: 'cell' })
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

/** Shows a surface that has been brought, coloured by a measure on a scale, instead of any other. */
export function showCells(map: GLMap, surface: Surface, measure: Measure, scale: Classed, ink: Inks): void {
  if (map.getLayer('cells')?.source !== surface.tiles) {
    removeCells(map, surface.tiles)
    addCells(map, surface)
  }
  const fill = fillColour(measure, scale, [ink.r1, ink.r2, ink.r3, ink.r4, ink.r5])
  map.setPaintProperty('cells', 'fill-color', fill)
  map.setPaintProperty('cell-lines', 'line-color', [
    'case',
    // The empty cells of the lattice are there to be seen, quietly: zero is not unknown.
    ['>', ['coalesce', ['get', 'count'], 0], 0],
    ink.paper,
    ['<', ['get', 'resolution'], surface.resolution],
    'transparent',
    ink.case,
  ])
  map.setPaintProperty('cell-hover', 'line-color', ink.mute)
  map.setPaintProperty('cell-chosen', 'line-color', ink.accent)
}

/** Removes the hexagons, and the tiles of every surface but one. */
export function removeCells(map: GLMap, but = ''): void {
  const { layers, sources } = map.getStyle()
  const ofSurface = (source: string) => source.startsWith('/') // their sources are named by paths
  for (const layer of layers) if ('source' in layer && ofSurface(layer.source)) map.removeLayer(layer.id)
  for (const source of Object.keys(sources)) if (ofSurface(source) && source !== but) map.removeSource(source)
}

function addCells(map: GLMap, surface: Surface): void {
  const common = { source: surface.tiles, 'source-layer': 'cells' } as const
  map.addLayer({ id: 'cells', type: 'fill', ...common, paint: { 'fill-opacity': cellOpacity } }, aboveCells)
  map.addLayer(
    {
      id: 'cell-lines',
      type: 'line',
      ...common,
      paint: {
        'line-opacity': 0.45,
        'line-width': ['interpolate', ['linear'], ['zoom'], 11, 0.1, 15, 0.7],
      },
    },
    aboveCells,
  )
  map.addLayer(
    {
      id: 'cell-hover',
      type: 'line',
      ...common,
      paint: { 'line-width': ['case', ['boolean', ['feature-state', 'hover'], false], 2.2, 0] },
    },
    aboveCells,
  )
  map.addLayer({
    id: 'cell-chosen',
    type: 'line',
    ...common,
    filter: ['==', ['get', 'cell'], ''],
    paint: { 'line-width': 3.5 },
  })
}
