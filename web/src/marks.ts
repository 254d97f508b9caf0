// What is found in the hexagons beside how much they hold: which stand out, which change, where
// a patrol would stand, and how many offences there are for those who live or pass there. And what
// else bears on them: sites that intelligence raises, legal powers, visits that were made.

import type { PlanCollection, Visit } from './api'
import { classCount, ladder } from './colours'
import type { Show } from './hash'
import { capitals, dayName, figure, groupName, many, periodName } from './words'

export const marks = [
  'hot',
  'change',
  'spots',
  'per-resident',
  'per-street-km',
  'intelligence',
  'powers',
  'visits',
] as const
export type Mark = (typeof marks)[number]
type Rate = 'per-resident' | 'per-street-km'
export const isRate = (m: Mark): m is Rate => m === 'per-resident' || m === 'per-street-km'

export const markNames: Record<Mark, string> = {
  hot: 'Hotspots, with Gi*',
  change: 'Rising and falling',
  spots: 'Patrol spots',
  'per-resident': 'Offences for 1,000 residents',
  'per-street-km': 'Offences for a km of street',
  intelligence: 'Sites that intelligence raises',
  powers: 'Legal powers',
  visits: 'Visits that were made',
}

/** What is said where nothing is marked, before what it was looked for. */
const noMarks: Record<Mark, string> = {
  hot: 'No hexagon stands out',
  change: 'No hexagon has a clear rise or fall',
  spots: 'No patrol spot is found',
  'per-resident': 'No hexagon has a high rate',
  'per-street-km': 'No hexagon has a high rate',
  intelligence: 'Intelligence raises no site',
  powers: 'No power is known',
  visits: 'No visit is logged to a place',
}

/** What a marked place is, in words; rates have classes in place of these. */
export const kinds = {
  hot: { hot: 'stands out', beside: 'beside one that stands out', cold: 'fewer than around' },
  change: {
    new: 'newly hot',
    intensifying: 'hot and rising',
    persistent: 'hot all along',
    diminishing: 'hot and falling',
    rising: 'rising',
    falling: 'falling',
  },
  spots: { spot: 'a spot that one unit can hold' },
  intelligence: { raised: 'raised by intelligence' },
  powers: { power: 'in force', expired: 'expired: no longer in force' },
  visits: { visited: 'visited' },
} as const

/** A place that is marked. */
export interface Marked {
  id: string
  kind: string // of its mark; of a rate r1 to r5
  words: string
  count: number | null // offences; null: not of this
  harm: number | null // days
  note: string
  geometry: GeoJSON.Geometry
}

/** What was asked: what is counted has a period, a group and hours, all else a policing day. */
export interface Asked {
  mark: Mark
  area: string
  group?: string
  from?: string // months
  to?: string
  hours?: string
  measure?: 'count' | 'harm'
  on?: string // YYYY-MM-DD, from 06:00 to 06:00
  plan?: string
}

/** Whether a mark is kept from whoever looks: nothing is marked on a wall, and partners sit in meetings. */
export const withheld = (mark: Mark, show: Show): boolean =>
  show === 'wall' || (show === 'meeting' && ['intelligence', 'powers'].includes(mark))

/** What something was marked for, in words: "for NTE violence, Jan – Sep 2025, NTE hours". */
export function markedFor({ group = '', from = '', to = '', hours = '', on = '', plan }: Asked): string {
  if (plan) return `of the plan for ${dayName(on)}`
  if (on) return `on ${dayName(on)}`
  const when = /hours|\d/.test(hours) ? hours : `${capitals(hours)} hours`
  return `for ${groupName(group)}, ${periodName(from, to)}, ${when}`
}

/** What was found, with the rate that classes of rates are multiples of. */
export interface Found {
  mark: Mark
  asked: Asked
  elsewhere?: number // visits at no place of the plan
  skipped?: number // visits to its places that were not made
  places: Marked[]
  mean?: number // absent where no rate is known
  bounds: number[] // of the classes of a rate, in multiples of it
}

type Read = Omit<Found, 'asked' | 'elsewhere' | 'skipped'>

/** How much was found, and of what. */
export function told({ mark, asked, places, mean, elsewhere, skipped }: Found): string {
  if (isRate(mark) && mean === undefined)
    return `No rate is known: no ${mark === 'per-resident' ? 'residents' : 'streets'} are loaded here`
  const how = places.length ? `${many(places.length, 'place')} marked` : noMarks[mark]
  const besides = [
    elsewhere && `${many(elsewhere, 'visit')} elsewhere`,
    skipped && `${many(skipped, 'visit')} skipped`,
  ]
  return [`${how} ${markedFor(asked)}`, ...besides].filter(Boolean).join('; ')
}
type Properties = Record<string, unknown>
const number = (p: Properties, name: string): number | null => (typeof p[name] === 'number' ? p[name] : null)

