// Work that takes a while: a job does it, its progress is watched, and it can be stopped.

import * as api from '../api'

export class JobWatch {
  job = $state.raw<api.Job | undefined>()
  busy = $state(false)
  fault = $state('')
  details = $state('') // what the server said of it

  percent = $derived.by(() => this.job?.percent ?? 0)

  /** Has a job do something, and returns the ids of what it made; nothing where it failed or was stopped. */
  async run(path: string, body: object | Blob): Promise<string[] | undefined> {
    this.busy = true
    this.fault = ''
    this.job = undefined
    try {
      const id = await api.enqueue(path, body)
      const seen = (job: api.Job) => {
        this.job = job
        this.fault = ''
      }
      const made = await api.ended(id, undefined, seen, ({ message, details }) =>
        Object.assign(this, { fault: `still waiting: ${message}`, details }),
      )
      return made.map((path) => path.split('/').at(-1) ?? '')
    } catch (e) {
      Object.assign(this, api.told(e))
      return undefined
    } finally {
      this.busy = false
    }
  }

  async stop(): Promise<void> {
    if (!this.job) return
    try {
      this.job = await api.cancelJob(this.job.id)
    } catch (e) {
      if (!(e instanceof api.Problem)) throw e
      Object.assign(this, api.told(e))
    }
  }
}
