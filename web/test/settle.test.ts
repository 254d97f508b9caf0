import { describe, expect, test } from 'vitest'
import type { Plan } from '../src/api'
import { nothingChosen } from '../src/hash'
import { missing, settle } from '../src/settle'
import { coverage, operations } from './county'
import { areas } from './county-ground'
import { planFacts } from './county-plan'

const held = { areas, operations: operations as never, months: coverage.months.map((m) => m.month) }
const plan = { ...planFacts, area: areas[1], operation: 'sceptre' } as unknown as Plan

describe('the first choice', () => {
  test('is the operation with hours of its own in the first area, over every month', () => {
    expect(settle(nothingChosen, held)).toMatchObject({
      area: 'district:X01',
      operation: 'nte',
      from: '2025-01',
      to: '2025-09',
    })
  })
  test('is the newest plan’s where there is one', () => {
    const want = { area: 'district:X02', operation: 'sceptre' }
    expect(settle(nothingChosen, { ...held, plan })).toMatchObject(want)
  })
  test('is what a link asks for, not the newest plan', () => {
    const linked = {
      ...nothingChosen,
      area: 'district:X01',
      from: '2025-03',
      to: '2025-04',
      operation: 'burglary',
    }
    expect(settle(linked, { ...held, plan })).toEqual(linked)
  })
  test.each([
    ['an unknown area', { area: 'district:gone' }, { area: 'district:X01' }, ['the area gone']],
    ['a bare code that is known', { area: 'X02' }, { area: 'district:X02' }, []],
    ['a bare code that is not', { area: 'X99' }, { area: 'district:X01' }, ['the area X99']],
    ['an unknown operation', { operation: 'gone' }, { operation: 'nte' }, ['the operation gone']],
    [
      'a month that is not loaded',
      { from: '2019-01', to: '2025-02' },
      { from: '2025-01', to: '2025-02' },
      ['data of Jan 2019'],
    ],
    [
      'an end before the beginning',
      { from: '2025-05', to: '2025-02' },
      { from: '2025-05', to: '2025-09' },
      [],
    ],
  ])('mends a link with %s, and says what is gone', (_, asked, want, gone) => {
    expect(settle({ ...nothingChosen, ...asked }, held)).toMatchObject(want)
    expect(missing({ ...nothingChosen, ...asked }, held)).toEqual(gone)
  })
  test('is nothing where nothing is loaded', () => {
    expect(settle(nothingChosen, { areas: [], operations: [], months: [] })).toEqual(nothingChosen)
  })
})
