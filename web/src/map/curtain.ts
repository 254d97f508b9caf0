// A map is first seen whole: without a graphics card each frame that is drawn while tiles are
// still coming takes as long as the last one.

import type { Map as GLMap } from 'maplibre-gl'

const unseen = 15_000 // ms after which the map is seen as it comes

export class Curtain {
  readonly #map: GLMap
  #lifted = false

  /** Has nothing of a map drawn until the curtain is lifted. */
  constructor(map: GLMap) {
    this.#map = map
    map.getCanvas().style.visibility = 'hidden'
    const { painter } = map
    const draw = painter.render.bind(painter)
    painter.render = (...frame) => {
      if (this.#lifted) draw(...frame)
    }
    const late = setTimeout(() => this.lift(), unseen)
    map.on('remove', () => clearTimeout(late))
  }

  /** Has all frames from now on drawn and seen; returns whether they were not. */
  lift(): boolean {
    if (this.#lifted) return false
    this.#lifted = true
    this.#map.getCanvas().style.visibility = ''
    this.#map.triggerRepaint()
    return true
  }
}
