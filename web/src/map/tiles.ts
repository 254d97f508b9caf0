// Tiles under the map's own eyes: MapLibre takes a tile that is not there for an
// empty one and says nothing, and a map without hexagons would look like a county
// without crime. Every answer's status is watched here.

import { addProtocol } from 'maplibre-gl'

const scheme = 'tiles'
const patience = [300, 1500] // ms, before a tile is asked for again

/** Who is told of tiles, by the tile set's name. */
export type Watcher = (tileset: string, status: number, tile: TileId) => void

export interface TileId {
  z: number
  x: number
  y: number
}

const lost = 'no tile of '
/** Whether a message of MapLibre's is of a tile that could not be had. */
export const lostTile = (message: string): boolean => message.includes(lost)

const watchers = new Set<Watcher>()
const tellAll: Watcher = (...news) => watchers.forEach((tell) => tell(...news))

/** Has tiles fetched here, for every map of the page; returns what ends the watch. */
export function watchTiles(tell: Watcher): () => void {
  if (!watchers.size)
    addProtocol(scheme, async ({ url }, { signal }) => ({ data: await fetchTile(url, signal) }))
  watchers.add(tell)
  return () => watchers.delete(tell)
}

/** The address under which a tile of this server is fetched here; of anything else, the address itself. */
export function watched(url: string): string {
  const { pathname, search } = new URL(url, location.href)
  // Whatever a proxy makes of the server's name, tiles come from where the page came from.
  return pathname.endsWith('.mvt') ? `${scheme}://${pathname}${search}` : location.origin + pathname + search
}

async function fetchTile(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const path = url.slice(`${scheme}://`.length)
  const [, , tileset = '', z, x, row = ''] = path.split('/')
  const tile = { z: Number(z), x: Number(x), y: parseInt(row) }
  for (let n = 0; ; n++) {
    const reply = await fetch(path, { signal }).catch((e: unknown) => {
      if (signal.aborted) throw e
      return undefined
    })
    if (reply?.ok) {
      tellAll(tileset, 200, tile)
      return reply.arrayBuffer()
    }
    const passing = !reply || reply.status === 429 || reply.status >= 500
    if (!passing || n === patience.length) {
      tellAll(tileset, reply?.status ?? 0, tile)
      throw new Error(`${lost}${path}: ${reply?.status ?? 'no answer'}`)
    }
    await new Promise((resolve) => setTimeout(resolve, patience[n]))
  }
}
