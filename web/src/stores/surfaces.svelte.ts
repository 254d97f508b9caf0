// The hexagons: counts of the operation's offences, what is expected, and risk.

import * as api from '../api'
import { type Classed, partOf } from '../colours'
import { geometryOf, type Outline } from '../map/outline'
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
  /** Of the approved model, beside another one. */
  readonly approved = new Remote<api.Surface>()
  /** A month of the period alone, or chosen hours of the week. */
  readonly part = new Remote<api.Surface>()
  /** The period that is compared with, and what became of it. */
  readonly other = new Remote<api.Surface>()
  readonly verdict = new Remote<api.Comparison>()
  readonly hours = new Remote<api.Hours>()
  /** The hours of the place that the why column explains. */
  readonly placeHours = new Remote<api.Hours>()
  readonly #board: Board
  #foretold = ''

  constructor(board: Board, model: () => api.Model | undefined, approved: () => api.Model | undefined) {
    this.#board = board
    $effect(() => void this.#count())
    $effect(() => void this.#foretell())
    $effect(() => void this.#score(this.risk, model()))
    $effect(() => void this.#score(this.approved, approved()))
    $effect(() => void this.#week())
    $effect(() => void this.#split())
    $effect(() => void this.#compare())
  }

  shown = $derived.by(() => {
    const { measure } = this.#board
    if (measure === 'risk') return this.risk
    if (measure === 'expected') return this.expected
    return this.#partial ? this.part : this.counts
  })
  #partial = $derived.by(() => Boolean(this.#board.month || this.#board.choice.hours))
  /** What the classes of the map are multiples of: of a month, the average month of the period. */
  scale: Classed | undefined = $derived.by(() => {
    const counted = this.counts.value
    const { month, span, choice } = this.#board
    const monthly = this.shown === this.part && month && !choice.hours
    return monthly && counted ? partOf(counted, 1 / span.length) : this.surface
  })
  /** The same for the period that is compared with. */
  otherScale: Classed | undefined = $derived.by(() => {
    const counted = this.counts.value
    const { span, with: other } = this.#board
    return counted && other && partOf(counted, other.months.length / span.length)
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
    if (!wanted || this.counts.busy || this.#foretold === counted.id) return
    this.#foretold = counted.id
    const { from: _, to: __, ...asked } = this.#board.question(counted.group)
    const train = `${choice.from}..${choice.to}`
    const forecast = await this.forecast.load((s) => api.forecast({ ...asked, train, share: listed }, s))
    if (forecast) return void (await this.expected.load((s) => api.surface(forecast.surface, s)))
    if (this.#foretold !== counted.id) return // another one is on its way
    this.#foretold = '' // whoever looks at it again asks again
    this.expected.fail(this.forecast)
  }

  async #score(scored: Remote<api.Surface>, model: api.Model | undefined): Promise<void> {
    if (!model) return scored.clear()
    await scored.load((s) => api.surface(model.surface, s))
  }

  async #split(): Promise<void> {
    const { month, choice } = this.#board
    const { group } = this
    if (!this.#partial || !group) return this.part.clear()
    const { all_hours: _, ...asked } = this.#board.question(group)
    const whole = this.#board.question(group)
    const only = month ? { from: month, to: month } : {}
    await this.part.load((s) =>
      api.count(choice.hours ? { ...asked, ...only, clock: choice.hours } : { ...whole, ...only }, s),
    )
  }

  async #compare(): Promise<void> {
    const { with: other } = this.#board
    const { group } = this
    if (!other || !group) {
      this.other.clear()
      return this.verdict.clear()
    }
    const asked = this.#board.question(group)
    const { from, to } = other
    await Promise.all([
      this.other.load((s) => api.count({ ...asked, from, to }, s)),
      this.verdict.load((s) => api.compare({ ...asked, with: `${from}..${to}` }, s)),
    ])
  }

  /** Asks for the hours of a place; without one there are none. */
  async tellHours(outline: Outline): Promise<void> {
    const { timed, choice, operation } = this.#board
    const { group } = this
    if (!outline.length || !timed || !group || !operation) return this.placeHours.clear()
    const { area, from, to } = choice
    const { measure } = operation
    const place = geometryOf(outline)
    await this.placeHours.load((s) => api.hours({ area, group, from, to, measure, outline: place }, s))
  }

  async #week(): Promise<void> {
    const { timed, choice, operation } = this.#board
    const { group } = this
    if (!timed || !group || !operation) return this.hours.clear()
    const { area, from, to } = choice
    await this.hours.load((s) => api.hours({ area, group, from, to, measure: operation.measure }, s))
  }
}
