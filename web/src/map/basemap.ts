// A force's own background map, below everything of ours. Every publisher names layers
// otherwise, so they are told by what their names have in common; others are not drawn.

import type { LayerSpecification } from 'maplibre-gl'
import type { Inks } from './inks'

export const basemap = 'basemap'

/** What the server says of the background map; without layers it has none. */
export interface TileSet {
  tiles: string[]
  minzoom: number
  maxzoom: number
  bounds: [number, number, number, number]
  attribution?: string
  vector_layers: { id: string }[]
}

type Kind = 'water' | 'green' | 'built' | 'streets' | 'rails' | 'borders'
const signs: [RegExp, Kind?][] = [
  [/name|label|place|poi/], // names are ours
  [/water|sea|ocean|foreshore/, 'water'],
  [/wood|green|park|landcover|landuse|national/, 'green'],
  [/building/, 'built'],
  [/rail/, 'rails'],
  [/road|street|transport|highway/, 'streets'],
  [/bound|border|admin/, 'borders'],
]
const order: Kind[] = ['green', 'water', 'built', 'borders', 'rails', 'streets']

/** The layers of the style that draw it, the lowest first. */
export function basemapLayers(names: readonly string[], ink: Inks): LayerSpecification[] {
  const told = names.flatMap((name) => {
    const kind = signs.find(([sign]) => sign.test(name.toLowerCase()))?.[1]
    return kind ? [{ name, kind }] : []
  })
  return order.flatMap((kind) =>
    told.filter((t) => t.kind === kind).flatMap(({ name }) => drawn(name, kind, ink)),
  )
}

function drawn(name: string, kind: Kind, ink: Inks): LayerSpecification[] {
  const common = { source: basemap, 'source-layer': name } as const
  const area = { 'fill-color': ink.sea, 'fill-antialias': false }
  const line = (colour: string, width: number, dashes?: number[]): LayerSpecification => ({
    id: `${basemap}-${name}-line`,
    type: 'line',
    ...common,
    filter: ['==', ['geometry-type'], 'LineString'],
    paint: {
      'line-color': colour,
      'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 8, width / 4, 17, width * 4],
      ...(dashes ? { 'line-dasharray': dashes } : {}),
    },
  })
  const fill = (paint: object): LayerSpecification => ({
    id: `${basemap}-${name}`,
    type: 'fill',
    ...common,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint,
  })
  switch (kind) {
    case 'water':
      return [fill(area), line(ink.sea, 1)]
    case 'green':
      return [fill({ ...area, 'fill-color': ink.beyond })]
    case 'built':
      return [fill({ ...area, 'fill-color': ink.case, 'fill-opacity': 0.5 })]
    case 'streets':
      return [line(ink.street, 1.5)]
    case 'rails':
      return [line(ink.rail, 0.6, [3, 2])]
    case 'borders':
      return [line(ink.edge, 0.5, [4, 2])]
  }
}
