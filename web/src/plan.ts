// A Patrol and Engagement Plan as the map and the timetable show it.

import type { Collection } from './api'
import { unitColour } from './colours'
import { dayName, groupName, periodName, timeOfDay, title } from './words'

export interface Stop {
  id: string
  seq: number
  kind: 'patrol' | 'engagement'
  place: string
  arrive: string // instants
  depart: string
  minutes: number
  why: string[]
  fourE: string[]
  fourP: string
  at: [lon: number, lat: number]
}

export interface Break {
  from: string // an instant
  minutes: number
}

export interface Unit {
  name: string
  mode: string
  start: string
  end: string
  travel: number // minutes
  dwell: number
  slack: number
  colour: string
  breaks: Break[]
  stops: Stop[]
}

export interface PlanView {
  id: string
  start: string
  end: string
  decision: string
  travel: string
  basis: string // what its harm was counted from
  units: Unit[]
  harmPerHour?: number // days of harm present, for each hour of patrol
  travelShare?: number // of the units' time, 0 to 1
  dosageMet?: number // share of the spots, 0 to 1
  leftOut: { place: string; reason: string }[]
  notes: string[]
}

type Properties = Record<string, unknown>

const text = (v: unknown): string => (v === undefined || v === null ? '' : String(v))
const count = (v: unknown): number => (typeof v === 'number' ? v : 0)
const list = (v: unknown): string[] => (Array.isArray(v) ? v.map(text) : v ? [text(v)] : [])
const record = (v: unknown): Properties => (typeof v === 'object' && v ? (v as Properties) : {})

/** The member of a collection that explains it: "plan", "zone_set". */
export function member(doc: Collection, name: string): Properties {
  return record((doc as unknown as Properties)[name])
}

/** What people decided on a result: "approved by A. Sergeant, Fri, 3 Oct 2025: agreed", or "draft". */
export function decided(doc: Collection): string {
  const { status, by, at, why } = member(doc, 'decision')
  return by ? `${text(status)} by ${text(by)}, ${dayName(text(at))}: ${text(why)}` : text(status)
}

/** Reads a plan: units by name, each with its stops in order. */
export function readPlan(doc: Collection): PlanView {
  const about = member(doc, 'plan')
  const period = record(about.period)
  const basis = member(doc, 'basis')
  const units = new Map<string, Unit>()
  const leftOut: PlanView['leftOut'] = []
  for (const f of doc.features) {
    const p = f.properties ?? {}
    if (p.kind === 'route') units.set(text(p.unit), { ...unit(p), stops: [] })
    if (p.kind === 'area_not_covered') leftOut.push({ place: place(p), reason: text(p.reason) })
  }
  for (const f of doc.features) {
    const p = f.properties ?? {}
    if (f.geometry?.type !== 'Point' || !text(p.kind).endsWith('_stop')) continue
    const name = text(p.unit)
    if (!units.has(name)) units.set(name, unit(p))
    units.get(name)!.stops.push(stop(text(f.id), p, f.geometry.coordinates as [number, number]))
  }
  const inOrder = [...units.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  inOrder.forEach((u, i) => {
    u.colour = unitColour(i)
    u.stops.sort((a, b) => a.seq - b.seq)
  })
  return {
    id: text(about.id),
    start: text(period.start),
    end: text(period.end),
    decision: decided(doc),
    travel: text(about.travel_engine),
    basis: basis.from
      ? `${groupName(text(basis.group))}, ${periodName(text(basis.from), text(basis.to))}, ${text(basis.hours)}`
      : '',
    units: inOrder,
    ...headlines(record(about.metrics)),
    leftOut,
    notes: list(basis.notes),
  }
}

function headlines(metrics: Properties): Partial<PlanView> {
  const read = {
    harmPerHour: 'harm_covered_per_patrol_hour',
    travelShare: 'travel_share',
    dosageMet: 'dosage_met_share',
  }
  const said = Object.entries(read).filter(([, name]) => typeof metrics[name] === 'number')
  return Object.fromEntries(said.map(([as, name]) => [as, metrics[name]]))
}

function unit(p: Properties): Unit {
  return {
    name: text(p.unit),
    mode: text(p.mode),
    start: text(p.shift_start),
    end: text(p.shift_end),
    travel: count(p.travel_min),
    dwell: count(p.dwell_min),
    slack: count(p.slack_min),
    colour: '',
    breaks: (Array.isArray(p.breaks) ? p.breaks.map(record) : []).map((b) => ({
      from: text(b.from),
      minutes: count(b.minutes),
    })),
    stops: [],
  }
}

function stop(id: string, p: Properties, at: [number, number]): Stop {
  const arrive = text(p.arrive)
  const minutes = count(p.dwell_min)
  const leaves = new Date(Date.parse(arrive) + minutes * 60_000)
  return {
    id,
    seq: count(p.seq),
    kind: p.kind === 'engagement_stop' ? 'engagement' : 'patrol',
    place: place(p),
    arrive,
    depart: text(p.depart) || (Number.isNaN(leaves.valueOf()) ? '' : leaves.toISOString()),
    minutes,
    why: list(p.why),
    fourE: list(p['4E']),
    fourP: text(p['4P']),
    at,
  }
}

function place(p: Properties): string {
  return text(p.name) || text(p.area) || title(text(p.premises_type)) || text(p.premises_id)
}

/**
 * The plan's features with what the map shows of them: colour, local times, and
 * for a place with several visits the number of the first and those of the rest.
 * With a unit's name the tours of the others are left out.
 */
export function dressed(doc: Collection, unit = ''): Collection {
  const units = readPlan(doc).units
  const colours = new Map(units.map((u) => [u.name, u.colour]))
  const extra = new Map(units.flatMap((u) => u.stops.map((s) => [s.id, stopMarks(s, u.stops)])))
  return {
    type: 'FeatureCollection',
    features: doc.features
      .filter((f) => !colours.has(unit) || [unit, ''].includes(text(f.properties?.unit)))
      .map((f) => {
        const colour = colours.get(text(f.properties?.unit)) ?? ''
        return { ...f, properties: { ...f.properties, ...extra.get(text(f.id)), colour } }
      }),
  }
}

function stopMarks(s: Stop, unit: Stop[]): Properties {
  const here = unit.filter((other) => String(other.at) === String(s.at))
  const [first, ...again] = here.map((other) => other.seq)
  return {
    stop: s.id,
    place: s.place,
    times: `${timeOfDay(s.arrive)}–${timeOfDay(s.depart)}`,
    label: s.seq === first ? String(first) : '',
    again: s.seq === first ? again.join(', ') : '',
  }
}
