// What is marked on the hexagons: found when somebody asks for it.

import { untrack } from 'svelte'
import * as api from '../api'
import { policingDay } from '../charts/week'
import { type Asked, type Found, readMarks, visited, withheld } from '../marks'
import type { Board } from './board.svelte'
import type { Other } from './other.svelte'
import type { Plans } from './plans.svelte'
import { Remote } from './remote.svelte'

export class Marks {
  readonly found = new Remote<Found>()
  readonly #board: Board
  readonly #group: () => string
  readonly #plans: Plans
  readonly #other: Other

  constructor(board: Board, group: () => string, plans: Plans, other: Other) {
    this.#board = board
    this.#group = group
    this.#plans = plans
    this.#other = other
    $effect(() => {
      void this.#key
      const asked = untrack(() => this.#asked)
      // What was found for another question must not stand under this one.
      this.found.clear()
      if (asked) untrack(() => void this.found.load((s) => this.#find(asked, s)))
    })
  }

  /** Why nothing is looked for, though a mark is chosen. */
  why = $derived.by(() => {
    const { mark, show, desk } = this.#board.choice
    if (!mark) return ''
    if (withheld(mark, show)) return 'Not shown while partners are in the room.'
    if (this.#other.pair) return 'Nothing is marked while two maps are compared.'
    const chosen = desk === 'plans' && (this.#plans.plan.value || this.#plans.plan.busy)
    return mark === 'visits' && !chosen ? 'Choose a plan on the Plans desk.' : ''
  })

  #asked: Asked | undefined = $derived.by(() => {
    const { mark, desk, area, from, to } = this.#board.choice
    const group = this.#group()
    if (!mark || !area || !group || this.why) return undefined
    if (desk === 'reports' || desk === 'import') return undefined
    const plan = desk === 'plans' ? this.#plans.plan.value?.plan : undefined
    if (mark === 'visits' || mark === 'powers' || mark === 'intelligence') {
      const on = policingDay(plan ? new Date(plan.period.start) : new Date())
      if (mark !== 'visits') return { mark, area, on }
      return plan && { mark, area, on, plan: plan.id }
    }
    const { clock, all_hours } = this.#board.question(group)
    const hours = all_hours ? 'hours unknown' : (clock ?? 'all hours')
    return { mark, area, group, from, to, hours, measure: this.#board.operation?.measure ?? 'count' }
  })
  #key = $derived.by(() => JSON.stringify(this.#asked))

  async #find(asked: Asked, s: AbortSignal): Promise<Found> {
    const { mark, area, on = '', group = '', measure = 'count' } = asked
    const found = (features: readonly GeoJSON.Feature[]) => ({ ...readMarks(mark, features), asked })
    if (mark === 'intelligence') return found(await api.raised(area, on, s))
    if (mark === 'powers') return found(await api.powers(area, on, s))
    if (mark !== 'visits') return found(await api.marked(mark, this.#board.question(group), measure, s))
    const plan = this.#plans.plan.value!
    const { id, period } = plan.plan
    const { features, ...besides } = visited(plan, await api.visitsOf(id, period.start, period.end, s))
    return { ...found(features), ...besides }
  }
}
