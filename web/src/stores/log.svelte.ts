// Visits that an officer logs. Without signal they wait on the telephone and are sent
// when there is some; sending one twice adds nothing.

import * as api from '../api'

const kept = 'beatplan-log'

export class Log {
  waiting = $state.raw<api.VisitRequest[]>(stored())
  fault = $state('')
  details = $state('') // what the server said of it
  said = $state('')
  unread = $state(false) // what was logged before could not be read
  #logged = $state.raw<api.VisitRequest[]>([]) // that the server has, the newest last

  /** Reads what is logged of a plan, so that it can be corrected. */
  async read(plan: string, start: string, end: string): Promise<void> {
    try {
      const there = await api.visitsOf(plan, start, end)
      this.#logged = [...there, ...this.#logged]
      this.unread = false
    } catch (e) {
      if (!(e instanceof api.Problem)) throw e
      this.unread = true
    }
  }

  /** What was logged last of a unit at a time, on the server or still waiting. */
  of(unit: string, from: string): api.VisitRequest | undefined {
    const at = Date.parse(from)
    return [...this.#logged, ...this.waiting].findLast((v) => v.unit === unit && Date.parse(v.from) === at)
  }

  /** Keeps a visit and sends what waits. */
  async add(visit: api.VisitRequest): Promise<void> {
    this.#keep([...this.waiting, visit])
    await this.send()
  }

  /** Sends what waits, if there is anything. */
  async send(): Promise<void> {
    const now = this.waiting
    if (!now.length) return
    this.fault = ''
    try {
      await api.logVisits(now)
      this.#logged = [...this.#logged, ...now]
      this.#keep(this.waiting.slice(now.length))
      this.said = 'Logged.'
    } catch (e) {
      if (!(e instanceof api.Problem)) throw e
      if (e.status === 0 || e.status >= 500) {
        this.said = ''
        this.fault = 'No signal, or the server does not answer. The log waits on this telephone.'
        this.details = e.details
        return
      }
      // What the server will never take must not hold up the rest.
      this.#keep(this.waiting.slice(now.length))
      Object.assign(this, api.told(e))
    }
  }

  #keep(waiting: api.VisitRequest[]): void {
    this.waiting = waiting
    localStorage.setItem(kept, JSON.stringify(waiting))
  }
}

function stored(): api.VisitRequest[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]')
    return Array.isArray(found) ? (found as api.VisitRequest[]) : []
  } catch {
    return []
  }
}
