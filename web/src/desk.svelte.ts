// The desk: what is chosen, what the server has answered to it, and what to ask
// next. Components read it; the effects in App.svelte call its verbs.

import * as api from './api'
import { type Choice, type Layer, layers } from './hash'
import { key, settle } from './settle'
import { Remote } from './remote.svelte'
import { type Box, box } from './zones'

export class Desk {
  choice: Choice
  readonly coverage = new Remote<api.Coverage>()
  readonly areas = new Remote<api.Area[]>()
  readonly groups = new Remote<api.OffenceGroup[]>()
  readonly clocks = new Remote<api.Clock[]>()
  readonly operations = new Remote<api.Operation[]>()
  readonly counts = new Remote<api.Surface>()
  readonly models = new Remote<api.Model[]>()
  readonly risk = new Remote<api.Surface>()
  readonly zones = new Remote<api.ZoneCollection | undefined>()
  readonly plans = new Remote<api.Plan[]>()
  readonly plan = new Remote<api.PlanCollection | undefined>()
  // What buttons have asked for. A new choice forgets it.
  readonly drawn = new Remote<api.ZoneCollection>()
  readonly planned = new Remote<api.PlanCollection>()
  readonly fitted = new Remote<api.Model>()

  constructor(choice: Choice) {
    this.choice = $state(choice)
  }

  /** Whether the choice is one of what there is: until then nothing is asked. */
  settled = $state(false)
  #newest?: api.Plan | undefined

  area = $derived.by(() => this.areas.value?.find((a) => key(a) === this.choice.area))
  months = $derived.by(() => (this.coverage.value?.months ?? []).map((m) => m.month))
  /** Whether some offence of the period has a time of day. */
  timed = $derived.by(() =>
    (this.coverage.value?.months ?? []).some(
      (m) => m.timed > 0 && this.choice.from <= m.month && m.month <= this.choice.to,
    ),
  )
  model = $derived.by(() => this.models.value?.find((m) => m.group === this.choice.group))
  surface = $derived.by(() => (this.choice.measure === 'risk' ? this.risk.value : this.counts.value))
  busy = $derived.by(() =>
    [
      this.coverage,
      this.areas,
      this.counts,
      this.risk,
      this.zones,
      this.plan,
      this.drawn,
      this.planned,
      this.fitted,
    ].some((r) => r.busy),
  )
  /** Where the map looks by itself: at the plan and the focus areas, or else at the area. */
  extent = $derived.by(() => {
    const planned = this.plan.value?.features.filter((f) => f.properties.kind !== 'area_not_covered') ?? []
    const laid = [...(this.zones.value?.features ?? []), ...planned]
    return laid.length ? box(...laid.map((f) => f.geometry)) : (this.area?.bbox as Box | undefined)
  })
  empty = $derived.by(() => this.areas.value?.length === 0 || this.coverage.value?.offences === 0)

  /** Loads what there is to choose from and chooses what is not chosen yet. */
  async open(): Promise<void> {
    const [plans] = await Promise.all([
      api.plans().catch(() => []), // a first choice can do without
      this.coverage.load(api.coverage),
      this.areas.load(async (s) =>
        (await Promise.all([api.areas('district', s), api.areas('force', s)])).flat(),
      ),
      this.groups.load(api.groups),
      this.clocks.load(api.clocks),
      this.operations.load(api.operations),
    ])
    this.#newest = plans[0]
    this.settled = true
    this.choose(this.choice)
  }

  /** Chooses what is asked for, as far as there is such a thing. */
  choose(asked: Choice): void {
    const held = {
      areas: this.areas.value ?? [],
      groups: this.groups.value ?? [],
      clocks: this.clocks.value ?? [],
      operations: this.operations.value ?? [],
      months: this.months,
    }
    Object.assign(this.choice, this.settled ? settle(asked, { ...held, plan: this.#newest }) : asked)
  }

  async count(): Promise<void> {
    const { area, group, from, to, clock } = this.choice
    if (!this.settled || !area || !group || !from) return this.counts.clear()
    await this.counts.load((s) => api.count({ area, group, from, to, clock }, s))
  }

  async findModels(): Promise<void> {
    const { area } = this.choice
    this.models.clear()
    this.fitted.clear()
    if (this.settled && area) await this.models.load((s) => api.models(area, s))
  }

  async showRisk(): Promise<void> {
    const { model } = this
    if (!model) return this.risk.clear()
    await this.risk.load((s) => api.surface(model.surface, s))
  }

  /** Shows the newest focus areas of the operation. */
  async findZones(): Promise<void> {
    const { area, operation } = this.choice
    this.zones.clear()
    this.drawn.clear()
    if (!this.settled || !area) return
    await this.zones.load(async (s) => {
      const set = (await api.zoneSets(area, s)).find((z) => z.operation === operation)
      return set && api.zoneSet(set.id, s)
    })
  }

  /** Shows the plan that is chosen, or else the newest of the operation. */
  async findPlans(): Promise<void> {
    const { area, operation } = this.choice
    this.plans.clear()
    this.planned.clear()
    if (!this.settled || !area) return
    await this.plans.load(async (s) => (await api.plans(area, s)).filter((p) => p.operation === operation))
  }

  async showPlan(): Promise<void> {
    const id = this.plans.value?.find((p) => p.id === this.choice.plan)?.id ?? this.plans.value?.[0]?.id
    if (!id) return this.plan.clear()
    await this.plan.load((s) => api.plan(id, s))
  }

  async drawZones(allHours: boolean): Promise<void> {
    const { area, operation, from, to } = this.choice
    const zones = await this.drawn.load((s) =>
      api.drawZones({ area, operation, from, to, all_hours: allHours }, s),
    )
    if (zones) this.zones.value = zones
  }

  async makePlan(date: string, shift: string, units: number): Promise<void> {
    const { area, operation, from, to } = this.choice
    const request: api.PlanRequest = { area, operation, from, to, date, shift, units }
    if (!(await this.planned.load((s) => api.makePlan(request, s)))) return
    Object.assign(this.choice, { plan: '', unit: '' })
    await this.findPlans()
  }

  async fitModel(): Promise<void> {
    const { area, group, from, to } = this.choice
    if (await this.fitted.load((s) => api.fitModel({ area, group, train: `${from}..${to}` }, s)))
      await this.findModels()
  }

  switch(layer: Layer): void {
    const off = this.choice.off.includes(layer)
    this.choice.off = layers.filter((l) => (l === layer ? !off : this.choice.off.includes(l)))
  }
}
