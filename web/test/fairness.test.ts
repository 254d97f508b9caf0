import { expect, test } from 'vitest'
import { fairRows } from '../src/desks/fairness'
import { fairness } from './county-plan'

test('tenths are rows, and what is not known is not zero', () =>
  expect(fairRows(fairness.deciles)).toEqual([
    { of: '1', minutes: 0.7, harm: 0.6, residents: 0.2, times: 3.5 },
    { of: 'not known', minutes: 0.3, harm: 0.4, residents: null, times: null },
  ]))

test('wards without a spot are one row, with all their residents', () => {
  const [first, rest, ...more] = fairRows(fairness.wards)
  expect(first).toMatchObject({ of: 'Harbour', minutes: 1, residents: 0.3 })
  expect(rest).toMatchObject({ of: '4 others, without a spot', minutes: 0, times: 0 })
  expect(rest!.residents).toBeCloseTo(0.7)
  expect(more).toEqual([])
  const unknown = fairness.wards.map((w) => ({
    ...w,
    residents_share: w.of === 'Mill' ? null : w.residents_share,
  }))
  expect(fairRows(unknown)[1]).toMatchObject({ residents: null, times: null })
})
