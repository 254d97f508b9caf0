// What is marked on the hexagons: found when somebody asks for it.

import * as api from '../api'
import { type Found, readMarks } from '../marks'
import type { Board } from './board.svelte'
import { Remote } from './remote.svelte'

export class Marks {
  readonly found = new Remote<Found>()

  constructor(board: Board, group: () => string) {
    $effect(() => {
      const { mark, desk, show } = board.choice
      const of = group()
      if (!mark || !of || show === 'wall' || desk === 'reports' || desk === 'import')
        return this.found.clear()
      const asked = board.question(of)
      const measure = board.operation?.measure ?? 'count'
      void this.found.load(async (s) => readMarks(mark, await api.marked(mark, asked, measure, s)))
    })
  }
}
