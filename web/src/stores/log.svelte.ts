// Visits that an officer logs. Without signal they wait on the telephone and are sent
// when there is some; sending one twice adds nothing.

import * as api from '../api'

const kept = 'beatplan-log'

export class Log {
  waiting = $state.raw<api.VisitRequest[]>(stored())
  fault = $state('')
  details = $state('') // what the server said of it
  said = $state('')

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
