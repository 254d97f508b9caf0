// The style of the map, from the ground up. No glyphs and no sprite: labels are
// set in the page's own font.

import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { tiers } from '../colours'
import type { Layer } from '../hash'
import { hover, hovered } from './cells'
import { boundaries, ground, names, sites, streetNames, streets } from './ground'
import type { Inks } from './inks'
import { marked } from './marked'
import { marks, moves, plan, zones } from './overlays'
import { overlap } from './overlap'

const features: SourceSpecification = {
  type: 'geojson',
  data: { type: 'FeatureCollection', features: [] },
}

/** What is laid over the land once there is something of it. */
export const sources: Record<string, SourceSpecification> = {
  sites: { type: 'vector', url: '/tiles/sites.json' },
  [hovered]: features,
  moves: features,
  marked: features,
  zones: features,
  plan: features,
  overlap: features,
}

/** Every layer but the hexagons, from the ground up. */
export const everything = (ink: Inks): LayerSpecification[] => [
  ...ground(ink),
  ...marked(ink).slice(0, 1), // a fill lies under the streets
  ...hover(ink),
  ...streets(ink),
  ...boundaries(ink),
  ...marked(ink).slice(1),
  ...moves(ink),
  ...zones(ink),
  ...overlap(ink),
  ...plan(ink),
  ...sites(ink),
  ...streetNames(ink),
  ...names(ink),
  ...marks(ink),
]

const tilesets = ['areas', 'ground']

/** What the map begins with: what of our own tiles is seen from afar, at once, so that it is drawn in few frames. */
export const style = (ink: Inks): StyleSpecification => ({
  version: 8,
  // What changes is drawn as it is at once: each frame of a fade draws the whole map.
  transition: { duration: 0 },
  sources: Object.fromEntries(tilesets.map((t) => [t, { type: 'vector', url: `/tiles/${t}.json` }])),
  layers: everything(ink).filter((l) => !('source' in l) || tilesets.includes(l.source)),
})

/** The layers of a source. */
export const layersOf = (source: string, ink: Inks): LayerSpecification[] =>
  everything(ink).filter((l) => 'source' in l && l.source === source)

/** Which of the style's layers belong to a layer of the list, the lowest first. */
export const parts: Record<Layer, string[]> = {
  cells: ['cells', 'withheld', 'cell-hover', 'cell-chosen'],
  marks: ['marked-fill', 'marked-line', 'marked-dashed', 'marked-signs'],
  ground: [
    'rails',
    'sleepers',
    'street-case',
    'paths',
    'streets',
    'water-names',
    'street-names',
    'point-names',
    'place-names',
  ],
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
