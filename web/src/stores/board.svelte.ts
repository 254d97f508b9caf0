// What is chosen, and what there is to choose from: shared by all desks.

import { tick } from 'svelte'
import * as api from '../api'
import type { Measure } from '../colours'
import { gaps, lacking, unknown } from '../gaps'
import { type Choice, type Desk, type Layer, layers } from '../hash'
import { key, missing, settle } from '../settle'
import { Remote } from './remote.svelte'

export class Board {
  choice: Choice
  readonly coverage = new Remote<api.Coverage>()
  readonly areas = new Remote<api.Area[]>()
  readonly operations = new Remote<api.Operation[]>()
  readonly strands = new Remote<api.Strand[]>()
  /** Whether the choice is one of what there is: until then nothing is asked. */
  settled = $state(false)
  /** What a link named that is there no more. */
  gone = $state.raw<string[]>([])
  #newest?: api.Plan | undefined

  constructor(choice: Choice) {
    this.choice = $state(choice)
  }

  area = $derived.by(() => this.areas.value?.find((a) => key(a) === this.choice.area))
  operation = $derived.by(() => this.operations.value?.find((o) => o.name === this.choice.operation))
  months = $derived.by(() => (this.coverage.value?.months ?? []).map((m) => m.month))
  /** Whether some offence of the period has a time of day. */
  timed = $derived.by(() =>
    (this.coverage.value?.months ?? []).some(
      (m) => m.timed > 0 && this.choice.from <= m.month && m.month <= this.choice.to,
    ),
  )
  invented = $derived.by(() => this.area?.invented ?? this.coverage.value?.invented ?? false)
  empty = $derived.by(() => this.areas.value?.length === 0 || this.coverage.value?.offences === 0)
  busy = $derived.by(() => [this.coverage, this.areas, this.operations].some((r) => r.busy))
  failed = $derived.by(() => [this.coverage, this.areas, this.operations].find((r) => r.fault))
  /** Whether there is a model to colour hexagons by: on the Risk desk they show what is recorded until one is fitted. */
  scored = $state(true)
  /** What hexagons are coloured by: what was chosen, or what the desk and the operation are about. */
  measure: Measure = $derived.by(() => {
    if (this.choice.measure) return this.choice.measure
    if (this.choice.desk === 'risk' && this.scored) return 'risk'
    return this.operation?.measure ?? 'harm'
  })
  /** The hours that the operation asks for; the data may not know them. */
  clock = $derived.by(() => this.operation?.clock || 'all')

  /** Loads what there is to choose from and chooses what is not chosen yet. */
  async open(): Promise<void> {
    const [plans] = await Promise.all([
      api.plans().catch(() => []), // a first choice can do without
      this.coverage.load(api.coverage),
      this.areas.load(async (s) =>
        (await Promise.all([api.areas('district', s), api.areas('force', s)])).flat(),
      ),
      this.operations.load(api.operations),
      this.strands.load(api.strands),
    ])
    this.#newest = plans[0]
    this.settled = true
    this.choose(this.choice)
  }

  /** Chooses what is asked for, as far as there is such a thing. */
  choose(asked: Choice): void {
    if (!this.settled) return void Object.assign(this.choice, asked)
    const held = {
      areas: this.areas.value ?? [],
      operations: this.operations.value ?? [],
      months: this.months,
      plan: this.#newest,
    }
    this.gone = this.empty || this.failed ? [] : missing(asked, held)
    Object.assign(this.choice, settle(asked, held))
  }

  /** Says that something a link named is there no more. */
  lost(what: string): void {
    if (!this.gone.includes(what)) this.gone = [...this.gone, what]
  }

