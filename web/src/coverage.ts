// How a plan stands: beside the harm there is, beside chance, and beside another plan.

import type { Plan, PlanCollection } from './api'
import { many, percent } from './words'

type Metrics = Plan['metrics']
type Point = GeoJSON.Position

/** Harm in days of imprisonment. */
export interface Coverage {
  covered: number
  present: number // in all spots, in the whole shift
  most?: number | undefined // no plan with these units covers more
  random?: { mean: number; low: number; high: number; draws?: number | undefined } | undefined // of the same units; an older plan does not say how many draws
}

/** What a plan covers; undefined where an older plan does not say. */
export function coverage(m: Metrics): Coverage | undefined {
  if (m.harm_covered === undefined || !m.harm_present) return undefined
  const random =
    m.random_mean && m.random_low !== undefined && m.random_high !== undefined
      ? { mean: m.random_mean, low: m.random_low, high: m.random_high, draws: m.random_draws }
      : undefined
  return { covered: m.harm_covered, present: m.harm_present, most: m.upper_bound, random }
}

/** The random allocations of a plan, counted where it says how many: "40 allocations". */
export const allocations = ({ random }: Coverage): string =>
  random?.draws ? many(random.draws, 'allocation') : 'allocations'

/** A plan beside chance, in words. */
export function besideChance({ covered, random }: Coverage): string {
  if (!random) return ''
  if (covered < random.low) return 'Less than the same units cover when they go from spot to spot at random.'
  if (covered <= random.high) return 'No more than chance alone can give.'
  return `${percent(covered / random.mean - 1)} more than the same units cover when they go from spot to spot at random.`
}

/** Units on the street in one half hour, of two plans; undefined: the plan has no such half hour. */
export interface HalfHour {
  from: string // "18:30"
  here?: number | undefined
  there?: number | undefined
}

/** Minutes on the clock from one time to a later one; a whole day to itself. */
function minutes(from: string, to: string): number {
  const ofDay = (time: string) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number)
    return hour * 60 + minute
  }
  return ((ofDay(to) - ofDay(from) + 1439) % 1440) + 1
}

/** The half hour that a shift begins with: the longest time off is before it. */
function beginning(halves: string[]): string {
  const off = (half: string) => Math.min(...halves.map((other) => minutes(other, half)))
  return halves.reduce((first, half) => (off(half) > off(first) ? half : first))
}

/** Units on the street of two plans by half hour, over both shifts. */
export function onStreet(here: Metrics, there: Metrics): HalfHour[] {
  const count = (m: Metrics, from: string) => m.street?.find((s) => s.from === from)?.on_street
  const times = [...new Set([...(here.street ?? []), ...(there.street ?? [])].map((s) => s.from))]
  if (times.length === 0) return []
  const first = beginning(times)
  const since = (time: string) => minutes(first, time) % 1440
  return times
    .sort((a, b) => since(a) - since(b))
    .map((from) => ({ from, here: count(here, from), there: count(there, from) }))
}

/** Where two plans differ in units on the street: "More units on the street than the other 21:00–22:00; fewer 00:00–01:30." */
export function streetWords(halves: HalfHour[]): string {
  const spans = (sign: number) => {
    const found: [from: string, to: string][] = []
    halves.forEach((h, i) => {
      if (Math.sign((h.here ?? 0) - (h.there ?? 0)) !== sign) return
      const to = later(h.from)
      const last = found.at(-1)
      if (i > 0 && last?.[1] === h.from) last[1] = to
      else found.push([h.from, to])
    })
    return found.map(([from, to]) => `${from}–${to}`).join(', ')
  }
  const [more, fewer] = [spans(1), spans(-1)]
  if (!more && !fewer) return 'As many units on the street as in the other, in each half hour.'
  if (!fewer) return `More units on the street than in the other ${more}.`
  return more
    ? `More units on the street than in the other ${more}; fewer ${fewer}.`
    : `Fewer units on the street than in the other ${fewer}.`
}

function later(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const end = hour * 60 + minute + 30
  return `${String(Math.floor(end / 60) % 24).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`
}

/** A spot that a plan visits. */
interface Spot {
  name: string
  at: Point // of its stop
  outline: GeoJSON.Geometry | null
  visits: number
}

function spots({ features }: PlanCollection): Spot[] {
  const found = new Map<string, Spot>()
  for (const f of features) {
    if (f.properties.kind !== 'patrol_stop') continue
    const { area, name } = f.properties
    const spot = found.get(area)
    if (spot) spot.visits++
    else found.set(area, { name: name || area, at: (f.geometry as GeoJSON.Point).coordinates, outline: null, visits: 1 }) // prettier-ignore
  }
  for (const f of features) {
    const spot = f.properties.kind === 'area' ? found.get(f.properties.area) : undefined
    if (spot) spot.outline = f.geometry as GeoJSON.Geometry | null
  }
  return [...found.values()]
}

/** The spots that a plan visits and another does not, with their visits. Spots of another night are drawn anew: one is covered where its place lies within a spot that is visited. */
export function only(here: PlanCollection, there: PlanCollection): { name: string; visits: number }[] {
  const others = spots(there)
  const covered = ({ name, at }: Spot) =>
    others.some((o) => (o.outline ? inside(at, o.outline) : o.name === name))
  return spots(here)
    .filter((s) => !covered(s))
    .map(({ name, visits }) => ({ name, visits }))
}

function inside([x = 0, y = 0]: Point, g: GeoJSON.Geometry): boolean {
  const polygons = g.type === 'Polygon' ? [g.coordinates] : g.type === 'MultiPolygon' ? g.coordinates : []
  let within = false
  for (const ring of polygons.flat())
    ring.forEach(([x1 = 0, y1 = 0], i) => {
      const [x2 = 0, y2 = 0] = ring[(i + 1) % ring.length]!
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) within = !within
    })
  return within
}
