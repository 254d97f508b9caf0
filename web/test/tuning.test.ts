import { expect, test } from 'vitest'
import { layersTried, steadiness } from '../src/desks/risk'
import { card } from './county-model'

test('every layer tried is offered: those in the model first, and those left out stay', () => {
  expect(layersTried(card as never, ['takeaway', 'pub'], ['atm', 'station'])).toEqual([
    { name: 'takeaway', features: 12 },
    { name: 'pub', features: 30 },
    { name: 'atm' },
    { name: 'school', features: 9 },
    { name: 'station', features: 2 },
  ])
  expect(layersTried(undefined, ['pub'], []), 'without a card those in the model').toEqual([{ name: 'pub' }])
})

test('how often refits choose a factor is said of those that any chose, the steadiest first', () => {
  const factors = [
    { name: 'shop', share: 0 },
    { name: 'cash-machine', share: 0.65 },
    { name: 'nightclub', share: 1 },
  ]
  expect(steadiness({ stability: { resamples: 20, factors, variables: [] } })).toBe(
    'nightclub 100%, cash machine 65%',
  )
  expect(steadiness({})).toBe('')
})
