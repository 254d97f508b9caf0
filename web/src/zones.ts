// A set of focus areas as the panel lists it.

import type { Decision, LeftOutPlace, ZoneCollection, ZoneEdit, ZoneSet } from './api'
import { type Tier, tiers } from './colours'
import { decided } from './plan'
import { inside } from './map/inside'
import { capital, capitals, dayName, many, percent, periodName, spelled, timeOfDay } from './words'

export interface Zone {
  id: string
  name: string
  tier: Tier
  rank: number
  harm: number // days of imprisonment
  share: number // of the area's harm, 0 to 1
  count: number
  month: number // offences a month
  nights: string // the same in short
  hectares: number
  snap: number // share of the offences at the place with most, 0 to 1
  snapName: string
  points: number
  premises: number
  nearest: string[]
  hot: string // months, of how many
  peak: string[]
  notCounted: { name: string; offences: number }[]
  box: Box
}

export type Box = [west: number, south: number, east: number, north: number]

export interface ZonesView {
  id: string
  group: string
  from: string
  to: string
  hours: string
  harm: number // of the whole area, days
  harmShare: number
  areaShare: number
  cap: number // hectares that an area has at most
  decision: string
  status: Decision
  notes: string[]
  leftOut: LeftOut[]
  zones: Zone[]
}

/** A set in a list, what tells it from others first: "Edited by C. Planner, Mon, 30 Nov 2026, 18:12, approved, Jan – Sep 2025". */
export const calledSet = (s: ZoneSet): string =>
  [
    `${s.parent ? 'Edited' : 'Drawn'}${s.recorded_by ? ` by ${s.recorded_by}` : ''}`,
    s.recorded_at && `${dayName(s.recorded_at)}, ${timeOfDay(s.recorded_at)}`,
    s.decision.status,
    periodName(s.from, s.to),
  ]
    .filter(Boolean)
    .join(', ')

const done: Record<ZoneEdit['kind'], string> = {
  outline: 'outline changed',
  tier: 'tier changed',
  rename: 'renamed',
  merge: 'merged',
  delete: 'deleted',
  strike: 'struck out',
  include: 'put on the list',
  add: 'added',
  budget: 'budget',
  undo: 'the last edit undone',
}

/** What was done to make a version of a set of the one before, and why. */
export function editedBy({ edits, changes }: Pick<ZoneSet, 'edits' | 'changes'>): string {
  const why = edits.map((e) => [done[e.kind], e.why].filter(Boolean).join(': ')).join('; ')
  return [changes.map((c) => c.words).join('; '), why].filter(Boolean).join(' · ')
}

/** Places that were left out for one reason, those with most offences first. */
export interface LeftOut {
  reason: string
  offences: number
  places: LeftOutPlace[]
}

/** Reads a zone set: its zones by tier, then by rank. */
export function readZones({
  zone_set: set,
  decision,
  left_out: leftOut,
  features,
}: ZoneCollection): ZonesView {
  const ranked = [...features].sort(
    ({ properties: a }, { properties: b }) =>
      tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || a.rank - b.rank,
  )
  return {
    id: set.id,
    group: set.group,
    from: set.from,
    to: set.to,
    hours: capitals(set.hours),
    harm: set.harm,
    harmShare: set.harm_share,
    cap: Number(set.settings.cap_ha ?? Infinity),
    areaShare: set.area_share,
    decision: decided(decision),
    status: decision,
    notes: set.notes,
    leftOut: grouped(leftOut ?? []),
    zones: ranked.map(({ geometry, properties: p }) => ({
      id: p.zone,
      name: within(p.name, set.area.name),
      tier: p.tier,
      rank: p.rank,
      harm: p.harm,
      share: p.share,
      count: p.count,
      month: p.a_month,
      nights: nightsOf(p.peak),
      hectares: p.area_m2 / 10_000,
      snap: p.largest_point.share,
      snapName: p.largest_point.name,
      points: p.points,
      premises: p.premises,
      nearest: p.nearest_premises ?? [],
      hot: `${p.hot_months} of ${many(p.months, 'month')}`,
      peak: p.peak ?? [],
      notCounted: p.not_counted ?? [],
      box: box(geometry),
    })),
  }
}

/** A name without the town that the whole area is. */
const within = (name: string, area: string) => capital(name.replace(`, ${area}`, ''))

/** A name as the map has room for it. */
const short = (name: string) => (name.length > 48 ? `${name.slice(0, 47).trimEnd()}…` : name)

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** A run of hours by the night that it begins in, from one 06:00 to the next. */
interface Band {
  night: number // 0 is Monday
  begins: number // hours after 06:00
  ends: number // after it begins, so more than 24 where it runs past the next 06:00
  words: string
}

