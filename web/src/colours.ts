// The classes of the map: fixed multiples of the average hexagon, the same for
// every period, so that two maps side by side can be compared.

import type { ExpressionSpecification } from 'maplibre-gl'
import type { Surface } from './api'

export type Measure = 'expected' | 'harm' | 'count' | 'risk'
export const measures: Measure[] = ['expected', 'harm', 'count', 'risk']

const rungs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
export const classCount = 5

/**
 * The lower bounds of the five classes, in multiples. They begin at 1, and
 * further up the ladder where the top is more than five times the highest of them.
 */
export function ladder(top: number): number[] {
  let first = 0
  while (first + classCount < rungs.length && top > 5 * rungs[first + classCount - 1]!) first++
  return rungs.slice(first, first + classCount)
}

/** What of a surface's cells a measure shows. */
export const propertyOf = (measure: Measure): 'count' | 'harm' | 'risk' =>
  measure === 'expected' ? 'count' : measure

/** The facts of a surface that classes are made from. */
export type Classed = Pick<Surface, 'cells' | 'offences' | 'harm' | 'resolution' | 'breaks'>

/** The facts of a part of a period, such as a month of it, as if nothing changed from part to part. */
export const partOf = (s: Classed, share: number): Classed => ({
  cells: s.cells,
  resolution: s.resolution,
  offences: s.offences * share,
  harm: s.harm * share,
  breaks: s.breaks.map((b) => ({
    ...b,
    count: b.count.map((n) => n * share),
    harm: b.harm.map((n) => n * share),
  })),
})

/**
 * What one multiple is worth in a hexagon of a resolution: the average over all cells
 * of the area, empty ones too. Of risk it is the cell under no influence, at 1.
 */
export function unitOf(measure: Measure, s: Classed, resolution: number): number {
  if (measure === 'risk') return 1
  const sum = measure === 'harm' ? s.harm : s.offences
  return s.cells ? (sum / s.cells) * 7 ** (s.resolution - resolution) : 0
}

/** The multiples at which a surface's classes begin, at every resolution alike; none where it is empty. */
export function multiples(measure: Measure, s: Classed): number[] {
  const unit = unitOf(measure, s, s.resolution)
  const own = s.breaks.find((b) => b.resolution === s.resolution)?.[propertyOf(measure)] ?? []
  return unit && own.length ? ladder(own.at(-1)! / unit) : []
}

const none: ExpressionSpecification = ['rgba', 0, 0, 0, 0]

/**
 * The fill of a hexagon. What is below the first class has no fill, and so has what
 * was never scored: the ground shows through.
 */
export function fillColour(measure: Measure, s: Classed, ramp: string[]): ExpressionSpecification {
  const bounds = multiples(measure, s)
  if (!bounds.length) return none
  const value: ExpressionSpecification = ['coalesce', ['get', propertyOf(measure)], 0]
  const fills = s.breaks.flatMap(({ resolution }): unknown[] => {
    const unit = unitOf(measure, s, resolution)
    return [
      resolution,
      ['step', value, none, ...bounds.flatMap((m, i) => [aboveOne(measure, m) * unit, ramp[i]])],
    ]
  })
  return ['match', ['get', 'resolution'], ...fills, none] as unknown as ExpressionSpecification
}

// A cell under no influence has a risk of exactly 1 and is not above it.
const aboveOne = (measure: Measure, m: number) => (measure === 'risk' && m === 1 ? 1.005 : m)

export const tiers = ['primary', 'secondary', 'tertiary'] as const
export type Tier = (typeof tiers)[number]
export const tierNumber: Record<Tier, number> = { primary: 1, secondary: 2, tertiary: 3 }
