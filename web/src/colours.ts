// The colours of the map. The ramp is ColorBrewer's YlOrRd and the tiers are
// from its Purples: both are ordered by lightness, so that they can be told
// apart without seeing hue, and tiers differ by outline, hatching and label too.

import type { ExpressionSpecification } from 'maplibre-gl'

export type Measure = 'count' | 'harm' | 'risk'
export const measures: Measure[] = ['count', 'harm', 'risk']

export const ramp = ['#ffffcc', '#fed976', '#fd8d3c', '#e31a1c', '#800026'] as const

/** A class of a measure: from its lower bound, included, to its upper one. */
export interface Class {
  colour: string
  from: number
  to?: number // none: and more
}

/** The classes between ascending breaks. The highest is always the darkest. */
export function classes(breaks: number[]): Class[] {
  const last = ramp.length - 1
  return breaks.map((from, i) => {
    const place = breaks.length === 1 ? last : Math.round((i * last) / (breaks.length - 1))
    const to = breaks[i + 1]
    return { colour: ramp[place]!, from, ...(to === undefined ? {} : { to }) }
  })
}

/** The class boundaries of every measure, for hexagons of one resolution. */
export type Breaks = Record<Measure, number[]> & { resolution: number }

/** The classes of a measure for hexagons of a resolution. */
export function classesAt(measure: Measure, breaks: Breaks[], resolution: number): Class[] {
  return classes(breaks.find((b) => b.resolution === resolution)?.[measure] ?? [])
}

const none: ExpressionSpecification = ['rgba', 0, 0, 0, 0]

/**
 * The fill of a hexagon. A zoomed-out map shows larger hexagons with the sums of
 * their cells, and each resolution has classes of its own. What has no offence,
 * or no score, has no fill: zero is not a colour.
 */
export function fillColour(measure: Measure, breaks: Breaks[]): ExpressionSpecification {
  const value: ExpressionSpecification = ['coalesce', ['get', measure], 0]
  const fills = breaks.flatMap(({ resolution }): unknown[] => {
    const [lowest, ...higher] = classesAt(measure, breaks, resolution)
    if (!lowest) return []
    if (!higher.length) return [resolution, lowest.colour]
    return [resolution, ['step', value, lowest.colour, ...higher.flatMap((c) => [c.from, c.colour])]]
  })
  if (!fills.length) return none
  const fill = ['match', ['get', 'resolution'], ...fills, none] as unknown as ExpressionSpecification
  return ['case', ['<=', value, 0], none, fill]
}

export const tiers = ['primary', 'secondary', 'tertiary'] as const
export type Tier = (typeof tiers)[number]
export const tierColour: Record<Tier, string> = {
  primary: '#3f007d',
  secondary: '#54278f',
  tertiary: '#6a51a3',
}

// White figures on each of these have a contrast of more than 4.5 to 1.
const unitColours = ['#0b5394', '#00665e', '#8c510a', '#a3195b', '#3c5a14', '#37474f']

/** The colour of the nth unit, from 0. */
export const unitColour = (n: number): string => unitColours[n % unitColours.length]!
