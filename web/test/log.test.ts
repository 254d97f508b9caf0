import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Log } from '../src/stores/log.svelte'

const visit = { unit: 'OS 11', agency: 'police', place: 'HS-001', from: '2025-10-03T18:05:00Z', minutes: 15 }

describe('a log of visits', () => {
  let kept: Map<string, string>
  let sent: unknown[]
  let answer: () => Promise<Response>
  beforeEach(() => {
    kept = new Map()
    sent = []
    vi.stubGlobal('localStorage', {
      getItem: (k: string) => kept.get(k) ?? null,
      setItem: (k: string, v: string) => void kept.set(k, v),
    })
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
      if (init.body) sent.push(JSON.parse(String(init.body)))
      return answer()
    })
  })
  afterEach(() => vi.unstubAllGlobals())
  const taken = () => Promise.resolve(Response.json({ added: 1 }))

  test('is sent at once where there is signal', async () => {
    answer = taken
    const log = new Log()
    await log.add(visit)
    expect([sent, log.waiting, log.said]).toEqual([[{ visits: [visit] }], [], 'Logged.'])
  })
  test('waits without signal, survives a reload, and is sent later', async () => {
    answer = () => Promise.reject(new TypeError('offline'))
    const before = new Log()
    await before.add(visit)
    expect(before.waiting).toEqual([visit])
    expect(before.fault).toMatch(/waits on this telephone/)
    const after = new Log()
    answer = taken
    await after.send()
    expect([after.waiting, kept.get('beatplan-log')]).toEqual([[], '[]'])
  })
  test('says why a visit is refused, and does not hold up the next', async () => {
    answer = () => Promise.resolve(new Response('{"detail":"minutes: at least 1"}', { status: 422 }))
    const log = new Log()
    await log.add(visit)
    expect([log.waiting, log.fault]).toEqual([[], 'minutes: at least 1'])
  })
  test('sends the last word of each visit that waited, and drops none', async () => {
    answer = () => Promise.reject(new TypeError('offline'))
    const log = new Log()
    const [done, other] = [visit, { ...visit, place: 'HS-002', from: '2025-10-03T18:40:00Z' }]
    const skipped = { ...visit, from: '2025-10-03T19:05:00+01:00', lost: 'an arrest' }
    for (const v of [done, other, skipped]) await log.add(v)
    expect(log.waiting).toEqual([other, skipped])
    sent = []
    answer = taken
    await log.send()
    expect([sent, log.waiting]).toEqual([[{ visits: [other, skipped] }], []])
  })
  test('keeps what was not at fault where one of several is refused', async () => {
    const [wrong, right, last] = ['HS-001', 'HS-002', 'HS-003'].map((place) => ({ ...visit, place }))
    kept.set('beatplan-log', JSON.stringify([wrong, right, last]))
    const refusal = () => new Response('{"detail":"visits/0/plan: it is not there"}', { status: 422 })
    const had: unknown[] = []
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
      const { visits } = JSON.parse(String(init.body)) as { visits: { place: string }[] }
      if (visits.some((v) => v.place === 'HS-001')) return Promise.resolve(refusal())
      had.push(...visits.map((v) => v.place))
      return had.length > 1 ? Promise.reject(new TypeError('offline')) : taken()
    })
    const log = new Log()
    await log.send()
    expect([had, log.waiting]).toEqual([['HS-002', 'HS-003'], [last]])
    expect(log.fault).toMatch(/^HS-001, 19:05: visits\/0\/plan: it is not there\n.*waits on this telephone/)
  })
  test('says what was refused though the rest was taken', async () => {
    kept.set('beatplan-log', JSON.stringify([visit, { ...visit, place: 'HS-002' }]))
    answer = taken
    vi.stubGlobal('fetch', (_: string, init: RequestInit) =>
      String(init.body).includes('HS-001')
        ? Promise.resolve(new Response('{"detail":"visits/0/minutes: too many"}', { status: 422 }))
        : taken(),
    )
    const log = new Log()
    await log.send()
    expect(log.waiting).toEqual([])
    expect(log.fault).toMatch(/^HS-001, 19:05: .*too many$/)
  })
  test('waits where the server is busy', async () => {
    answer = () => Promise.resolve(new Response('', { status: 429 }))
    const log = new Log()
    await log.add(visit)
    expect(log.waiting).toEqual([visit])
  })
  test('is read back, and what is sent after it is the newer', async () => {
    answer = () => Promise.resolve(Response.json({ visits: [{ ...visit, outputs: { finds: 2 } }] }))
    const log = new Log()
    await log.read('plan-1', '2025-10-03T18:00:00+01:00', '2025-10-04T02:00:00+01:00')
    const at = '2025-10-03T19:05:00+01:00' // the same instant
    expect([log.of('OS 11', at)?.outputs, log.of('OS 12', at), log.unread]).toEqual([
      { finds: 2 },
      undefined,
      false,
    ])
    answer = taken
    await log.add({ ...visit, outputs: { finds: 3 } })
    expect(log.of('OS 11', at)?.outputs).toEqual({ finds: 3 })
    answer = () => Promise.reject(new TypeError('offline'))
    await log.add({ ...visit, outputs: { finds: 4 } })
    expect(log.of('OS 11', at)?.outputs, 'still waiting').toEqual({ finds: 4 })
    await log.read('plan-1', visit.from, visit.from)
    expect(log.unread, 'unknown is not nothing').toBe(true)
  })
  test('takes nonsense that is kept for nothing', () => {
    kept.set('beatplan-log', 'x{')
    expect(new Log().waiting).toEqual([])
  })
})