/** Bands such as "Fri 23:00-02:00" as the sheets say them; undefined where one is written otherwise. */
function bandsOf(peak: readonly string[]): Band[] | undefined {
  const bands: Band[] = []
  for (const band of peak) {
    const [, day = '', from = '', to = ''] = /^(\w{3}) (\d\d):00-(\d\d):00$/.exec(band) ?? []
    const at = dayNames.indexOf(day)
    if (at < 0) return undefined
    const small = Number(from) < 6
    const night = small ? (at + 6) % 7 : at
    const begins = (Number(from) + 18) % 24
    const ends = begins + ((Number(to) - Number(from) + 24) % 24 || 24)
    const words = `${dayNames[night]}${small ? ' night' : ''} ${clock(begins)}–${clock(ends)}`
    bands.push({ night, begins, ends, words })
  }
  return bands.sort((a, b) => a.night - b.night || a.begins - b.begins)
}

const clock = (hours: number) => `${String((hours + 6) % 24).padStart(2, '0')}:00`

/**
 * Hours as every sheet says them: "Fri 23:00–00:00", then "Fri night 01:00–02:00", since small
 * hours belong to the night before. Zones.Band.Night has the same rule.
 */
export const byNight = (peak: readonly string[]): string[] => bandsOf(peak)?.map((b) => b.words) ?? [...peak]

/**
 * The same in short: the nights, and the hours from the earliest to the latest. Two bands are said
 * as they are. Empty where hours are unknown: the list is null then.
 */
export function nightsOf(peak: readonly string[] | null | undefined): string {
  const bands = bandsOf(peak ?? [])
  if (!bands || bands.length <= 2) return byNight(peak ?? []).join(', ')
  const first = Math.min(...bands.map((b) => b.begins))
  const last = Math.max(...bands.map((b) => b.ends))
  const days = [...new Set(bands.map((b) => b.night))]
  const run = days.length > 2 && days.at(-1)! - days[0]! === days.length - 1
  const said = run
    ? `${dayNames[days[0]!]}–${dayNames[days.at(-1)!]}`
    : days.map((d) => dayNames[d]).join(', ')
  return last - first < 24 ? `${said}, within ${clock(first)}–${clock(last)}` : `${said}, by day and by night`
}

function grouped(places: LeftOutPlace[]): LeftOut[] {
  const reasons = new Map<string, LeftOutPlace[]>()
  for (const p of places) reasons.set(p.reason, [...(reasons.get(p.reason) ?? []), p])
  return [...reasons]
    .map(([reason, of]) => ({
      reason,
      offences: of.reduce((sum, p) => sum + p.count, 0),
      places: [...of].sort((a, b) => b.count - a.count),
    }))
    .sort((a, b) => b.offences - a.offences)
}

/** "Five places hold 85% of the harm": what a set of focus areas comes to. */
export function headline(set: ZonesView, measure: string): string {
  const n = set.zones.length
  return `${spelled(n)} ${n === 1 ? 'place holds' : 'places hold'} ${percent(set.harmShare)} of the ${measure}`
}

/** What the map needs of an area that it names. */
export interface Named {
  type: 'Feature'
  geometry: unknown
  properties: { name: string; tier: Tier; rank: number; zone: string; peak?: string[] | null }
}

/**
 * Zones with a point each for the name, within them, so that it stands on no other: a polygon is
 * named once in every tile. The town that the whole area is goes without saying.
 */
export function labelled(zones: readonly Named[], area = ''): GeoJSON.FeatureCollection {
  const features = zones.map((z) => ({
    ...z,
    geometry: z.geometry as GeoJSON.Geometry,
    properties: {
      ...z.properties,
      name: short(within(z.properties.name, area)),
      note: nightsOf(z.properties.peak),
    },
  }))
  const names = features.map(({ geometry, properties }): GeoJSON.Feature => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: inside(geometry) },
    properties,
  }))
  return { type: 'FeatureCollection', features: [...features, ...names] }
}

/** The box around geometries, in degrees. */
export function box(...geometries: (GeoJSON.Geometry | null)[]): Box {
  const b: Box = [Infinity, Infinity, -Infinity, -Infinity]
  const widen = (c: unknown): void => {
    if (!Array.isArray(c)) return
    const [lon, lat] = c
    if (typeof lon !== 'number' || typeof lat !== 'number') return c.forEach(widen)
    b[0] = Math.min(b[0], lon)
    b[1] = Math.min(b[1], lat)
    b[2] = Math.max(b[2], lon)
    b[3] = Math.max(b[3], lat)
  }
  for (const g of geometries) if (g && 'coordinates' in g) widen(g.coordinates)
  return b
}
