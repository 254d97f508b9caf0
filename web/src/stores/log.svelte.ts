// Visits that an officer logs. Without signal they wait on the telephone and are sent
// when there is some; sending one twice adds nothing.

import * as api from '../api'
import { timeOfDay } from '../words'

const kept = 'beatplan-log'
const waits = 'No signal, or the server does not answer. The log waits on this telephone.'

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

  /** Keeps a visit, in place of what waits of the same one, and sends what waits. */
  async add(visit: api.VisitRequest): Promise<void> {
    this.#keep([...this.waiting.filter((w) => !same(w, visit)), visit])
    await this.send()
  }

  /** Sends what waits, if there is anything. */
  async send(): Promise<void> {
    if (!this.waiting.length) return
    this.fault = this.details = ''
    await this.#send(this.waiting)
  }

  /** Sends visits together. What the server will never take must not hold up, or take with it, the rest. */
  async #send(visits: api.VisitRequest[], whose = ''): Promise<void> {
    try {
      await api.logVisits(visits)
      this.#logged = [...this.#logged, ...visits]
      this.#keep(this.waiting.filter((w) => !visits.includes(w)))
      this.said = 'Logged.'
    } catch (e) {
      if (!(e instanceof api.Problem)) throw e
      if (e.passing) {
        this.said = ''
        this.#tell({ fault: waits, details: e.details })
      } else if (visits.length > 1) {
        for (const v of visits)
          await this.#send([v], `${v.place || v.lost || v.unit}, ${timeOfDay(v.from)}: `)
      } else {
        this.#keep(this.waiting.filter((w) => !visits.includes(w)))
        this.#tell({ fault: `${whose}${e.message}`, details: e.details })
      }
    }
  }

  /** Says what went wrong, after what went wrong before it with others of those that were sent. */
  #tell({ fault, details = '' }: api.Fault): void {
    const and = (...all: string[]) => [...new Set(all.filter(Boolean))].join('\n')
    Object.assign(this, { fault: and(this.fault, fault), details: and(this.details, details) })
  }

  #keep(waiting: api.VisitRequest[]): void {
    this.waiting = waiting
    localStorage.setItem(kept, JSON.stringify(waiting))
  }
}

/** Whether two are of one visit to the server, of which it takes one at a time. */
function same(a: api.VisitRequest, b: api.VisitRequest): boolean {
  const of = (v: api.VisitRequest) => [v.unit, v.place, v.place ? '' : v.lost, Date.parse(v.from)].join('\n')
  return of(a) === of(b)
}

function stored(): api.VisitRequest[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]')
    return Array.isArray(found) ? (found as api.VisitRequest[]) : []
  } catch {
    return []
  }
}
