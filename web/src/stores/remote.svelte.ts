import { type Fault, told, Problem } from '../api'

/** Something that the server is asked for: it comes, or a line says why not. */
export class Remote<T> {
  value = $state.raw<T | undefined>()
  fault = $state('')
  details = $state('') // what the server said of it
  status = $state(0) // of HTTP, where there is a fault that the server gave
  busy = $state(false)
  #asked?: AbortController

  /** Asks anew; an answer still on its way is dropped. The old value stands until then. */
  async load(ask: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.#asked?.abort()
    const asked = (this.#asked = new AbortController())
    this.busy = true
    this.fault = ''
    try {
      const value = await ask(asked.signal)
      if (asked.signal.aborted) return undefined
      this.busy = false
      return (this.value = value)
    } catch (e) {
      if (asked.signal.aborted) return undefined
      this.busy = false
      this.value = undefined
      this.status = e instanceof Problem ? e.status : 0
      Object.assign(this, told(e))
      return undefined
    }
  }

  /** Takes over why another thing did not come. */
  fail({ fault, details }: Fault): void {
    this.clear()
    Object.assign(this, { fault, details })
  }

  /** Forgets the value and drops an answer on its way. */
  clear(): void {
    this.#asked?.abort()
    this.value = undefined
    this.fault = ''
    this.busy = false
  }
}
