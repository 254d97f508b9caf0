// The style of the map, from the ground up. No glyphs and no sprite: labels are
// set in the page's own font.

import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { tiers } from '../colours'
import type { Layer } from '../hash'
import { boundaries, ground, names, sites, streetNames, streets } from './ground'
import type { Inks } from './inks'
import { marks, moves, plan, zones } from './overlays'
import { overlap } from './overlap'

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

/** The style without hexagons, which go in below the layer `aboveCells`. */
export function style(ink: Inks): StyleSpecification {
  return {
    version: 8,
    sources: {
      areas: { type: 'vector', url: '/tiles/areas.json' },
      ground: { type: 'vector', url: '/tiles/ground.json' },
      sites: { type: 'vector', url: '/tiles/sites.json' },
      moves: { type: 'geojson', data: empty },
      zones: { type: 'geojson', data: empty },
      plan: { type: 'geojson', data: empty },
      overlap: { type: 'geojson', data: empty },
    },
    layers: [
      ...ground(ink),
      ...streets(ink),
      ...boundaries(ink),
      ...moves(ink),
      ...zones(ink),
      ...overlap(ink),
      ...plan(ink),
      ...sites(ink),
      ...streetNames(ink),
      ...names(ink),
      ...marks(ink),
    ],
  }
}

/** Which of the style's layers belong to a layer of the list, the lowest first. */
export const parts: Record<Layer, string[]> = {
  cells: ['cells', 'cell-lines', 'cell-hover', 'cell-chosen'],
  ground: ['street-case', 'paths', 'streets', 'water-names', 'street-names', 'point-names'],
  areas: ['ward-lines', 'district-lines', 'force-line', 'ward-names', 'district-names'],
  zones: ['zone-fill', 'zone-chosen', 'zone-casing', ...tiers.map((t) => `zone-${t}`), 'zone-names'],
  plan: [
    'spots',
    'route-casing',
    'routes',
    'route-arrows',
    'other-stops',
    'spots-left-out',
    'stops',
    'stop-chosen',
    'stop-numbers',
    'stop-names',
  ],
  sites: ['sites', 'site-names'],
}

const opacities: Partial<Record<LayerSpecification['type'], string[]>> = {
  fill: ['fill-opacity'],
  line: ['line-opacity'],
  circle: ['circle-opacity', 'circle-stroke-opacity'],
  symbol: ['text-opacity'],
}

/** The opacities of a layer, each a share of what the layer has of its own. */
export function faded(layer: LayerSpecification, share: number): [property: string, value: number][] {
  const paint = (layer.paint ?? {}) as Record<string, unknown>
  return (opacities[layer.type] ?? []).map((p) => [p, share * (typeof paint[p] === 'number' ? paint[p] : 1)])
}
