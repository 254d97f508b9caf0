import { describe, expect, test } from 'vitest'
import { type Choice, nothingChosen, readHash, writeHash } from '../src/hash'

const chosen: Choice = {
  desk: 'plans',
  area: 'district:E07000075',
  operation: 'sceptre',
  from: '2025-01',
  to: '2025-09',
  month: '2025-03',
  hours: 'Fri-Sat 22:00-04:00',
  with: '2024-01..2024-09',
  measure: 'risk',
  mark: 'hot',
  set: 'zones-1',
  plan: 'plan-4f1c',
  against: 'plan-3e0b',
  model: 'model-2',
  versus: 'difference',
  swipe: 62,
  meeting: '7',
  unit: 'unit-2',
  at: 'stop:u2-s01',
  budget: 3,
  show: 'table',
  off: ['cells', 'sites'],
  order: ['ground', 'cells', 'marks', 'areas', 'zones', 'plan', 'sites'],
  fade: ['cells:60'],
}

describe('a hash', () => {
  test('says what was chosen, legibly', () => {
    expect(writeHash(chosen, { zoom: 12.5, lat: 51.5401, lon: 0.711 })).toBe(
      'desk=plans&area=district:E07000075&operation=sceptre&from=2025-01&to=2025-09&month=2025-03&hours=Fri-Sat%2022:00-04:00&with=2024-01..2024-09&measure=risk&mark=hot&set=zones-1' +
        '&plan=plan-4f1c&against=plan-3e0b&model=model-2&versus=difference&swipe=62&meeting=7&unit=unit-2&at=stop:u2-s01&budget=3&show=table&off=cells,sites' +
        '&order=ground,cells,marks,areas,zones,plan,sites&fade=cells:60&map=12.50/51.54010/0.71100',
    )
  })
  test('is read as it was written', () => {
    const view = { zoom: 12.5, lat: 51.5401, lon: -0.711 }
    expect(readHash(`#${writeHash(chosen, view)}`)).toEqual({ choice: chosen, view })
    const named = { ...nothingChosen, area: 'district:Bo’ness & Żółć/7' }
    expect(readHash(writeHash(named))).toEqual({ choice: named })
  })
  test('of before a layer was there keeps its order, the new one where it usually lies', () =>
    expect(readHash('#order=ground,cells,areas,zones,plan,sites').choice.order).toEqual(chosen.order))
  test('says nothing of what is as at first', () => expect(writeHash(nothingChosen)).toBe(''))
  test('keeps the code of an area without its kind', () =>
    expect(readHash('#area=E06000033').choice.area).toBe('E06000033'))
  test.each([
    '',
    '#',
    '#area=&from=2025-13&to=soon&measure=fear&operation=x%20y&desk=y&plan=../etc&off=all&budget=-1',
    '#order=cells,zones&fade=cells:101,x&at=script:1&show=off',
    '#map=12/95/0',
    '#map=12/51',
    '#map=//',
    '#map=1/2/3/4',
    '#map=NaN/1/1',
    '#set=<script>',
    '#swipe=0',
    '#swipe=100',
    '#swipe=half',
    '#%E0%A4%A',
  ])('that makes no sense is as at first: %s', (hash) =>
    expect(readHash(hash)).toEqual({ choice: nothingChosen }),
  )
})
