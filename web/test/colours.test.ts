import { createExpression, latest, type StylePropertySpecification } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, test } from 'vitest'
import { type Classed, fillColour, ladder, type Measure, multiples, unitOf } from '../src/colours'

const ramp = ['#000001', '#000002', '#000003', '#000004', '#000005']

describe('the ladder of classes', () => {
  test.each([
    [0.5, [1, 2, 5, 10, 20]],
    [100, [1, 2, 5, 10, 20]],
    [101, [2, 5, 10, 20, 50]],
    [1000, [10, 20, 50, 100, 200]],
    [1e9, [200, 500, 1000, 2000, 5000]],
  ])('up to %d is %j', (top, want) => expect(ladder(top)).toEqual(want))
})

// 100 cells with 50 offences: the average is half an offence.
const surface: Classed = {
  cells: 100,
  offences: 50,
  harm: 1000,
  resolution: 10,
  breaks: [
    { resolution: 10, count: [1, 2, 10], harm: [10, 200], risk: [] },
    { resolution: 9, count: [2, 20], harm: [70], risk: [] },
  ],
}

describe('the classes of a surface', () => {
  test('are multiples of the average, empty cells counted, and of seven cells together seven times that', () => {
    expect(unitOf('count', surface, 10)).toBe(0.5)
    expect(unitOf('count', surface, 9)).toBe(3.5)
    expect(unitOf('harm', surface, 10)).toBe(10)
    expect(unitOf('risk', surface, 9)).toBe(1)
    expect(multiples('count', surface)).toEqual([1, 2, 5, 10, 20])
  })
  test('are the same for a period with other quantiles but the same top', () => {
    const other = { ...surface, breaks: [{ resolution: 10, count: [1, 7, 30], harm: [], risk: [] }] }
    expect(multiples('count', other)).toEqual(multiples('count', surface))
  })
  test('are none where nothing is recorded', () => {
    const empty = {
      ...surface,
      offences: 0,
      harm: 0,
      breaks: [{ resolution: 10, count: [], harm: [], risk: [] }],
    }
    expect(multiples('count', empty)).toEqual([])
  })
})

describe('the fill of a hexagon', () => {
  /** What MapLibre makes of the expression, as #rrggbb, or none where it is transparent. */
  function fill(measure: Measure, of: Classed, properties: object): string {
    const made = createExpression(
      fillColour(measure, of, ramp),
      'fill-color',
      latest.paint_fill['fill-color'] as StylePropertySpecification,
    )
    if (made.result === 'error') throw new Error(String(made.value[0]))
    const c = made.value.evaluate({ zoom: 12 }, { type: 'Polygon', properties: { ...properties } })
    if (c.a === 0) return 'none'
    const hex = (v: number) =>
      Math.round((255 * v) / c.a)
        .toString(16)
        .padStart(2, '0')
    return `#${hex(c.r)}${hex(c.g)}${hex(c.b)}`
  }
  test.each([
    ['zero has none', { count: 0, resolution: 10 }, 'none'],
    ['no score has none', { resolution: 10 }, 'none'],
    ['below the average has none', { count: 0.49, resolution: 10 }, 'none'],
    ['a class includes its lower bound', { count: 1, resolution: 10 }, ramp[1]],
    ['and ends before its upper one', { count: 0.99, resolution: 10 }, ramp[0]],
    ['the top class has no end', { count: 900, resolution: 10 }, ramp[4]],
    ['a larger hexagon is held against seven', { count: 3, resolution: 9 }, 'none'],
    ['and has the class of its cells together', { count: 35, resolution: 9 }, ramp[3]],
    ['a resolution that is not drawn has none', { count: 40, resolution: 8 }, 'none'],
  ])('%s', (_, properties, want) => expect(fill('count', surface, properties)).toBe(want))
  test('of what is expected is by the forecast’s count', () =>
    expect(fill('expected', surface, { count: 10, harm: 0, resolution: 10 })).toBe(ramp[4]))
  test('of risk leaves a place under no influence unfilled', () => {
    const risk = { ...surface, breaks: [{ resolution: 10, count: [], harm: [], risk: [1, 4, 18] }] }
    expect(fill('risk', risk, { risk: 1, resolution: 10 })).toBe('none')
    expect(fill('risk', risk, { risk: 1.2, resolution: 10 })).toBe(ramp[0])
    expect(fill('risk', risk, { risk: 6, resolution: 10 })).toBe(ramp[2])
  })
})
