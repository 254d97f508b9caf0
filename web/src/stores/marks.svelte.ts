// What is marked on the hexagons: found when somebody asks for it.

import * as api from '../api'
import { type Found, readMarks } from '../marks'
import type { Board } from './board.svelte'
import type { Plans } from './plans.svelte'
import { Remote } from './remote.svelte'

export class Marks {
  readonly found = new Remote<Found>()

  constructor(board: Board, group: () => string, plans: Plans) {
    $effect(() => {
      const { mark, desk, show, area } = board.choice
      const of = group()
      if (!mark || !area || !of || show === 'wall' || desk === 'reports' || desk === 'import')
        return this.found.clear()
      const asked = board.question(of)
      const measure = board.operation?.measure ?? 'count'
      const plan = desk === 'plans' ? plans.plan.value : undefined
      const on = (plan?.plan.period.start ?? new Date().toISOString()).slice(0, 10)
      void this.found.load(async (s) => {
        if (mark === 'intelligence') return readMarks(mark, await api.raised(area, on, s))
        if (mark === 'powers') return readMarks(mark, await api.powers(area, on, s))
        if (mark === 'visits') return readMarks(mark, plan ? await api.visited(plan, s) : [])
        return readMarks(mark, await api.marked(mark, asked, measure, s))
      })
    })
  }
}
