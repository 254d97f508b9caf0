// Waiting for a job, on a server that answers some looks at it alone.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ended, type Job, Problem } from '../src/api'

const job = (state: string, more: Partial<Job> = {}) =>
  new Response(JSON.stringify({ id: 'job-1', kind: 'plan', state, percent: 50, failures: [], ...more }))
const refusal = (status: number) => new Response(JSON.stringify({ detail: `refused: ${status}` }), { status })

/** Has the server answer so, one after the other; undefined: not at all. */
function answers(...with_: (Response | undefined)[]) {
  const asked = vi.fn(() => {
    const next = with_.shift()
    return next ? Promise.resolve(next) : Promise.reject(new TypeError('no route'))
  })
  vi.stubGlobal('fetch', asked)
  return asked
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('looks that fail are told of, taken again ever later, and end no watch', async () => {
  const asked = answers(job('running'), undefined, refusal(503), refusal(429), job('done', { results: ['/v1/plans/p'] })) // prettier-ignore
  const [shown, lost] = [vi.fn(), vi.fn()]
  const made = ended('job-1', undefined, shown, (why) => lost(why.status))
  await vi.advanceTimersByTimeAsync(700)
  expect(asked).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(1399)
  expect(asked, 'twice as long after one that failed').toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await made).toEqual(['/v1/plans/p'])
  expect(lost.mock.calls).toEqual([[0], [503], [429]])
  expect(shown).toHaveBeenCalledTimes(2)
})

test('a job that is not there, failed or was stopped ends the watch', async () => {
  answers(refusal(404))
  await expect(ended('job-1')).rejects.toThrow('refused: 404')
  answers(job('failed', { failures: [{ attempt: 1, reason: 'too few offences' }] as Job['failures'] }))
  await expect(ended('job-1')).rejects.toThrow('too few offences')
  answers(job('cancelled'))
  await expect(ended('job-1')).rejects.toThrow(Problem)
})

test('whoever goes on asks no more', async () => {
  const asked = answers(job('running'))
  const leaving = new AbortController()
  const made = ended('job-1', leaving.signal)
  const gone = expect(made).rejects.toThrow('abort')
  await vi.advanceTimersByTimeAsync(10)
  leaving.abort()
  await vi.advanceTimersByTimeAsync(60_000)
  await gone
  expect(asked).toHaveBeenCalledTimes(1)
})
