// What ends when its user has gone on to another area.

import { afterEach, expect, test, vi } from 'vitest'

import type { ModelRequest, Operation, PlanRequest, ZoneEdit } from '../src/api'
import { Board } from '../src/stores/board.svelte'
import { Night } from '../src/stores/night.svelte'
import { Plans } from '../src/stores/plans.svelte'
import { Risk } from '../src/stores/risk.svelte'
import { nothingChosen } from '../src/hash'
import { zones } from './county-zones'

const here = { operation: 'nte', model: 'model-0', set: 'zones-1', plan: 'plan-0', at: 'zone:Z-01' }
const there = { area: 'district:B', model: 'model-b', plan: 'plan-b', set: 'zones-b', at: 'zone:Z-09' }

function boardIn(area: string): Board {
  const board = new Board({ ...nothingChosen, ...here, area })
  board.settled = true
  board.operations.value = [{ name: 'nte', groups: ['robbery'] } as Operation]
  return board
}

/** Answers every path; as one is asked for, its user goes on. */
function goingOn(board: Board, at: string, answers: Record<string, object>): void {
  vi.stubGlobal('fetch', (path: string) => {
    if (path === at) Object.assign(board.choice, there)
    const [, body = {}] = Object.entries(answers).find(([known]) => path.startsWith(known)) ?? []
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { Location: '/v1/jobs/7' } }))
  })
}

afterEach(() => vi.unstubAllGlobals())

test('a model that is fitted for an area is not shown in another', async () => {
  const board = boardIn('district:A')
  const risk = new Risk(board)
  goingOn(board, '/v1/jobs/7', {
    '/v1/jobs/7': { id: '7', state: 'done', results: ['/v1/models/model-a'], failures: [] },
    '/v1/models': { models: [{ id: 'model-a', group: 'robbery' }] },
  })
  expect(await risk.fit({} as ModelRequest)).toBe(true)
  expect(board.choice).toMatchObject(there)
})

test('a plan that is made for an area is not shown in another', async () => {
  const board = boardIn('district:A')
  const plans = new Plans(board)
  goingOn(board, '/v1/jobs/7', {
    '/v1/jobs/7': { id: '7', state: 'done', results: ['/v1/plans/plan-a'], failures: [] },
    '/v1/plans': { plans: [{ id: 'plan-a', operation: 'nte' }] },
  })
  expect(await plans.make({} as PlanRequest, () => {})).toBe(true)
  expect(board.choice).toMatchObject(there)
})

test('a plan that is made is shown only once the map may look at it', async () => {
  const board = boardIn('district:A')
  const plans = new Plans(board)
  const asked: string[] = []
  const answers: Record<string, object> = {
    '/v1/jobs/7': { id: '7', state: 'done', results: ['/v1/plans/plan-1'], failures: [] },
    '/v1/plans': { plans: [{ id: 'plan-1', operation: 'nte' }] },
  }
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path.replace(/\?.*/, ''))
    const [, body = {}] = Object.entries(answers).find(([known]) => path.startsWith(known)) ?? []
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { Location: '/v1/jobs/7' } }))
  })
  let shown: string | undefined
  await plans.make({} as PlanRequest, () => {
    shown = board.choice.plan
    asked.push('free')
  })
  expect([shown, board.choice.plan]).toEqual(['plan-0', 'plan-1'])
  expect(asked).toEqual(['/v1/plans', '/v1/jobs/7', 'free', '/v1/plans'])
})

test('a set that is drawn of an area is not shown in another', async () => {
  const board = boardIn('district:A')
  goingOn(board, '/v1/jobs/7', {
    '/v1/jobs/7': { id: '7', state: 'failed', failures: [{ reason: 'no offences are loaded' }] },
  })
  const night = new Night(board)
  await night.draw()
  expect(board.choice).toMatchObject(there)
  expect(night.drawn.fault).toBe('')
})

test('a set that is edited in an area is not shown in another', async () => {
  const board = boardIn('district:A')
  const night = new Night(board)
  night.zones.value = zones
  const { zone_set } = zones
  goingOn(board, `/v1/zone-sets/${zone_set.id}/edits`, {
    '/v1/zone-sets/': zones,
    '/v1/zone-sets': { zone_sets: [] },
  })
  expect(await night.edit({} as ZoneEdit, 'A. Nother')).toBe(true)
  expect(board.choice).toMatchObject(there)
})

test('what was chosen in an area is left there', () => {
  const named = {
    set: 'zones-1',
    plan: 'plan-1',
    against: 'plan-0',
    model: 'model-1',
    unit: 'unit-1',
    at: 'stop:s01',
  }
  const board = new Board({
    ...nothingChosen,
    area: 'district:A',
    operation: 'nte',
    from: '2025-01',
    ...named,
  })
  board.enter('district:B')
  expect(board.choice).toEqual({ ...nothingChosen, area: 'district:B', operation: 'nte', from: '2025-01' })
})
