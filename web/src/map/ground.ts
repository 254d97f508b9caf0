// The ground of the map, from our own tiles: land, water, streets, boundaries, names, places.

import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import { font, haloed, heavy, type Inks } from './inks'

const kind = (k: string): FilterSpecification => ['==', ['get', 'kind'], k]

/** The districts of which nothing is loaded: dotted, where one of which nothing happened is plain. */
export const noData = (codes: readonly string[]): FilterSpecification => [
  'all',
  kind('district') as ExpressionSpecification,
  ['in', ['get', 'code'], ['literal', [...codes]]],
]

/** What lies below the hexagons: neutral land beyond, then the force's own, then water. */
export const ground = (ink: Inks): LayerSpecification[] => [
  { id: 'beyond', type: 'background', paint: { 'background-color': ink.beyond } },
  {
    id: 'land',
    type: 'fill',
    source: 'areas',
    'source-layer': 'areas',
    filter: ['in', ['get', 'kind'], ['literal', ['force', 'district']]],
    paint: { 'fill-color': ink.land, 'fill-antialias': false },
  },
  {
    id: 'no-data',
    type: 'fill',
    source: 'areas',
    'source-layer': 'areas',
    filter: noData([]),
    paint: { 'fill-pattern': 'no-data' },
  },
  {
    id: 'water',
    type: 'fill',
    source: 'ground',
    'source-layer': 'water',
    paint: { 'fill-color': ink.sea },
  },
]

const wide = ['motorway', 'trunk', 'primary']
const middling = ['secondary', 'tertiary']
const byClass = (far: [number, number, number], near: [number, number, number]) => {
  const at = (w: [number, number, number]) => [
    'match', ['get', 'class'], wide, w[0], middling, w[1], w[2],
  ] // prettier-ignore
  return ['interpolate', ['exponential', 1.5], ['zoom'], 9, at(far), 17, at(near)] as unknown as number
}

/** Rails: a thin line with sleepers, unlike any boundary. */
const rails = (ink: Inks): LayerSpecification[] => {
  const common = { source: 'ground', 'source-layer': 'rails' } as const
  const wide = (far: number, near: number): ExpressionSpecification => [
    'interpolate',
    ['exponential', 1.5],
    ['zoom'],
    9,
    far,
    17,
    near,
  ]
  return [
    {
      id: 'rails',
      type: 'line',
      ...common,
      paint: { 'line-color': ink.rail, 'line-width': wide(0.5, 2), 'line-opacity': 0.7 },
    },
    {
      id: 'sleepers',
      type: 'line',
      ...common,
      minzoom: 13,
      paint: {
        'line-color': ink.rail,
        'line-width': wide(1.5, 6),
        'line-dasharray': [0.3, 2],
        'line-opacity': 0.7,
      },
    },
  ]
}

export const streets = (ink: Inks): LayerSpecification[] => {
  const common = { source: 'ground', 'source-layer': 'streets' } as const
  const round = { 'line-join': 'round', 'line-cap': 'round' } as const
  const path: ExpressionSpecification = [
    'in',
    ['get', 'class'],
    ['literal', ['footway', 'path', 'steps', 'cycleway', 'bridleway', 'track']],
  ]
  return [
    ...rails(ink),
    {
      id: 'street-case',
      type: 'line',
      ...common,
      filter: ['!', path],
      minzoom: 11,
      layout: round,
      paint: { 'line-color': ink.case, 'line-width': byClass([2, 1.4, 0.8], [19, 14, 10]) },
    },
    {
      id: 'paths',
      type: 'line',
      ...common,
      filter: path,
      minzoom: 14,
      paint: { 'line-color': ink.case, 'line-width': 1, 'line-dasharray': [2, 2] },
    },
    {
      id: 'streets',
      type: 'line',
      ...common,
      filter: ['!', path],
      layout: round,
      paint: { 'line-color': ink.street, 'line-width': byClass([1.2, 0.7, 0.4], [16, 11, 7.5]) },
    },
  ]
}

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

export const boundaries = (ink: Inks): LayerSpecification[] => [
  areaLine(
    'ward-lines',
    kind('ward'),
    { 'line-color': ink.rail, 'line-opacity': 0.4, 'line-width': 0.7 },
    12,
  ),
  areaLine('district-lines', kind('district'), {
    'line-color': ink.rail,
    'line-width': 1,
    'line-dasharray': [6, 2, 1.5, 2],
  }),
  areaLine('force-line', kind('force'), { 'line-color': ink.rail, 'line-width': 1.4 }),
  areaLine('chosen-line', ['==', ['get', 'code'], ''], { 'line-color': ink.mute, 'line-width': 1.8 }),
]

