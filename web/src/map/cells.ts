// The hexagons of a surface: a source and three layers that come and go with it.

import type { Map as GLMap } from 'maplibre-gl'
import type { Surface } from '../api'
import { fillColour, type Measure } from '../colours'
import { aboveCells } from './ground'

const visible = (on: boolean) => (on ? 'visible' : 'none')

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

/** Shows a surface that has been brought, coloured by a measure, instead of any other. */
export function showCells(map: GLMap, surface: Surface, measure: Measure, on: boolean): void {
  if (map.getLayer('cells')?.source !== surface.tiles) {
    removeCells(map, surface.tiles)
    addCells(map, surface, on)
  }
  map.setPaintProperty('cells', 'fill-color', fillColour(measure, surface.breaks))
}

/** Removes the hexagons, and the tiles of every surface but one. */
export function removeCells(map: GLMap, but = ''): void {
  const { layers, sources } = map.getStyle()
  const ofSurface = (source: string) => source.startsWith('/') // their sources are named by paths
  for (const layer of layers) if ('source' in layer && ofSurface(layer.source)) map.removeLayer(layer.id)
  for (const source of Object.keys(sources)) if (ofSurface(source) && source !== but) map.removeSource(source)
}

function addCells(map: GLMap, surface: Surface, on: boolean): void {
  const common = {
    source: surface.tiles,
    'source-layer': 'cells',
    layout: { visibility: visible(on) },
  } as const
  map.addLayer({ id: 'cells', type: 'fill', ...common, paint: { 'fill-opacity': 0.85 } }, aboveCells)
  map.addLayer(
    {
      id: 'cell-lines',
      type: 'line',
      ...common,
      paint: {
        // The empty cells of the lattice are there to be seen: zero is not unknown.
        // Zoomed out only those hexagons come that hold something, of whatever measure.
        'line-color': [
          'case',
          ['>', ['coalesce', ['get', 'count'], 0], 0],
          '#ffffff',
          ['<', ['get', 'resolution'], surface.resolution],
          'transparent',
          '#a9b0b8',
        ],
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 11, 0.35, 14, 0.7],
        'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.3, 14, 0.8],
      },
    },
    aboveCells,
  )
  map.addLayer(
    {
      id: 'cell-hover',
      type: 'line',
      ...common,
      paint: {
        'line-color': '#16202b',
        'line-width': ['case', ['boolean', ['feature-state', 'hover'], false], 2.2, 0],
      },
    },
    aboveCells,
  )
}
