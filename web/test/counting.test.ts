import { afterEach, expect, test, vi } from 'vitest'

import { count, forecast } from '../src/api'

const asked = { area: 'Essex', group: 'all' }

/** Answers each path with a status, a body and perhaps the place of a job. */
function answering(answers: Record<string, [number, object, string?]>): void {
  vi.stubGlobal('fetch', (path: string) => {
    const [status, body, location] = answers[path]!
    const headers = new Headers(location ? [['Location', location]] : [])
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }))
  })
}

afterEach(() => vi.unstubAllGlobals())

test('a count that is made at once is what is shown', async () => {
  answering({ '/v1/surfaces': [200, { id: 'cells-1' }] })
  expect(await count(asked)).toEqual({ id: 'cells-1' })
})

test('a count that is left to a job is what the job has made', async () => {
  answering({
    '/v1/surfaces': [202, { id: '7', state: 'waiting' }, '/v1/jobs/7'],
    '/v1/jobs/7': [200, { id: '7', state: 'done', results: ['/v1/surfaces/cells-2'], failures: [] }],
    '/v1/surfaces/cells-2': [200, { id: 'cells-2' }],
  })
  expect(await count(asked)).toEqual({ id: 'cells-2' })
})

test('a forecast that is left to a job is what the job has answered', async () => {
  answering({
    '/v1/hotspots/forecasts': [202, { id: '7', state: 'waiting' }, '/v1/jobs/7'],
    '/v1/jobs/7': [200, { id: '7', state: 'done', results: ['/v1/jobs/7/answer'], failures: [] }],
    '/v1/jobs/7/answer': [200, { id: 'forecast-1' }],
  })
  expect(await forecast(asked)).toEqual({ id: 'forecast-1' })
})

test('a count whose job fails says why', async () => {
  answering({
    '/v1/surfaces': [202, { id: '7', state: 'waiting' }, '/v1/jobs/7'],
    '/v1/jobs/7': [200, { id: '7', state: 'failed', failures: [{ reason: 'no offences are loaded' }] }],
  })
  await expect(count(asked)).rejects.toThrow('no offences are loaded')
})
