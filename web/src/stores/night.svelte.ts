// The Night desk: the focus areas of an operation, and what is decided on them.

import * as api from '../api'
import { hexagonsOf, type Weighed } from '../map/outline'
import { key } from '../settle'
import { readZones } from '../zones'
import type { Board } from './board.svelte'
import { JobWatch } from './jobs.svelte'
import { Remote } from './remote.svelte'

export class Night {
  readonly sets = new Remote<api.ZoneSet[]>()
  readonly zones = new Remote<api.ZoneCollection | undefined>()
  readonly drawn = new JobWatch()
  /** The list in which a set was looked for, or why it could not be. */
  readonly taken = new Remote<api.ZoneSet[]>()
  readonly edited = new Remote<api.ZoneCollection>()
  /** What is recorded in the hexagons of the set that is shown, once an outline of it is drawn. */
  readonly hexagons = new Remote<Weighed[]>()
  /** The version of the set that has replaced the one that is shown, where an edit was refused for it. */
  newer = $state('')
  /** What the set that is shown changes of the approved one. */
  readonly difference = new Remote<api.ZoneDifference>()
  /** The approved areas of every district, where the area is a force. */
  readonly force = new Remote<api.FocusAreas>()
  readonly #board: Board
  #tag = '' // of the set that is shown, as it was read

  constructor(board: Board) {
    this.#board = board
    $effect(() => void this.#list())
    $effect(() => void this.#show())
    $effect(() => void this.#compare())
    $effect(() => void this.#survey())
  }

  set = $derived.by(() => this.zones.value && readZones(this.zones.value))
  /** The set that counts now: the one approved last. */
  approved = $derived.by(() =>
    [...(this.sets.value ?? [])]
      .filter((s) => s.decision.status === 'approved')
      .sort((a, b) => (b.decision.at ?? '').localeCompare(a.decision.at ?? ''))
      .at(0),
  )
  /** The set that is shown and those it was edited from, the newest first. */
  history = $derived.by(() => {
    const found: api.ZoneSet[] = []
    for (let id: string | undefined = this.set?.id; id;) {
      const next: api.ZoneSet | undefined = this.sets.value?.find((s) => s.id === id)
      if (next) found.push(next)
      id = next?.parent
    }
    return found
  })
  /** Who made the set that is shown. */
  maker = $derived.by(() => this.sets.value?.find((s) => s.id === this.set?.id)?.recorded_by ?? '')

  /** Reads the list; what stands is kept until it is there, or not. */
  async #list(keep = false): Promise<void> {
    const { settled, choice } = this.#board
    const { area, operation } = choice
    if (!keep) this.sets.clear()
    this.drawn.fault = ''
    if (!settled || !area || !operation) return
    await this.sets.load(async (s) => (await api.zoneSets(area, s)).filter((z) => z.operation === operation))
  }

  async #show(): Promise<void> {
    const sets = this.sets.value
    const { choice } = this.#board
    if (!sets) return this.zones.clear()
    if (choice.set && !sets.some((z) => z.id === choice.set)) {
      this.#board.lost(`the set of focus areas ${choice.set}`)
      choice.set = ''
      return
    }
    const id = choice.set || sets[0]?.id
    if (!id) return this.zones.clear()
    await this.zones.load(async (s) => {
      const { set, tag } = await api.zoneSet(id, s)
      this.#tag = tag
      this.newer = ''
      return set
    })
  }

  async #compare(): Promise<void> {
    const { set, approved } = this
    if (!set || !approved || approved.id === set.id) return this.difference.clear()
    await this.difference.load((s) => api.zoneDifference(set.id, approved.id, s))
  }

  async #survey(): Promise<void> {
    const { area, choice } = this.#board
    if (area?.kind !== 'force' || !choice.operation) return this.force.clear()
    await this.force.load((s) => api.focusAreas(choice.operation, s))
  }

  /** Makes a new version of the set that is shown; false, with a fault, where it is refused. */
  async edit(edit: api.ZoneEdit, as: string): Promise<boolean> {
    const { set } = this
    if (!set) return false
    this.newer = ''
    const { choice } = this.#board
    const left = this.#board.leaving()
    const made = await this.edited.load((s) => api.editZones(set.id, [edit], as, this.#tag, s))
    if (!made) {
      if (this.edited.status === 412) await this.#findNewer(set.id)
      return false
    }
    if (left()) return true
    const kept = made.features.some((f) => choice.at === `zone:${f.properties.zone}`)
    await this.#board.name({ set: set.id })
    await this.#list(true)
    if (!left()) Object.assign(choice, { set: made.zone_set.id, ...(kept ? {} : { at: '' }) })
    return true
  }

  /** Forgets what was refused of the last edit. */
  begin(): void {
    this.edited.clear()
    this.newer = ''
  }

  async #findNewer(id: string): Promise<void> {
    const versions = await api.zoneVersions(id).catch(() => [])
    this.newer = versions.at(-1)?.id ?? ''
  }

  /** Shows the set as it is now, after somebody else has changed it. */
  async renew(): Promise<void> {
    const { newer } = this
    this.begin()
    await this.#list(true)
    if (newer === this.set?.id) await this.#show()
    else this.#board.choice.set = newer
  }

  /** Shows a set of the area that is not on the list yet, or of another operation. */
  async take(id: string): Promise<void> {
    const { choice } = this.#board
    const left = this.#board.leaving()
    const all = await this.taken.load((s) => api.zoneSets(choice.area, s))
    const operation = all?.find((z) => z.id === id)?.operation
    if (!operation || left()) return
    if (operation === choice.operation) await this.#list(true)
    if (!left()) Object.assign(choice, { operation, set: id, at: '' })
  }

  /** Asks what is recorded in the hexagons of the set that is shown. */
  async weigh(): Promise<void> {
    const set = this.zones.value?.zone_set
    if (!set) return
    const { area, group, from, to, clock, hours, resolution } = set
    const clocked = clock && clock !== 'all' ? { clock, all_hours: hours.includes('unknown') } : {}
    await this.hexagons.load(async (s) => {
      const counts = await api.count({ area: key(area), group, from, to, resolution, ...clocked }, s)
      return hexagonsOf(await api.cells(counts.id, s))
    })
  }

  async draw(): Promise<void> {
    const { timed, clock, choice } = this.#board
    const { area, operation, from, to } = choice
    const request: api.ZoneSetRequest = { area, operation, from, to, all_hours: clock !== 'all' && !timed }
    const left = this.#board.leaving()
    const made = await this.drawn.run('/v1/zone-sets', request)
    if (left()) return void (this.drawn.fault = '')
    if (!made) return
    await this.#board.name({ set: choice.set || (this.set?.id ?? '') })
    await this.#list(true)
    if (left()) return
    const [, ...older] = this.sets.value ?? []
    const drawn = older.find((z) => made.includes(z.id)) // somebody else has drawn one since
    Object.assign(choice, { set: drawn?.id ?? '', at: '' })
  }

  /** Reads the lists again, after a decision. */
  async refresh(): Promise<void> {
    await this.#list(true)
  }
}
