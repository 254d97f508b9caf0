// What is laid over the hexagons: focus areas, and a plan's routes and stops.

import type {
  ExpressionSpecification as Expression,
  FilterSpecification,
  LayerSpecification,
} from 'maplibre-gl'
import { tierColour, tiers } from '../colours'
import { font, heavy, ink } from './theme'

const byTier = <T extends string | number>(primary: T, secondary: T, tertiary: T): Expression => [
  'match',
  ['get', 'tier'],
  'primary',
  primary,
  'secondary',
  secondary,
  tertiary,
]

export const zones: LayerSpecification[] = [
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
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, byTier(3, 2.6, 2.4), 14, byTier(6, 5, 4.5)],
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
      'line-width': [
        'interpolate',
        ['linear'],
        ['zoom'],
        10,
        1.4,
        14,
        { primary: 3.2, secondary: 2.4, tertiary: 2 }[tier],
      ],
      ...{ primary: {}, secondary: { 'line-dasharray': [4, 1.6] }, tertiary: { 'line-dasharray': [1, 1.4] } }[
        tier
      ],
    },
  })),
]

const faint = 0.2

/** How a tour's layers are drawn: one unit's in full, the others' faintly. */
export const tourOpacity: Record<string, (unit: string) => Expression> = {
  'route-casing': (unit) => ['case', ['==', ['get', 'unit'], unit], 0.9, 0],
  routes: (unit) => ['case', ['==', ['get', 'unit'], unit], 1, faint],
}

const planKind = (k: string): FilterSpecification => ['==', ['get', 'kind'], k]

export const plan: LayerSpecification[] = [
  {
    id: 'spots',
    type: 'line',
    source: 'plan',
    filter: planKind('area'),
    paint: { 'line-color': ink, 'line-width': ['interpolate', ['linear'], ['zoom'], 11, 0.6, 14, 1.6] },
  },
  {
    id: 'spots-left-out',
    type: 'line',
    source: 'plan',
    filter: planKind('area_not_covered'),
    paint: {
      'line-color': ink,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 0.5, 14, 1.2],
      'line-dasharray': [2, 2],
    },
  },
  {
    id: 'route-casing',
    type: 'line',
    source: 'plan',
    filter: planKind('route'),
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: {
      'line-color': '#fff',
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, 2.4, 14, 5.5],
      'line-opacity': 0,
    },
  },
  {
    id: 'routes',
    type: 'line',
    source: 'plan',
    filter: planKind('route'),
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: {
      'line-color': ['get', 'colour'],
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1.2, 14, 2.6],
      'line-opacity': faint,
    },
  },
]

/** The names and numbers, above all else. */
export const marks: LayerSpecification[] = [
  {
    id: 'stops',
    type: 'circle',
    source: 'plan',
    filter: ['in', ['get', 'kind'], ['literal', ['patrol_stop', 'engagement_stop']]],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 2, 12, 3.5, 14, 8, 15, 10],
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
    minzoom: 14,
    layout: {
      'text-field': ['get', 'label'],
      'text-font': heavy,
      'text-size': ['interpolate', ['linear'], ['zoom'], 13, 8, 15, 12],
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
    minzoom: 14,
    layout: {
      'text-field': ['concat', 'and ', ['get', 'again']],
      'text-font': heavy,
      'text-size': 11,
      'text-anchor': 'top',
      'text-offset': [0, 1.1],
    },
    paint: { 'text-color': ink, 'text-halo-color': '#fff', 'text-halo-width': 1.8 },
  },
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
      // Above the zone, since the stops are in it.
      'text-anchor': 'bottom',
      'text-offset': [0, -0.3],
      'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': ink, 'text-halo-color': '#fff', 'text-halo-width': 2 },
  },
]