/** The zoom from which sites are seen. */
export const near = 13.5

export const sites = (ink: Inks): LayerSpecification[] => [
  {
    id: 'sites',
    type: 'circle',
    source: 'sites',
    'source-layer': 'sites',
    minzoom: near,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], near, 1.6, 17, 4.5],
      'circle-color': ink.bar,
      'circle-stroke-color': ink.paper,
      'circle-stroke-width': 1,
    },
  },
  {
    id: 'site-names',
    type: 'symbol',
    source: 'sites',
    'source-layer': 'sites',
    minzoom: 16,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': font,
      'text-size': 11,
      'text-anchor': 'top',
      'text-offset': [0, 0.6],
      'text-max-width': 9,
    },
    paint: haloed(ink),
  },
]

/** A district is in capitals, so that it is not taken for the town whose name it has. */
const areaName = (ink: Inks, id: string, of: string, size: number, zooms: object): LayerSpecification => ({
  id,
  type: 'symbol',
  source: 'areas',
  'source-layer': 'area-labels',
  filter: kind(of),
  layout: {
    'text-field': ['get', 'name'],
    'text-font': font,
    'text-size': size,
    'text-max-width': 8,
    ...(of === 'ward' ? {} : { 'text-transform': 'uppercase', 'text-letter-spacing': 0.14 }),
  },
  paint: haloed(ink),
  ...zooms,
})

export const streetNames = (ink: Inks): LayerSpecification[] => [
  {
    id: 'water-names',
    type: 'symbol',
    source: 'ground',
    'source-layer': 'water-names',
    minzoom: 12,
    layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': 11, 'text-max-width': 8 },
    paint: haloed(ink, ink['water-name']),
  },
  {
    id: 'street-names',
    type: 'symbol',
    source: 'ground',
    'source-layer': 'streets',
    minzoom: 13.5,
    filter: ['!=', ['get', 'name'], ''],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': font,
      'text-size': 10.5,
      'symbol-placement': 'line',
      'symbol-spacing': 300,
    },
    paint: haloed(ink),
  },
  {
    id: 'point-names',
    type: 'symbol',
    source: 'ground',
    'source-layer': 'street-names',
    minzoom: 13,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': font,
      'text-size': 10.5,
      'text-max-width': 7,
      'text-padding': 6,
      'symbol-sort-key': ['-', 0, ['get', 'offences']],
    },
    paint: haloed(ink),
  },
]

/** Of each kind of settlement the size of its name, far and near; the first is read before the others. */
const settlements: [kind: string, far: number, near: number][] = [
  ['city', 14, 19],
  ['town', 12, 16],
  ['village', 11, 13],
  ['suburb', 10.5, 12.5],
  ['hamlet', 10.5, 11.5],
]
const ofKind = (values: number[], other: number): ExpressionSpecification =>
  ['match', ['get', 'kind'], ...settlements.flatMap(([k], i) => [k, values[i]]), other] as never

/** Names of towns and villages; where two would meet, that of the larger place stands. */
const places = (ink: Inks): LayerSpecification => ({
  id: 'place-names',
  type: 'symbol',
  source: 'ground',
  'source-layer': 'places',
  maxzoom: 16,
  layout: {
    'text-field': ['get', 'name'],
    'text-font': ['match', ['get', 'kind'], ['city', 'town'], ['literal', heavy], ['literal', font]],
    'text-size': [
      'interpolate',
      ['linear'],
      ['zoom'],
      9,
      ofKind(settlements.map(([, far]) => far), 10.5), // prettier-ignore
      14,
      ofKind(settlements.map(([, , near]) => near), 11), // prettier-ignore
    ],
    'text-max-width': 8,
    'text-padding': 4,
    // Beside the name of a focus area, where that stands at its place.
    'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
    'text-radial-offset': 1,
    'symbol-sort-key': [
      '-',
      ofKind(settlements.map((_, i) => i), settlements.length), // prettier-ignore
      ['min', 0.9, ['/', ['coalesce', ['get', 'residents'], 0], 1e7]],
    ],
  },
  paint: haloed(ink),
})

export const names = (ink: Inks): LayerSpecification[] => [
  places(ink),
  areaName(ink, 'ward-names', 'ward', 11, { minzoom: 12, maxzoom: 14.5 }),
  areaName(ink, 'district-names', 'district', 11, { maxzoom: 12.5 }),
]