/** Reads what the server found: places that are nothing in particular are left out. */
export function readMarks(mark: Mark, features: readonly GeoJSON.Feature[]): Read {
  if (isRate(mark)) return readRates(mark, features)
  const words: Record<string, string> = kinds[mark]
  const places = features.flatMap((f): Marked[] => {
    const p = (f.properties ?? {}) as Properties
    const kind = mark === 'hot' ? hotness(p) : mark === 'change' ? change(p) : String(p.kind)
    return words[kind] && f.geometry
      ? [{ ...held(f, p), kind, words: named(p) || words[kind], note: note(mark, p) }]
      : []
  })
  return { mark, places, bounds: [] }
}

const held = (f: GeoJSON.Feature, p: Properties) => ({
  id: String(f.id ?? p.cell ?? p.id),
  count: number(p, 'count'),
  harm: number(p, 'harm'),
  geometry: f.geometry,
})

/** What somebody calls it, where that says more than what kind it is. */
const named = ({ title }: Properties): string => String(title ?? '')

const hotness = ({ stands }: Properties): string =>
  ({ hot: 'hot', 'beside a hot cell': 'beside', cold: 'cold' })[String(stands)] ?? ''
const change = (p: Properties): string => String(p.class === 'none' ? p.change : p.class)

function note(mark: Mark, p: Properties): string {
  if (mark === 'hot') return `Gi* ${figure(number(p, 'gi_star') ?? 0)}`
  if (mark !== 'spots') return String(p.sentence ?? '')
  const peak = Array.isArray(p.best_hours) ? p.best_hours.join(', ') : String(p.best_hours ?? '')
  return [`rank ${String(p.rank)}`, peak === 'unknown' ? '' : peak].filter(Boolean).join(' · ')
}

/** Rates in classes of the area's own: of all its offences for all who live, or all streets, there. */
function readRates(mark: Rate, features: readonly GeoJSON.Feature[]): Read {
  const [rate, of, per] =
    mark === 'per-resident'
      ? (['per_1000_residents', 'residents', 1000] as const)
      : (['per_street_km', 'street_km', 1] as const)
  const known = features.flatMap((f) => {
    const p = (f.properties ?? {}) as Properties
    const [value, size] = [number(p, rate), number(p, of)]
    return value === null || !size ? [] : [{ f, p, value, size }]
  })
  const sum = (pick: (k: (typeof known)[number]) => number) => known.reduce((s, k) => s + pick(k), 0)
  const size = sum((k) => k.size)
  const mean = size ? (per * sum((k) => (k.value * k.size) / per)) / size : 0
  const bounds = mean ? ladder(Math.max(...known.map((k) => k.value)) / mean) : []
  const places = known.flatMap(({ f, p, value, size: n }): Marked[] => {
    const at = bounds.findLastIndex((b) => value >= b * mean)
    if (at < 0) return []
    const whose = mark === 'per-resident' ? many(Math.round(n), 'resident') : `${figure(n)} km of street`
    return [
      { ...held(f, p), kind: `r${Math.min(at, classCount - 1) + 1}`, words: figure(value), note: whose },
    ]
  })
  return { mark, places, bounds, ...(size ? { mean } : {}) }
}

/** The visits to a plan's places, each place once. */
export function visited(
  plan: PlanCollection,
  visits: readonly Visit[],
): { features: GeoJSON.Feature[]; elsewhere: number; skipped: number } {
  const found = new Map<string, Visit[]>()
  for (const v of visits) if (v.place && !v.lost) found.set(v.place, [...(found.get(v.place) ?? []), v])
  const stopAt = (place: string) =>
    plan.features.find((f) => {
      const p = f.properties as { area?: string; name?: string; seq?: number }
      return p.seq !== undefined && (p.area === place || p.name === place)
    })
  const skipped = visits.filter((v) => v.place && v.lost && stopAt(v.place)).length
  let elsewhere = 0
  const features = [...found].flatMap(([place, all]): GeoJSON.Feature[] => {
    const stop = stopAt(place)
    if (!stop) {
      elsewhere += all.length
      return []
    }
    const counts = new Map<string, number>()
    for (const v of all)
      for (const [name, n] of Object.entries(v.outputs)) counts.set(name, (counts.get(name) ?? 0) + n)
    const minutes = all.reduce((sum, v) => sum + v.minutes, 0)
    const outputs = [...counts].map(([name, n]) => `${n} ${name.replaceAll('-', ' ')}`)
    const sentence = [`${all.length} ${all.length === 1 ? 'visit' : 'visits'}, ${minutes} min`, ...outputs]
    const title = (stop.properties as { name?: string }).name
    return [
      {
        type: 'Feature',
        id: place,
        geometry: stop.geometry as GeoJSON.Geometry,
        properties: { kind: 'visited', title, sentence: sentence.join(', ') },
      },
    ]
  })
  return { features, elsewhere, skipped }
}
