// The hexagons of a surface: a source and three layers that come and go with it.

import type { Map as GLMap, VectorTileSource } from 'maplibre-gl'
import type { Surface } from '../api'
import { fillColour, type Measure } from '../colours'
import { aboveCells } from './ground'

const visible = (on: boolean) => (on ? 'visible' : 'none')

/** Shows a surface coloured by a measure. */
export function showCells(map: GLMap, surface: Surface, measure: Measure, on: boolean): void {
  const source = map.getSource<VectorTileSource>('cells')
  if (!source) addCells(map, surface, on)
  else if (source.url !== surface.tiles) source.setUrl(surface.tiles)
  map.setPaintProperty('cells', 'fill-color', fillColour(measure, surface.breaks))
}

export function removeCells(map: GLMap): void {
  if (!map.getSource('cells')) return
  for (const layer of ['cell-hover', 'cell-lines', 'cells']) map.removeLayer(layer)
  map.removeSource('cells')
}

function addCells(map: GLMap, surface: Surface, on: boolean): void {
  map.addSource('cells', { type: 'vector', url: surface.tiles, promoteId: 'cell' })
  const common = { source: 'cells', 'source-layer': 'cells', layout: { visibility: visible(on) } } as const
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
