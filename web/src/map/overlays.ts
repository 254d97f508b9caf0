// What is laid over the hexagons: focus areas, and a plan's routes and stops.

import type { ExpressionSpecification as Expression, LayerSpecification, Map as GLMap } from 'maplibre-gl'
import { tiers } from '../colours'
import { font, haloed, heavy, type Inks } from './inks'

const byTier = <T extends string | number>(primary: T, secondary: T, tertiary: T): Expression => [
  'match',
  ['get', 'tier'],
  'primary',
  primary,
  'secondary',
  secondary,
  tertiary,
]

export const tierInk = (ink: Inks) => ({ primary: ink.t1, secondary: ink.t2, tertiary: ink.t3 })

/** Tiers are told apart without colour too: a whole line, long dashes, short ones. */
const tierDashes = { primary: undefined, secondary: [7, 1.2], tertiary: [2.4, 1.5] }

export const zones = (ink: Inks): LayerSpecification[] => [
  // Nothing is drawn over the hexagons: the fill is there to be clicked.
  { id: 'zone-fill', type: 'fill', source: 'zones', paint: { 'fill-color': ink.paper, 'fill-opacity': 0 } },
  {
    id: 'zone-chosen',
    type: 'line',
    source: 'zones',
    filter: ['==', ['get', 'zone'], ''],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': ink.accent, 'line-width': 9, 'line-opacity': 0.55 },
  },
  {
    id: 'zone-casing',
    type: 'line',
    source: 'zones',
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ink.paper,
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, byTier(3, 2.6, 2.4), 14, byTier(6, 5, 4.5)],
    },
  },
  ...tiers.map((tier): LayerSpecification => ({
    id: `zone-${tier}`,
    type: 'line',
    source: 'zones',
    filter: ['==', ['get', 'tier'], tier],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': tierInk(ink)[tier],
      'line-width': [
        'interpolate',
        ['linear'],
        ['zoom'],
        10,
        1.4,
        14,
        { primary: 3.2, secondary: 2.4, tertiary: 2 }[tier],
      ],
      ...(tierDashes[tier] ? { 'line-dasharray': tierDashes[tier] } : {}),
    },
  })),
]

/** Hexagons that enter the best of the area under a model, whole lines, and that leave it, dashed. */
export const moves = (ink: Inks): LayerSpecification[] => [
  {
    id: 'moves-casing',
    type: 'line',
    source: 'moves',
    layout: { 'line-join': 'round' },
    paint: { 'line-color': ink.paper, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 2, 14, 6] },
  },
  ...(['in', 'out'] as const).map((side): LayerSpecification => ({
    id: `moves-${side}`,
    type: 'line',
    source: 'moves',
    filter: ['==', ['get', 'side'], side],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ink.warn,
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1, 14, 3],
      ...(side === 'out' ? { 'line-dasharray': [2, 1.4] } : {}),
    },
  })),
]

const planKind = (k: string): Expression => ['==', ['get', 'kind'], k]
const stopKinds: Expression = ['in', ['get', 'kind'], ['literal', ['patrol_stop', 'engagement_stop', 'post']]]
const chosen: Expression = ['==', ['get', 'chosen'], true]

export const plan = (ink: Inks): LayerSpecification[] => [
  {
    id: 'spots',
    type: 'line',
    source: 'plan',
    filter: planKind('area'),
    minzoom: 12,
    paint: { 'line-color': ink.ink, 'line-width': 1, 'line-opacity': 0.5 },
  },
  {
    id: 'route-casing',
    type: 'line',
    source: 'plan',
    filter: ['all', planKind('route'), chosen],
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: {
      'line-color': ink.paper,
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, 3.5, 14, 8],
    },
  },
  {
    id: 'routes',
    type: 'line',
    source: 'plan',
    filter: ['all', planKind('route'), chosen],
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: {
      'line-color': ink.accent,
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1.8, 14, 4],
    },
  },
  {
    id: 'route-arrows',
    type: 'symbol',
    source: 'plan',
    filter: ['all', planKind('route'), chosen],
    minzoom: 12,
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 90,
      'text-field': '›',
      'text-font': heavy,
      'text-size': 20,
      'text-keep-upright': false,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': ink.accent, 'text-halo-color': ink.paper, 'text-halo-width': 2.5 },
  },
]

