// The hexagons: counts of the operation's offences, what is expected, and risk.

import * as api from '../api'
import type { Board } from './board.svelte'
import { Remote } from './remote.svelte'

/** Fewer offences than that, and an operation's next group is counted, as the program itself does. */
const enough = 10
/** The share of the cells whose forecast is read one by one. */
const listed = 0.1

export class Surfaces {
  readonly counts = new Remote<api.Surface>()
  readonly forecast = new Remote<api.Forecast>()
  readonly expected = new Remote<api.Surface>()
  readonly risk = new Remote<api.Surface>()
  readonly hours = new Remote<api.Hours>()
  readonly #board: Board
  #foretold = ''

  constructor(board: Board, model: () => api.Model | undefined) {
    this.#board = board
    $effect(() => void this.#count())
    $effect(() => void this.#foretell())
    $effect(() => void this.#score(model()))
    $effect(() => void this.#week())
  }

  shown = $derived.by(() => {
    const { measure } = this.#board
    return measure === 'risk' ? this.risk : measure === 'expected' ? this.expected : this.counts
  })
  surface = $derived.by(() => this.shown.value)
  group = $derived.by(() => this.counts.value?.group ?? '')

  async #count(): Promise<void> {
    const { settled, operation, choice } = this.#board
    if (!settled || !operation || !choice.area || !choice.from) return this.counts.clear()
    const questions = operation.groups.map((g) => this.#board.question(g))
    await this.counts.load(async (signal) => {
      let best: api.Surface | undefined
      for (const q of questions) {
        const s = await api.count(q, signal)
        if (!best || s.offences > best.offences) best = s
        if (s.offences >= enough) break
      }
      return best!
    })
  }

  /** A forecast takes seconds: it is made when somebody looks at it. */
  async #foretell(): Promise<void> {
    const counted = this.counts.value
    const { choice, measure } = this.#board
    const wanted = measure === 'expected' || choice.at.startsWith('cell:')
    if (!counted) {
      this.#foretold = ''
      this.forecast.clear()
      this.expected.clear()
      return
    }
    if (!wanted || this.#foretold === counted.id) return
    this.#foretold = counted.id
    const { from: _, to: __, ...asked } = this.#board.question(counted.group)
    const train = `${choice.from}..${choice.to}`
    const forecast = await this.forecast.load((s) => api.forecast({ ...asked, train, share: listed }, s))
    if (forecast) await this.expected.load((s) => api.surface(forecast.surface, s))
    else this.expected.fail(this.forecast.fault)
  }

  async #score(model: api.Model | undefined): Promise<void> {
    if (!model) return this.risk.clear()
    await this.risk.load((s) => api.surface(model.surface, s))
  }

  async #week(): Promise<void> {
    const { timed, choice, operation } = this.#board
    const { group } = this
    if (!timed || !group || !operation) return this.hours.clear()
    const { area, from, to } = choice
    await this.hours.load((s) => api.hours({ area, group, from, to, measure: operation.measure }, s))
  }
}
