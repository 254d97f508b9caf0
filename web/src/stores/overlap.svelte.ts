// How the hotspots of two offence groups overlap: asked for on the Risk desk, shown on its map.

import * as api from '../api'
import type { Board } from './board.svelte'
import { Remote } from './remote.svelte'

export class Overlap {
  readonly found = new Remote<api.OverlapCollection>()
  readonly #board: Board

  constructor(board: Board) {
    this.#board = board
    $effect(() => {
      void [board.choice.area, board.choice.from, board.choice.to]
      this.found.clear()
    })
  }

  async ask(a: string, b: string): Promise<void> {
    const { area, from, to } = this.#board.choice
    await this.found.load((s) => api.overlap(area, a, b, from, to, s))
  }
}
