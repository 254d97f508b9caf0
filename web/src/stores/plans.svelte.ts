// The Plans desk: the plans of an operation, and the making of another.

import * as api from '../api'
import { coverage } from '../coverage'
import { readPlan } from '../plan'
import { dayName } from '../words'
import type { Board } from './board.svelte'
import { JobWatch } from './jobs.svelte'
import { Remote } from './remote.svelte'

export class Plans {
  readonly plans = new Remote<api.Plan[]>()
  readonly plan = new Remote<api.PlanCollection | undefined>()
  /** The plan to compare with. */
  readonly against = new Remote<api.PlanCollection | undefined>()
  readonly making = new JobWatch()
  readonly replanned = new Remote<api.PlanCollection>()
  readonly #board: Board

  constructor(board: Board) {
    this.#board = board
    $effect(() => void this.#list())
    $effect(() => void this.#show())
    $effect(() => void this.#compare())
    $effect(() => {
      void this.#id // what was refused of another plan is not said of this one
      this.replanned.fault = ''
    })
  }

  #id = $derived.by(() => this.read?.id)

  read = $derived.by(() => this.plan.value && readPlan(this.plan.value))
  /** The unit whose tour is shown. */
  unit = $derived.by(
    () => this.read?.units.find((u) => u.name === this.#board.choice.unit) ?? this.read?.units[0],
  )
  kept = $derived.by(() => this.plans.value?.find((p) => p.id === this.read?.id))
  /** The plans that the one that is shown may be compared with, the newest first. */
  others = $derived.by(() => (this.plans.value ?? []).filter((p) => p.id !== this.read?.id))
  /** Of these, the approved one for the latest night. */
  approved = $derived.by(() =>
    this.others
      .filter((p) => p.decision.status === 'approved')
      .reduce<api.Plan | undefined>((last, p) => (last && last.date >= p.date ? last : p), undefined),
  )
  /** What the plan for the last day before covers. */
  last = $derived.by(() => {
    const plan = this.plans.value?.find((p) => p.id === this.read?.last?.id)
    const of = plan && coverage(plan.metrics)
    return of && { called: `last plan, ${dayName(plan.date)}`, of }
  })

  /** What is read again stands until it has come. */
  async #list(again = false): Promise<void> {
    const { settled, choice } = this.#board
    const { area, operation } = choice
    if (!again) this.plans.clear()
    if (!settled || !area || !operation) return
    await this.plans.load(async (s) => (await api.plans(area, s)).filter((p) => p.operation === operation))
  }

  async #show(): Promise<void> {
    const plans = this.plans.value
    const { choice } = this.#board
    if (!plans) return this.plan.clear()
    if (choice.plan && !plans.some((p) => p.id === choice.plan)) {
      this.#board.lost(`the plan ${choice.plan}`)
      choice.plan = ''
      return
    }
    const id = choice.plan || plans[0]?.id
    if (!id) return this.plan.clear()
    const plan = await this.plan.load((s) => api.plan(id, s))
    const units = plan && readPlan(plan).units
    // A unit that has dropped out has no stops: whoever looks sees one that goes somewhere.
    if (units && !units.some((u) => u.name === choice.unit && u.stops.length))
      choice.unit = (units.find((u) => u.stops.length) ?? units[0])?.name ?? ''
  }

  async #compare(): Promise<void> {
    const { choice } = this.#board
    const { against } = choice
    const plans = this.plans.value
    if (!plans || !against || against === this.read?.id || choice.desk !== 'plans')
      return this.against.clear()
    if (!plans.some((p) => p.id === against)) {
      this.#board.lost(`the plan ${against}`)
      choice.against = ''
      return
    }
    await this.against.load((s) => api.plan(against, s))
  }

  /** Makes a plan and shows it; `before` is done once it is made, and before it is shown. */
  async make(request: api.PlanRequest, before: () => void): Promise<boolean> {
    const left = this.#board.leaving()
    const made = await this.making.run('/v1/plans', request)
    if (left()) {
      this.making.fault = ''
      return Boolean(made)
    }
    if (!made) return false
    before()
    const { choice } = this.#board
    const last = choice.plan || this.read?.id
    if (last) await this.#board.name({ plan: last })
    await this.#list(true)
    const plan = made.find((id) => this.plans.value?.some((p) => p.id === id)) ?? ''
    if (left()) return true
    if (!last) await this.#board.name({ plan })
    Object.assign(choice, { plan, unit: '', at: '' })
    return true
  }

  show(id: string): void {
    Object.assign(this.#board.choice, { plan: id, at: '' })
  }

  /** Plans the rest of the night anew, and shows that. */
  async replan(change: api.ReplanRequest): Promise<boolean> {
    const { read } = this
    const { choice } = this.#board
    const left = this.#board.leaving()
    const made = read && (await this.replanned.load((s) => api.replan(read.id, change, s)))
    if (!made) return false
    if (left()) return true
    const before = read.units.flatMap((u) => u.stops).find((s) => choice.at === `stop:${s.id}`)
    const stays = readPlan(made)
      .units.flatMap((u) => u.stops)
      .find((s) => s.place === before?.place && s.arrive === before.arrive)
    await this.#board.name({ plan: read.id })
    await this.#list(true)
    if (!left()) Object.assign(choice, { plan: made.plan.id, at: stays ? `stop:${stays.id}` : '' })
    return true
  }

  async refresh(): Promise<void> {
    await this.#list(true)
  }
}
