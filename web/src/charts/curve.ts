// Validation of a model as a chart: the share of later offences that the best share of
// an area holds, for each way of ranking.

import type { Model } from '../api'

/** One way of ranking, at the share of the area that is read off. */
export interface Ranking {
  name: string
  method: string
  at: number // share of later offences held
  low: number
  high: number
  points: [area: number, held: number][]
}

const names: Record<string, string> = {
  forecast: 'Forecast',
  rtm: 'This model',
  kde: 'Density (KDE)',
  prior: 'Prior counts',
  posterior: 'Model with prior counts',
}

/** The rankings of a model's validation, the best first at a share of the area. */
export function rankings(v: NonNullable<Model['validation']>, share: number): Ranking[] {
  return Object.entries(v.methods)
    .flatMap(([method, tested]): Ranking[] => {
      const at = tested.find((t) => Math.abs(t.area - share) < 1e-9)
      if (!at) return []
      return [
        {
          name: names[method] ?? method,
          method,
          at: at.hit_rate,
          low: Math.min(1, at.pai_low * share),
          high: Math.min(1, at.pai_high * share),
          points: [[0, 0], ...tested.map((t): [number, number] => [t.area, t.hit_rate])],
        },
      ]
    })
    .sort((a, b) => b.at - a.at)
}
