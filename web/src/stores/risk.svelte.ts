// The Risk desk: the models of an operation's offences, and the fitting of another.

import * as api from '../api'
import type { Board } from './board.svelte'
import { JobWatch } from './jobs.svelte'
import { Remote } from './remote.svelte'

export class Risk {
  readonly models = new Remote<api.Model[]>()
  /** The card of the model: it names every layer that the fit tried. */
  readonly card = new Remote<api.ModelCard>()
  readonly difference = new Remote<api.ModelComparison>()
  /** The hexagons that enter and leave the best of the area, against the approved model. */
  readonly moves = new Remote<GeoJSON.FeatureCollection>()
  readonly fitting = new JobWatch()
  readonly #board: Board

  constructor(board: Board) {
    this.#board = board
    $effect(() => void this.#list())
    $effect(() => this.#miss())
    $effect(() => void (board.scored = !this.models.value || Boolean(this.model)))
    $effect(() => void this.#compare())
  }

  /** The models of the operation's groups, newest first. */
  own = $derived.by(() =>
    (this.models.value ?? []).filter((m) => this.#board.operation?.groups.includes(m.group)),
  )
  model = $derived.by(() => this.own.find((m) => m.id === this.#board.choice.model) ?? this.own[0])
  /** The model that is live: the one approved last. */
  approved = $derived.by(() =>
    this.own
      .filter((m) => m.decision?.status === 'approved')
      .sort((a, b) => (b.decision?.at ?? '').localeCompare(a.decision?.at ?? ''))
      .at(0),
  )

  /** The approved model where it lies under the divider, beside another one. */
  swiped = $derived.by(() => {
    const { desk, swipe } = this.#board.choice
    const { approved } = this
    return desk === 'risk' && swipe && approved?.id !== this.model?.id ? approved : undefined
  })
  /** Which of them the map shows. */
  shown = $derived.by(() =>
    this.#board.choice.versus === 'approved' && this.#board.choice.desk === 'risk' && !this.swiped
      ? (this.approved ?? this.model)
      : this.model,
  )
  /** What enters and leaves the best hundredth of the area. */
  top = $derived.by(() => this.difference.value?.top.find((t) => Math.abs(t.share - 0.01) < 1e-9))

  async #list(): Promise<void> {
    const { settled, choice } = this.#board
    const { area } = choice
    this.models.clear()
    if (settled && area) await this.models.load((s) => api.models(area, s))
  }

  #miss(): void {
    const { choice } = this.#board
    if (!this.models.value || !choice.model || this.own.some((m) => m.id === choice.model)) return
    this.#board.lost(`the model ${choice.model}`)
    choice.model = ''
  }

  async #compare(): Promise<void> {
    const { model, approved } = this
    if (!model || !approved || model.id === approved.id || this.#board.choice.desk !== 'risk')
      return this.#alone()
    await this.difference.load((s) => api.compareModels(model.id, approved.id, s))
    const { top } = this
    if (!top) return this.moves.clear()
    const sides = new Map([
      ...top.in.map((c) => [c, 'in'] as const),
      ...top.out.map((c) => [c, 'out'] as const),
    ])
    await this.moves.load(async (s) => {
      const all = await api.modelMoves(model.id, approved.id, s)
      const features = all.features.flatMap((f) => {
        const side = sides.get(String(f.id ?? f.properties?.cell))
        return side ? [{ ...f, properties: { side } }] : []
      })
      return { ...all, features }
    })
  }

  /** Asks for the card of the model, where somebody looks at what was tried. */
  async tellCard(looks: boolean): Promise<void> {
    const { model } = this
    if (!model) return this.card.clear()
    if (looks && this.card.value?.model !== model.id) await this.card.load((s) => api.modelCard(model.id, s))
  }

  /** There is nothing to compare with. */
  #alone(): void {
    this.difference.clear()
    this.moves.clear()
  }

  async fit(request: api.ModelRequest): Promise<boolean> {
    const { choice } = this.#board
    const left = this.#board.leaving()
    const made = await this.fitting.run('/v1/models', request)
    if (left()) {
      this.fitting.fault = ''
      return Boolean(made)
    }
    if (!made) return false
    await this.#list()
    const fitted = made.find((id) => this.own.some((m) => m.id === id))
    if (fitted && !left()) choice.model = fitted
    return true
  }

  async refresh(): Promise<void> {
    await this.#list()
  }
}
