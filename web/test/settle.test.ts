import { describe, expect, test } from 'vitest'
import type { Plan } from '../src/api'
import { nothingChosen } from '../src/hash'
import { settle } from '../src/settle'
import { areas, clocks, groups, coverage, operations, planFacts } from './county'

const held = {
  areas: areas as never,
  groups,
  clocks,
  operations,
  months: coverage.months.map((m) => m.month),
}
const plan = { ...planFacts, area: areas[1], operation: 'sceptre', group: 'robbery' } as unknown as Plan

describe('the first choice', () => {
  test('is all offences of the first area, over every month', () => {
    expect(settle(nothingChosen, held)).toMatchObject({
      area: 'district:X01',
      group: 'all',
      from: '2025-01',
      to: '2025-09',
      operation: 'nte',
    })
  })
  test('is the newest plan where there is one', () => {
    const want = { area: 'district:X02', group: 'robbery', operation: 'sceptre' }
    expect(settle(nothingChosen, { ...held, plan })).toMatchObject(want)
  })
  test('is the hours of the plan’s operation, where they are known', () => {
    const clock = (of: object, asked = nothingChosen) =>
      settle(asked, { ...held, plan: { ...plan, operation: 'nte', ...of } as Plan }).clock
    expect(clock({ hours: 'Fri 18:00 to Sat 02:00 hours' })).toBe('nte')
    expect(clock({ hours: 'hours unknown, not night-time' })).toBe('all')
    expect(clock({ operation: 'sceptre', hours: 'Fri 18:00 to Sat 02:00 hours' })).toBe('all')
    const day = { ...nothingChosen, clock: 'day' }
    expect(clock({ hours: 'Fri 18:00 to Sat 02:00 hours' }, day)).toBe('day')
    const linked = { ...nothingChosen, area: 'district:X02' }
    expect(clock({ hours: 'Fri 18:00 to Sat 02:00 hours' }, linked)).toBe('all')
  })
  test('is what a link asks for, not the newest plan', () => {
    const linked = {
      ...nothingChosen,
      area: 'district:X01',
      group: 'nte-violence',
      from: '2025-03',
      to: '2025-04',
      operation: 'sceptre',
    }
    expect(settle(linked, { ...held, plan })).toEqual(linked)
  })
  test.each([
    ['an unknown area', { area: 'district:gone' }, { area: 'district:X01' }],
    ['an unknown group', { group: 'gone' }, { group: 'all' }],
    ['an unknown operation', { operation: 'gone' }, { operation: 'nte' }],
    ['an unknown clock', { clock: 'tea' }, { clock: 'all' }],
    ['a month that is not loaded', { from: '2019-01', to: '2025-02' }, { from: '2025-01', to: '2025-02' }],
    ['an end before the beginning', { from: '2025-05', to: '2025-02' }, { from: '2025-05', to: '2025-09' }],
  ])('mends a link with %s', (_, asked, want) => {
    expect(settle({ ...nothingChosen, ...asked }, held)).toMatchObject(want)
  })
  test('is nothing where nothing is loaded', () => {
    expect(settle(nothingChosen, { areas: [], groups: [], clocks: [], operations: [], months: [] })).toEqual(
      nothingChosen,
    )
  })
})
