// The ground of the map, from our own tiles: land, boundaries, names, places.

import type { FilterSpecification, LayerSpecification } from 'maplibre-gl'
import { boundary, chosenLand, font, land, quietInk, sea } from './theme'

const kind = (k: string): FilterSpecification => ['==', ['get', 'kind'], k]

/** What lies below the hexagons. */
export const ground: LayerSpecification[] = [
  { id: 'sea', type: 'background', paint: { 'background-color': sea } },
  {
    id: 'land',
    type: 'fill',
    source: 'areas',
    'source-layer': 'areas',
    filter: ['in', ['get', 'kind'], ['literal', ['force', 'district']]],
    paint: { 'fill-color': land, 'fill-antialias': false },
  },
  {
    id: 'chosen-land',
    type: 'fill',
    source: 'areas',
    'source-layer': 'areas',
    filter: ['==', ['get', 'code'], ''],
    paint: { 'fill-color': chosenLand, 'fill-antialias': false },
  },
]

/** The first layer that lies above the hexagons. */
export const aboveCells = 'ward-lines'

const areaLine = (
  id: string,
  filter: FilterSpecification,
  paint: object,
  minzoom = 0,
): LayerSpecification => ({
  id,
  type: 'line',
  source: 'areas',
  'source-layer': 'areas',
  filter,
  minzoom,
  layout: { 'line-join': 'round' },
  paint,
})

export const boundaries: LayerSpecification[] = [
  areaLine(aboveCells, kind('ward'), { 'line-color': boundary, 'line-opacity': 0.45, 'line-width': 0.7 }, 11),
  areaLine('district-lines', kind('district'), { 'line-color': boundary, 'line-width': 1 }),
  areaLine('chosen-line', ['==', ['get', 'code'], ''], { 'line-color': quietInk, 'line-width': 1.8 }),
]

export const sites: LayerSpecification[] = [
  {
    id: 'sites',
    type: 'circle',
    source: 'sites',
    'source-layer': 'sites',
    minzoom: 12.5,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 12.5, 1.8, 16, 5],
      'circle-color': '#5c6b7a',
      'circle-stroke-color': '#fff',
      'circle-stroke-width': 1,
    },
  },
  {
    id: 'site-names',
    type: 'symbol',
    source: 'sites',
    'source-layer': 'sites',
    minzoom: 15,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': font,
      'text-size': 11,
      'text-anchor': 'top',
      'text-offset': [0, 0.6],
      'text-max-width': 9,
    },
    paint: { 'text-color': quietInk, 'text-halo-color': '#fff', 'text-halo-width': 1.4 },
  },
]

const areaName = (id: string, of: string, size: number, zooms: object): LayerSpecification => ({
  id,
  type: 'symbol',
  source: 'areas',
  'source-layer': 'area-labels',
  filter: kind(of),
  layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': size, 'text-max-width': 8 },
  paint: { 'text-color': '#4a5563', 'text-halo-color': '#ffffffd9', 'text-halo-width': 1.6 },
  ...zooms,
})

export const names: LayerSpecification[] = [
  areaName('ward-names', 'ward', 11, { minzoom: 12 }),
  areaName('district-names', 'district', 13, { maxzoom: 13 }),
]
