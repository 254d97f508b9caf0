// What of a map cannot be had: tiles, and descriptions of tile sets. They are named, and can be
// asked for again. What else goes wrong while the map is drawn is a fault of ours, and the
// console has it.

import type { Map as GLMap, VectorTileSource } from 'maplibre-gl'
import { lostTile, type TileId, watchTiles } from './tiles'

export class Losses {
  readonly #map: GLMap
  readonly #tell: (tilesets: Map<string, number>) => void
  readonly #missing = new Map<string, number>()
  readonly #failed = new Map<string, TileId[]>() // tiles to ask for again, by tile set
  readonly #unwatch: () => void

  /** `tell` hears the tile sets of which something is missing, with the status of the last answer. */
  constructor(map: GLMap, tell: (tilesets: Map<string, number>) => void) {
    this.#map = map
    this.#tell = tell
    this.#unwatch = watchTiles((tileset, status, tile) => this.add(tileset, status, tile))
    map.on('error', ({ error }) => {
      const { message, url = '', status = 0 } = error as Error & { status?: number; url?: string }
      if (lostTile(message)) return // of which the watch has told
      const [, tileset] = /\/tiles\/([\w-]+)\.json/.exec(url) ?? []
      if (!tileset) return console.error(message) // MapLibre says nothing where somebody listens
      this.add(tileset, status)
      map.triggerRepaint() // else no frame tells that the map is idle
    })
  }

  close(): void {
    this.#unwatch()
  }

  /** Notes an answer to a tile, or that a tile set's description cannot be had. */
  add(tileset: string, status: number, tile?: TileId): void {
    if (status === 200) return
    if (tile) this.#failed.set(tileset, [...(this.#failed.get(tileset) ?? []), tile])
    if (this.#missing.get(tileset) === status) return
    this.#missing.set(tileset, status)
    this.#tell(new Map(this.#missing))
  }

  /** Asks again for all that is missing, and returns the tile sets that the map has no source of. */
  retry(): string[] {
    const again = [...this.#missing.keys()].map((t) => [t, this.#failed.get(t) ?? []] as const)
    this.#missing.clear()
    this.#failed.clear()
    this.#tell(new Map())
    const sources = Object.entries(this.#map.getStyle().sources)
    const unknown: string[] = []
    for (const [tileset, tiles] of again) {
      const url = `/tiles/${tileset}.json`
      const [name] =
        sources.find(([n, s]) => n === tileset || (s.type === 'vector' && s.url?.endsWith(url))) ?? []
      if (!name) unknown.push(tileset)
      // Each by its id: of all at once MapLibre leaves out those that failed.
      else if (tiles.length) this.#map.refreshTiles(name, tiles)
      else this.#map.getSource<VectorTileSource>(name)?.setUrl(url)
    }
    return unknown
  }
}
