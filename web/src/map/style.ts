// What the map draws, from the ground up. No glyphs and no sprite: labels are
// set in the page's own font and patterns are made in patterns.ts.

import type {
  ExpressionSpecification as Expression,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import { tierColour, tiers } from '../colours'
import type { Layer } from '../hash'

const sea = '#dfe9f0'
const land = '#eceae4'
const chosenLand = '#f7f6f2'
const ink = '#16202b'
const font = ['Inter']
const heavy = ['Inter Semibold']

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

export function style(): StyleSpecification {
  return {
    version: 8,
    sources: {
      areas: { type: 'vector', url: '/tiles/areas.json' },
      sites: { type: 'vector', url: '/tiles/sites.json' },
      zones: { type: 'geojson', data: empty },
      plan: { type: 'geojson', data: empty },
    },
    layers: [...ground, ...zones, ...plan, ...sites, ...names, ...marks],
  }
}

const kind = (k: string): FilterSpecification => ['==', ['get', 'kind'], k]

/** Layers below the hexagons, which go in before the first of `zones`. */
const ground: LayerSpecification[] = [
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

const byTier = <T extends string | number>(primary: T, secondary: T, tertiary: T): Expression => [
  'match',
  ['get', 'tier'],
  'primary',
  primary,
  'secondary',
  secondary,
  tertiary,
]

const zones: LayerSpecification[] = [
  areaLine(
    aboveCells,
    kind('ward'),
    { 'line-color': '#8a8577', 'line-opacity': 0.45, 'line-width': 0.7 },
    11,
  ),
  areaLine('district-lines', kind('district'), { 'line-color': '#8a8577', 'line-width': 1 }),
  areaLine('chosen-line', ['==', ['get', 'code'], ''], { 'line-color': '#3f4a56', 'line-width': 1.8 }),
  {
    id: 'zone-fill',
    type: 'fill',
    source: 'zones',
    paint: { 'fill-pattern': byTier(...tiers) },
  },
  {
    id: 'zone-casing',
    type: 'line',
    source: 'zones',
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': '#fff',
      'line-width': byTier(6, 5, 4.5),
      'line-opacity': 0.85,
    },
  },
  ...tiers.map((tier): LayerSpecification => ({
    id: `zone-${tier}`,
    type: 'line',
    source: 'zones',
    filter: ['==', ['get', 'tier'], tier],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': tierColour[tier],
      'line-width': { primary: 3.2, secondary: 2.4, tertiary: 2 }[tier],
      ...{ primary: {}, secondary: { 'line-dasharray': [4, 1.6] }, tertiary: { 'line-dasharray': [1, 1.4] } }[
        tier
      ],
    },
  })),
]

const planKind = (k: string): FilterSpecification => ['==', ['get', 'kind'], k]

const plan: LayerSpecification[] = [
  {
    id: 'spots',
    type: 'line',
    source: 'plan',
    filter: planKind('area'),
    paint: { 'line-color': ink, 'line-width': 1.6 },
  },
  {
    id: 'spots-left-out',
    type: 'line',
    source: 'plan',
    filter: planKind('area_not_covered'),
    paint: { 'line-color': ink, 'line-width': 1.2, 'line-dasharray': [2, 2] },
  },
  {
    id: 'route-casing',
    type: 'line',
    source: 'plan',
    filter: planKind('route'),
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': '#fff', 'line-width': 5.5, 'line-opacity': 0.9 },
  },
  {
    id: 'routes',
    type: 'line',
    source: 'plan',
    filter: planKind('route'),
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': ['get', 'colour'], 'line-width': 2.6 },
  },
]

const sites: LayerSpecification[] = [
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
    paint: { 'text-color': '#3f4a56', 'text-halo-color': '#fff', 'text-halo-width': 1.4 },
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

const names: LayerSpecification[] = [
  areaName('ward-names', 'ward', 11, { minzoom: 12 }),
  areaName('district-names', 'district', 13, { maxzoom: 13 }),
]

const marks: LayerSpecification[] = [
  {
    id: 'zone-names',
    type: 'symbol',
    source: 'zones',
    filter: ['==', ['geometry-type'], 'Point'],
    layout: {
      'text-field': [
        'format',
        ['get', 'name'],
        { 'text-font': ['literal', heavy] },
        '\n',
        {},
        ['get', 'tier'],
        { 'font-scale': 0.85 },
      ],
      'text-font': font,
      'text-size': 12.5,
      'text-padding': 4,
      // Above the middle, where the stops are.
      'text-anchor': 'bottom',
      'text-offset': [0, -1],
      'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': ink, 'text-halo-color': '#fff', 'text-halo-width': 2 },
  },
  {
    id: 'stops',
    type: 'circle',
    source: 'plan',
    filter: ['in', ['get', 'kind'], ['literal', ['patrol_stop', 'engagement_stop']]],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 3, 13, 8, 14, 10],
      'circle-color': ['case', ['==', ['get', 'kind'], 'engagement_stop'], '#fff', ['get', 'colour']],
      'circle-stroke-color': ['case', ['==', ['get', 'kind'], 'engagement_stop'], ['get', 'colour'], '#fff'],
      'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 9, 1, 14, 2],
    },
  },
  {
    id: 'stop-numbers',
    type: 'symbol',
    source: 'plan',
    filter: ['in', ['get', 'kind'], ['literal', ['patrol_stop', 'engagement_stop']]],
    minzoom: 12,
    layout: {
      'text-field': ['get', 'label'],
      'text-font': heavy,
      'text-size': ['interpolate', ['linear'], ['zoom'], 12, 9, 14, 12],
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': ['case', ['==', ['get', 'kind'], 'engagement_stop'], ['get', 'colour'], '#fff'] },
  },
  {
    id: 'stop-visits',
    type: 'symbol',
    source: 'plan',
    filter: ['!=', ['coalesce', ['get', 'again'], ''], ''],
    minzoom: 13,
    layout: {
      'text-field': ['concat', 'and ', ['get', 'again']],
      'text-font': heavy,
      'text-size': 11,
      'text-anchor': 'top',
      'text-offset': [0, 1.1],
    },
    paint: { 'text-color': ink, 'text-halo-color': '#fff', 'text-halo-width': 1.8 },
  },
]

/** Which of the style's layers a switch turns on and off. */
export const switched: Record<Layer, string[]> = {
  cells: ['cells', 'cell-lines', 'cell-hover'],
  zones: ['zone-fill', 'zone-casing', ...tiers.map((t) => `zone-${t}`), 'zone-names'],
  plan: ['spots', 'spots-left-out', 'route-casing', 'routes', 'stops', 'stop-numbers', 'stop-visits'],
  sites: ['sites', 'site-names'],
  areas: [aboveCells, 'district-lines', 'ward-names', 'district-names'],
}
