import { describe, expect, test } from 'vitest'
import { fromGrid, gridReference, readReference, toGrid } from '../src/grid'

// Metres between two places, near enough.
const apart = (a: [number, number], b: [number, number]) =>
  Math.hypot((a[0] - b[0]) * 111_320 * Math.cos((a[1] * Math.PI) / 180), (a[1] - b[1]) * 111_320)

describe('the National Grid', () => {
  // Known points: OS's own worked example at Caister Water Tower, and Airy's own telescope.
  test.each([
    ['Caister Water Tower', [1.716073973, 52.658007833], 651409.903, 313177.27],
    ['the Royal Observatory', [-0.0014, 51.4779], 538885, 177322],
  ] as const)('has %s', (_, at, east, north) => {
    const [e, n] = toGrid([at[0], at[1]])
    expect(Math.hypot(e - east, n - north)).toBeLessThan(15)
  })
  test('comes back from where it went', () => {
    for (const at of [[0.7135, 51.5405], [-5.7, 50.07], [1.28, 51.94], [-3, 58.6]] as [number, number][])
      expect(apart(fromGrid(toGrid(at)), at)).toBeLessThan(0.1)
  }) // prettier-ignore
})

describe('a grid reference', () => {
  test('names the squares', () => {
    expect(gridReference(fromGrid([651409, 313177]))).toBe('TG 5140 1317')
    expect(gridReference(fromGrid([588341, 185772]))).toBe('TQ 8834 8577')
    expect(gridReference(fromGrid([625005, 231505]))).toBe('TM 2500 3150')
    expect(gridReference(fromGrid([567805, 206105]))).toBe('TL 6780 0610')
    expect(gridReference([10, 51])).toBe('')
  })
  test.each([
    ['TQ 8834 8577', 588345, 185775],
    ['tq88348577', 588345, 185775],
    ['TQ 88341 85772', 588341.5, 185772.5],
    ['TM 25 31', 625500, 231500],
    ['TL', 550000, 250000],
    ['588341, 185772', 588341, 185772],
  ])('%s is read as the middle of its square', (said, east, north) => {
    const [e, n] = toGrid(readReference(said)!)
    expect(Math.hypot(e - east, n - north)).toBeLessThan(0.2)
  })
  test.each(['', 'Tesco', 'TI 12 34', 'TQ 123', 'TQ 1234 567', 'TQ 123456 123456', 'High St'])(
    '%j is none',
    (said) => expect(readReference(said)).toBeUndefined(),
  )
})