const narrow = () => matchMedia('(max-width: 760px)').matches

/** Which stops have their name. A phone has room for one, the chosen one; others would be cut at its edges. */
export const namedStops = (stop: string): Expression =>
  narrow() ? ['==', ['get', 'stop'], stop] : ['all', stopKinds, chosen, ['!=', ['get', 'label'], '']]

/** What is said of an area: its name, and its hours where there is room. On a telephone the list under the map has them. */
const zoneNames = (): Expression => [
  'format',
  ['get', 'name'],
  { 'text-font': ['literal', heavy] },
  '\n',
  {},
  narrow() ? '' : ['get', 'note'],
  { 'font-scale': 0.9 },
]

/** Names the areas for the room that there is now: a telephone is turned. */
export function nameZones(map: GLMap): void {
  if (map.getLayer('zone-names')) map.setLayoutProperty('zone-names', 'text-field', zoneNames())
}

/** The names and numbers, above all else. */
export const marks = (ink: Inks): LayerSpecification[] => [
  {
    id: 'other-stops',
    type: 'circle',
    source: 'plan',
    filter: ['all', stopKinds, ['!', chosen]],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 2.5, 14, 4.5],
      'circle-color': ink.paper,
      'circle-stroke-color': ink.bar,
      'circle-stroke-width': 2,
    },
  },
  {
    id: 'spots-left-out',
    type: 'symbol',
    source: 'plan',
    filter: ['all', planKind('area_not_covered'), ['==', ['geometry-type'], 'Point']],
    minzoom: 11,
    layout: {
      'text-field': ['step', ['zoom'], '×', 13, ['concat', '×  ', ['get', 'label'], ', not covered']],
      'text-font': heavy,
      'text-size': 11,
      'text-padding': 2,
    },
    paint: haloed(ink, ink.mute),
  },
  {
    id: 'stops',
    type: 'circle',
    source: 'plan',
    filter: ['all', stopKinds, chosen],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 4, 12, 6, 14, 10],
      'circle-color': ink.accent,
      'circle-stroke-color': ink.paper,
      'circle-stroke-width': 2,
    },
  },
  {
    id: 'stop-chosen',
    type: 'circle',
    source: 'plan',
    filter: ['==', ['get', 'stop'], ''],
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 8, 14, 15],
      'circle-color': ink.paper,
      'circle-opacity': 0,
      'circle-stroke-color': ink.ink,
      'circle-stroke-width': 2.5,
    },
  },
  {
    id: 'stop-numbers',
    type: 'symbol',
    source: 'plan',
    filter: ['all', stopKinds, chosen],
    minzoom: 12,
    layout: {
      'text-field': ['get', 'label'],
      'text-font': heavy,
      'text-size': ['interpolate', ['linear'], ['zoom'], 12, 8, 14, 12],
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': ink.paper },
  },
  {
    id: 'stop-names',
    type: 'symbol',
    source: 'plan',
    filter: namedStops(''),
    minzoom: 12.5,
    layout: {
      'text-field': [
        'format',
        ['get', 'place'],
        { 'text-font': ['literal', heavy] },
        '\n',
        {},
        ['get', 'band'],
        { 'font-scale': 0.9 },
      ],
      'text-font': font,
      'text-size': 12,
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 1.2,
      'text-justify': 'auto',
      'text-max-width': 12,
    },
    paint: haloed(ink, ink.ink),
  },
  {
    id: 'zone-names',
    type: 'symbol',
    source: 'zones',
    filter: ['==', ['geometry-type'], 'Point'],
    layout: {
      'text-field': zoneNames(),
      'text-font': font,
      'text-size': 12,
      'text-padding': 4,
      'text-variable-anchor': ['center', 'bottom', 'top'],
      'text-radial-offset': 0.8,
      'text-max-width': 12,
      'symbol-sort-key': ['get', 'rank'],
    },
    paint: haloed(ink, ink.ink),
  },
]
