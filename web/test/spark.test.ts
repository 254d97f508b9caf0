import { expect, test } from 'vitest'
import { points, runs } from '../src/charts/spark'

test('a line breaks where a month is not known, and does not at zero', () => {
  expect(runs([null, 3, 0, null, null, 5])).toEqual([
    [
      [1, 3],
      [2, 0],
    ],
    [[5, 5]],
  ])
  expect(runs([null, null])).toEqual([])
})

test('a month that is known between two that are not is a dot', () => {
  expect(points(['2,20'])).toBe('2,20 2,20')
  expect(points(['2,20', '8,4'])).toBe('2,20 8,4')
})
