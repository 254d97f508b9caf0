import { createExpression, latest, type StylePropertySpecification } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, test } from 'vitest'
import { classes, fillColour, type Breaks, type Measure, ramp } from '../src/colours'

describe('classes', () => {
  test('span the ramp, the highest darkest, and the last has no end', () => {
    expect(classes([1, 2, 4, 8, 16])).toEqual([
      { colour: ramp[0], from: 1, to: 2 },
      { colour: ramp[1], from: 2, to: 4 },
      { colour: ramp[2], from: 4, to: 8 },
      { colour: ramp[3], from: 8, to: 16 },
      { colour: ramp[4], from: 16 },
    ])
  })
  test.each([
    [[], []],
    [[3], [ramp[4]]],
    [
      [1, 5],
      [ramp[0], ramp[4]],
    ],
    [
      [1, 2, 5],
      [ramp[0], ramp[2], ramp[4]],
    ],
  ])('of breaks %j are %j', (breaks, want) => expect(classes(breaks).map((c) => c.colour)).toEqual(want))
})

describe('the fill of a hexagon', () => {
  const breaks: Breaks[] = [
    { resolution: 10, count: [1, 4, 8], harm: [], risk: [] },
    { resolution: 9, count: [2, 20, 40], harm: [], risk: [] },
    { resolution: 7, count: [300], harm: [], risk: [] },
  ]
  /** What MapLibre makes of the expression, as #rrggbb, or none where it is transparent. */
  function fill(measure: Measure, breaks: Breaks[], properties: object): string {
    const made = createExpression(
      fillColour(measure, breaks),
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
    ['below the first break is the lowest class', { count: 0.5, resolution: 10 }, ramp[0]],
    ['a class includes its lower bound', { count: 4, resolution: 10 }, ramp[2]],
    ['and ends before its upper one', { count: 3.9, resolution: 10 }, ramp[0]],
    ['the top class has no end', { count: 900, resolution: 10 }, ramp[4]],
    ['a larger hexagon has classes of its own', { count: 8, resolution: 9 }, ramp[0]],
    ['and reaches its highest later', { count: 40, resolution: 9 }, ramp[4]],
    ['a single class has one colour', { count: 400, resolution: 7 }, ramp[4]],
    ['a resolution without classes has none', { count: 40, resolution: 8 }, 'none'],
  ])('%s', (_, properties, want) => expect(fill('count', breaks, properties)).toBe(want))

  test('without breaks nothing is filled', () => {
    expect(fill('harm', breaks, { harm: 5, resolution: 10 })).toBe('none')
  })
})
