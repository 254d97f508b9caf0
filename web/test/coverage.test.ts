import { expect, test } from 'vitest'
import type { PlanCollection } from '../src/api'
import { allocations, besideChance, coverage, only, onStreet, streetWords } from '../src/coverage'
import { plan } from './county-plan'

const metrics = {
  harm_covered: 150,
  harm_present: 200,
  upper_bound: 160,
  random_mean: 120,
  random_low: 110,
  random_high: 130,
}

test('a plan says what it covers, or nothing where it does not know', () => {
  expect(coverage(metrics)).toEqual({
    covered: 150,
    present: 200,
    most: 160,
    random: { mean: 120, low: 110, high: 130 },
  })
  expect(coverage({ harm_covered: 150, harm_present: 200 })?.random).toBeUndefined()
  expect(coverage({ harm_covered: 150 })).toBeUndefined()
  expect(coverage({ harm_covered: 0, harm_present: 0 })).toBeUndefined()
})

test('random allocations are counted where the plan says how many', () => {
  expect(allocations(coverage({ ...metrics, random_draws: 2 })!)).toBe('2 allocations')
  expect(allocations(coverage(metrics)!)).toBe('allocations')
})

test.each([
  [150, '25% more than the same units cover when they go from spot to spot at random.'],
  [130, 'No more than chance alone can give.'],
  [109, 'Less than the same units cover when they go from spot to spot at random.'],
])('%s days beside chance', (harm_covered, words) =>
  expect(besideChance(coverage({ ...metrics, harm_covered })!)).toBe(words),
)

const street = (...of: [string, number][]) => ({
  street: of.map(([from, on_street]) => ({ from, on_street })),
})

test('units on the street of two nights stand side by side from the earlier start, past midnight', () => {
  const halves = onStreet(
    street(['19:00', 3], ['23:30', 3], ['00:00', 2]),
    street(['18:30', 4], ['19:00', 3], ['23:30', 4], ['00:00', 4]),
  )
  expect(halves).toEqual([
    { from: '18:30', here: undefined, there: 4 },
    { from: '19:00', here: 3, there: 3 },
    { from: '23:30', here: 3, there: 4 },
    { from: '00:00', here: 2, there: 4 },
  ])
  expect(streetWords(halves)).toBe('Fewer units on the street than in the other 18:30–19:00, 23:30–00:30.')
})

test.each([
  ['a night past 06:00', ['22:00', '23:30', '05:30', '06:00', '06:30'], [], ['22:00', '23:30', '05:30', '06:00', '06:30']],
  ['a day beside the night before', ['06:00', '06:30', '09:30'], ['22:00', '02:00', '05:30'], ['22:00', '02:00', '05:30', '06:00', '06:30', '09:30']],
  ['a whole day', ['05:00', '11:00', '17:00', '23:00'], [], ['05:00', '11:00', '17:00', '23:00']],
])('half hours stand in the order of %s', (_, here, there, want) => {
  const times = (of: string[]) => street(...of.map((t): [string, number] => [t, 1]))
  expect(onStreet(times(here), times(there)).map((h) => h.from)).toEqual(want)
}) // prettier-ignore

test.each([
  [[2, 2], [2, 2], 'As many units on the street as in the other, in each half hour.'],
  [[3, 2], [2, 2], 'More units on the street than in the other 18:00–18:30.'],
  [[3, 1], [2, 2], 'More units on the street than in the other 18:00–18:30; fewer 18:30–19:00.'],
])('%j units beside %j', ([a, b], [c, d], words) =>
  expect(
    streetWords(onStreet(street(['18:00', a!], ['18:30', b!]), street(['18:00', c!], ['18:30', d!]))),
  ).toBe(words),
)

test('a spot is covered by another plan where its place lies within one of the other’s spots', () => {
  expect(only(plan, plan)).toEqual([])
  const area = (f: PlanCollection['features'][number]) => ('area' in f.properties ? f.properties.area : '')
  const without: PlanCollection = { ...plan, features: plan.features.filter((f) => area(f) !== 'HS-001') }
  expect(only(plan, without)).toEqual([{ name: 'HS-001', visits: 2 }])
  expect(only(without, plan)).toEqual([])
  const renamed: PlanCollection = JSON.parse(JSON.stringify(plan).replaceAll('HS-0', 'other-'))
  expect(only(plan, renamed), 'the same ground under other names').toEqual([])
})