  /** The month of the period that is shown alone; empty: all of it. */
  month = $derived.by(() => {
    const { month, from, to } = this.choice
    return this.months.includes(month) && from <= month && month <= to ? month : ''
  })
  /** The months of the period that are loaded. */
  span = $derived.by(() => this.months.filter((m) => this.choice.from <= m && m <= this.choice.to))
  /** Days of the period that are missing from the area's data, in words. */
  gaps = $derived.by(() => {
    const { coverage, area, choice } = this
    return coverage.value && area ? gaps(coverage.value, area, choice.from, choice.to) : []
  })
  /** How many they are. */
  lacking = $derived.by(() => {
    const { coverage, area, choice } = this
    return coverage.value && area ? lacking(coverage.value, area, choice.from, choice.to) : 0
  })
  /** The districts of which nothing is loaded in the period. */
  unknown = $derived.by(() => this.unknownIn(this.choice))
  unknownIn({ from, to }: { from: string; to: string }): string[] {
    const { coverage, areas } = this
    return coverage.value && from ? unknown(coverage.value, areas.value ?? [], from, to) : []
  }
  /** The period to compare with, as far as it is loaded. */
  with = $derived.by(() => {
    if (!this.span.length) return undefined // until there is a period to stand beside
    const [from = '', to = ''] = this.choice.with.split('..')
    const months = this.months.filter((m) => from <= m && m <= to)
    return months.includes(from) && months.includes(to) ? { from, to, months } : undefined
  })
  /** Layers that the desk is not about, and those that were switched off. */
  hidden: Layer[] = $derived.by(() => {
    const { desk, off, show } = this.choice
    const beside: Layer[] = desk === 'night' ? ['plan'] : desk === 'plans' ? [] : ['plan', 'zones']
    return [...new Set([...off, ...beside, ...(show === 'wall' ? (['sites'] as const) : [])])]
  })

  /** What a count asks for: the operation's hours, or all where the data know none. */
  question(group: string): api.SurfaceRequest {
    const { area, from, to } = this.choice
    const clocked = this.clock !== 'all'
    return {
      area,
      group,
      from,
      to,
      ...(clocked ? { clock: this.clock } : {}),
      ...(clocked && !this.timed ? { all_hours: true } : {}),
    }
  }

  go(desk: Desk): void {
    Object.assign(this.choice, { desk, at: '', measure: '', swipe: 0, show: 'map' })
  }

  /** Returns what says whether its user has gone on to another area or operation since, to be left there. */
  leaving(): () => boolean {
    const { area, operation } = this.choice
    return () => this.choice.area !== area || this.choice.operation !== operation
  }

  /** Whether the address is only told by name what is shown already, which is no step for Back. */
  naming = false

  /** Names what is shown as the newest, so that Back finds it again once there is a newer one. */
  async name(shown: Partial<Choice>): Promise<void> {
    this.naming = true
    Object.assign(this.choice, shown)
    await tick()
    this.naming = false
  }

  /** Goes to another area, where nothing that was chosen in this one is to be found. */
  enter(area: string): void {
    Object.assign(this.choice, { area, set: '', plan: '', against: '', model: '', unit: '', at: '' })
  }

  switch(layer: Layer): void {
    const off = this.choice.off.includes(layer)
    this.choice.off = layers.filter((l) => (l === layer ? !off : this.choice.off.includes(l)))
  }

  /** Opacities as shares, by layer. */
  shares = $derived.by(() =>
    Object.fromEntries(
      this.choice.fade.map((f) => f.split(':')).map(([l, percent]) => [l, Number(percent) / 100]),
    ),
  )

  fade(layer: Layer, percent: number): void {
    const others = this.choice.fade.filter((f) => !f.startsWith(`${layer}:`))
    this.choice.fade = percent === 100 ? others : [...others, `${layer}:${percent}`]
  }

  /** Lays a layer above the next one, or below the one before. */
  raise(layer: Layer, by: 1 | -1): void {
    const order = this.choice.order.length ? [...this.choice.order] : [...layers]
    const i = order.indexOf(layer)
    const j = i + by
    if (j < 0 || j >= order.length) return
    ;[order[i], order[j]] = [order[j]!, order[i]!]
    this.choice.order = String(order) === String(layers) ? [] : order
  }
}
