// What is marked on the hexagons: outlines and signs that differ in form and not in colour
// alone, and the classes of rates.

import type { ExpressionSpecification as Expression, LayerSpecification } from 'maplibre-gl'
import type { Found } from '../marks'
import { cellOpacity } from './cells'
import { haloed, heavy, type Inks } from './inks'

const kind: Expression = ['get', 'kind']
const dashed = ['cold', 'falling', 'diminishing', 'expired']
const strong = ['hot', 'spot', 'new', 'intensifying', 'persistent', 'power']
const points = ['raised', 'visited'] // have no outline to be seen by
const among = (of: string[]): Expression => ['in', kind, ['literal', of]]

/** The sign of what changes, as the legend has it too. */
export const signs: Record<string, string> = {
  new: '✱',
  intensifying: '▲',
  persistent: '■',
  diminishing: '▼',
  rising: '△',
  falling: '▽',
  expired: '✕',
  raised: '◆',
  visited: '✓',
}

export const marked = (ink: Inks): LayerSpecification[] => {
  const { r1, r2, r3, r4, r5 } = ink
  const outline = (id: string, filter: Expression, dash?: number[]): LayerSpecification => ({
    id,
    type: 'line',
    source: 'marked',
    filter,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ink.ink,
      'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.7, 14, ['case', among(strong), 2.4, 1.2]],
      ...(dash ? { 'line-dasharray': dash } : {}),
    },
  })
  return [
    {
      id: 'marked-fill',
      type: 'fill',
      source: 'marked',
      paint: {
        'fill-color': ['match', kind, 'r1', r1, 'r2', r2, 'r3', r3, 'r4', r4, 'r5', r5, 'transparent'],
        'fill-opacity': cellOpacity,
      },
    },
    outline('marked-line', ['!', ['any', among(dashed), among(['r1', 'r2', 'r3', 'r4', 'r5'])]]),
    outline('marked-dashed', among(dashed), [2, 1.4]),
    {
      id: 'marked-signs',
      type: 'symbol',
      source: 'marked',
      filter: ['any', among(points), ['>=', ['zoom'], 11]], // of hexagons from near alone
      layout: {
        'text-field': ['match', kind, ...Object.entries(signs).flat(), ''] as unknown as Expression,
        'text-font': heavy,
        'text-size': ['interpolate', ['linear'], ['zoom'], 11, ['case', among(points), 11, 7], 14, 13],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: haloed(ink, ink.ink),
    },
  ]
}

/** What a click finds of a mark that is no hexagon: within its outline a hexagon explains itself. */
export const markLines = ['marked-signs', 'marked-line', 'marked-dashed']

/** What the why column explains of a marked place. */
export const explained = (id: string): string => `${/^[0-9a-f]{15}$/.test(id) ? 'cell' : 'mark'}:${id}`

/** The places that were found, for the map. */
export const onMap = ({ places }: Found): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features: places.map(({ id, kind: of, geometry }) => ({
    type: 'Feature',
    properties: { cell: id, kind: of },
    geometry,
  })),
})
