// What the Risk desk asks and reads of models.

import type { Model, ModelCard, ModelRequest } from '../api'

/** How the months are split unless somebody says otherwise: the last third tests what the others fit. */
export function split(months: string[]): { train: [string, string]; test?: [string, string] } | undefined {
  const first = months[0]
  const last = months.at(-1)
  if (!first || !last) return undefined
  if (months.length < 3) return { train: [first, last] }
  const test = Math.max(1, Math.floor(months.length / 3))
  const cut = months.length - test
  return { train: [first, months[cut - 1]!], test: [months[cut]!, last] }
}

/** A factor of a model as a row: its value with its interval. */
export interface FactorRow {
  factor: string
  influence: string
  reach: number
  rrv: number
  low?: number
  high?: number
  could: boolean // the interval holds 1: it could have no effect
}

/** The factors of a model, the strongest first. */
export function factorRows({ terms, intervals }: Pick<Model, 'terms' | 'intervals'>): FactorRow[] {
  return terms
    .map((t) => {
      const i = intervals?.find(
        (x) => x.factor === t.factor && x.influence === t.influence && x.reach === t.reach,
      )
      const row: FactorRow = {
        factor: t.factor,
        influence: t.influence,
        reach: t.reach,
        rrv: t.rrv,
        could: i ? i.low <= 1 && 1 <= i.high : false,
      }
      return i ? { ...row, low: i.low, high: i.high } : row
    })
    .sort((a, b) => b.rrv - a.rrv)
}

/** How often factors are chosen in refits, the steadiest first: "nightclub 85%, cash machine 65%". */
export function steadiness({ stability }: Pick<Model, 'stability'>): string {
  const chosen = (stability?.factors ?? []).filter((f) => f.share > 0).sort((a, b) => b.share - a.share)
  return chosen.map((f) => `${f.name.replaceAll('-', ' ')} ${Math.round(100 * f.share)}%`).join(', ')
}

/** What somebody says of a factor; what is not said, the fit finds out. */
export interface Tuned {
  reach?: number | undefined // metres
  influence?: 'proximity' | 'density' | undefined
  lowers?: boolean | undefined // places near it are thought to be safer
}

/** The settings of a fit by which factors are tuned. */
export function tuning(
  tuned: Record<string, Tuned>,
): Pick<ModelRequest, 'reaches' | 'influences' | 'protective'> {
  const all = Object.entries(tuned)
  const reaches = all.flatMap(([f, t]) => (t.reach ? [[f, [t.reach]] as [string, number[]]] : []))
  const influences = all.flatMap(([f, t]) =>
    t.influence ? [[f, [t.influence]] as [string, NonNullable<Tuned['influence']>[]]] : [],
  )
  const protective = all.flatMap(([f, t]) => (t.lowers ? [f] : []))
  return {
    ...(reaches.length ? { reaches: Object.fromEntries(reaches) } : {}),
    ...(influences.length ? { influences: Object.fromEntries(influences) } : {}),
    ...(protective.length ? { protective } : {}),
  }
}

/** Where a value stands on a logarithmic axis from a half to sixteen, as a percentage. */
export function onAxis(v: number): number {
  const at = (100 * (Math.log2(v) + 1)) / 5
  return Math.max(0, Math.min(100, at))
}

/** The layers that a fit tried, by its card: those in the model first, then by name; those left out stay. */
export function layersTried(
  card: Pick<ModelCard, 'settings'> | undefined,
  chosen: string[],
  off: string[],
): { name: string; features?: number }[] {
  const factors = card?.settings.factors ?? []
  const others = [...factors.map((f) => f.name), ...off].filter((f) => !chosen.includes(f)).sort()
  return [...new Set([...chosen, ...others])].map((name) => {
    const features = factors.find((f) => f.name === name)?.features
    return features === undefined ? { name } : { name, features }
  })
}
