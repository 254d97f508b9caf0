// The style of the map, from the ground up. No glyphs and no sprite: labels are
// set in the page's own font and patterns are made in patterns.ts.

import type { StyleSpecification } from 'maplibre-gl'
import { tiers } from '../colours'
import type { Layer } from '../hash'
import { aboveCells, boundaries, ground, names, sites } from './ground'
import { marks, plan, zones } from './overlays'

const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

/** The style without hexagons, which go in below the layer `aboveCells`. */
export function style(): StyleSpecification {
  return {
    version: 8,
    sources: {
      areas: { type: 'vector', url: '/tiles/areas.json' },
      sites: { type: 'vector', url: '/tiles/sites.json' },
      zones: { type: 'geojson', data: empty },
      plan: { type: 'geojson', data: empty },
    },
    layers: [...ground, ...boundaries, ...zones, ...plan, ...sites, ...names, ...marks],
  }
}

/** Which of the style's layers a switch turns on and off. */
export const switched: Record<Layer, string[]> = {
  cells: ['cells', 'cell-lines', 'cell-hover'],
  zones: ['zone-fill', 'zone-casing', ...tiers.map((t) => `zone-${t}`), 'zone-names'],
  plan: ['spots', 'spots-left-out', 'route-casing', 'routes', 'stops', 'stop-numbers', 'stop-visits'],
  sites: ['sites', 'site-names'],
  areas: [aboveCells, 'district-lines', 'ward-names', 'district-names'],
}
