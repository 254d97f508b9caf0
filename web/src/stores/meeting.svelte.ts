// The meeting of the Crime Reduction Group: what lies on its table, and its record.

import { untrack } from 'svelte'
import * as api from '../api'
import type { Board } from './board.svelte'
import type { Night } from './night.svelte'
import { Remote } from './remote.svelte'

export class Meeting {
  readonly all = new Remote<api.Meeting[]>()
  readonly page = new Remote<api.MeetingPage>()
  readonly suggested = new Remote<api.SuggestedActions>()
  /** What was changed last, or why it could not be. */
  readonly changed = new Remote<unknown>()
  readonly #board: Board
  readonly #night: Night

  constructor(board: Board, night: Night) {
    this.#board = board
    this.#night = night
    $effect(() => void this.#list())
    $effect(() => void this.#read())
    $effect(() => {
      const set = night.set?.id // a new version of it is on the table
      const stale = untrack(() => this.page.value && this.page.value.zone_set !== set)
      if (set && stale) untrack(() => void this.#read())
    })
  }

  /** Whether the screen of the meeting is open. */
  shown = $derived.by(() => this.#board.choice.desk === 'night' && this.#board.choice.show === 'meeting')
  /** The meetings of the area, the latest first. */
  own = $derived.by(() =>
    (this.all.value ?? [])
      .filter((m) => m.area === this.#board.area?.code)
      .sort((a, b) => b.date.localeCompare(a.date) || Number(b.id) - Number(a.id)),
  )
  /** The one that is chosen, or else the one that is open, or the last. */
  current = $derived.by(() => {
    const { meeting } = this.#board.choice
    return this.own.find((m) => m.id === meeting) ?? this.own.find((m) => !m.closed) ?? this.own[0]
  })

  /** Whether the table is of another set than the map shows: somebody has made one since, or a link names an older one. */
  apart = $derived.by(() => {
    const { set, zones, sets } = this.#night
    const table = this.page.value?.zone_set
    const read = !this.page.busy && !zones.busy && !sets.busy
    return read && set !== undefined && table !== undefined && table !== set.id
  })

  async #list(): Promise<void> {
    if (!this.shown || !this.#board.settled) return
    await this.all.load(api.meetings)
    const { choice } = this.#board
    if (this.all.value && choice.meeting && !this.own.some((m) => m.id === choice.meeting)) {
      this.#board.lost(`meeting ${choice.meeting}`)
      choice.meeting = ''
    }
  }

  async #read(): Promise<void> {
    const id = this.current?.id
    if (!this.shown || !id) return this.page.clear()
    const was = untrack(() => this.page.value?.meeting.id) // else its own answer would ask again
    if (was && was !== id) this.page.clear()
    await this.page.load((s) => api.meetingPage(id, s))
  }

  /** What could be done in the areas of a set, by what they hold. */
  async suggest(set: string): Promise<void> {
    await this.suggested.load((s) => api.suggestedActions(set, s))
  }

  /** Makes a change and reads the table again; false, with a fault, where it is refused. */
  async #change<T>(make: () => Promise<T>): Promise<T | undefined> {
    const made = (await this.changed.load(make)) as T | undefined
    if (this.changed.fault) return undefined
    await this.#list()
    return made
  }

  async open(request: api.MeetingRequest): Promise<boolean> {
    const opened = await this.#change(() => api.openMeeting(request))
    if (opened) this.#board.choice.meeting = opened.id
    return opened !== undefined
  }

  async decide(decision: api.MeetingDecision): Promise<boolean> {
    const { current } = this
    return Boolean(current && (await this.#change(() => api.decideMeeting(current.id, decision))))
  }

  /** Sets an action, and puts it on the record of the meeting. */
  async add(request: api.MeetingActionRequest): Promise<boolean> {
    const { current } = this
    if (!current) return false
    const made = await this.#change(async () => {
      const action = await api.addAction({ ...request, meeting: current.id })
      const words = `${action.does}: ${action.owner}, by ${action.due}`
      await api.decideMeeting(current.id, { kind: 'action', of: action.id, zone: '', words })
      return action
    })
    return made !== undefined
  }

  async mark(action: string, change: api.ActionChange): Promise<boolean> {
    return Boolean(await this.#change(() => api.setAction(action, change)))
  }

  async refresh(): Promise<void> {
    await this.#list()
  }

  async close(): Promise<boolean> {
    const { current } = this
    return Boolean(current && (await this.#change(() => api.closeMeeting(current.id))))
  }
}
