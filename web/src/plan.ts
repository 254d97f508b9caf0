// A Patrol and Engagement Plan as the map and the timetable show it.

import type { Decision, PlanCollection } from './api'
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
  harmPerHour: number // days of harm present, for each hour of patrol
  travelShare: number // of the units' time, 0 to 1
  dosageMet: number // share of the spots, 0 to 1
  leftOut: { place: string; reason: string }[]
  notes: string[]
}

type Feature = PlanCollection['features'][number]
type StopFeature = Extract<Feature, { properties: { seq: number } }>

const isStop = (f: Feature): f is StopFeature => 'seq' in f.properties

/** What people decided on a result: "approved by A. Sergeant, Fri, 3 Oct 2025: agreed", or "draft". */
export function decided({ status, by, at, why }: Decision): string {
  return by && at ? `${status} by ${by}, ${dayName(at)}: ${why}` : status
}

/** Reads a plan: units by name, each with its stops in order. */
export function readPlan({ plan, basis, decision, features }: PlanCollection): PlanView {
  const stops = features.filter(isStop).sort((a, b) => a.properties.seq - b.properties.seq)
  const units: Unit[] = []
  const leftOut: PlanView['leftOut'] = []
  for (const { properties: p } of features) {
    if (p.kind === 'route') units.push(unit(p, stops.filter((s) => s.properties.unit === p.unit).map(stop)))
    if (p.kind === 'area_not_covered') leftOut.push({ place: p.area, reason: p.reason })
  }
  units.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  units.forEach((u, i) => (u.colour = unitColour(i)))
  return {
    id: plan.id,
    start: plan.period.start,
    end: plan.period.end,
    decision: decided(decision),
    travel: plan.travel_engine,
    basis: `${groupName(basis.group)}, ${periodName(basis.from, basis.to)}, ${basis.hours}`,
    units,
    harmPerHour: plan.metrics.harm_covered_per_patrol_hour,
    travelShare: plan.metrics.travel_share,
    dosageMet: plan.metrics.dosage_met_share,
    leftOut,
    notes: basis.notes,
  }
}

function unit(p: Extract<Feature['properties'], { kind: 'route' }>, stops: Stop[]): Unit {
  return {
    name: p.unit,
    mode: p.mode,
    start: p.shift_start,
    end: p.shift_end,
    travel: p.travel_min,
    dwell: p.dwell_min,
    slack: p.slack_min,
    colour: '',
    breaks: p.breaks,
    stops,
  }
}

function stop({ id, geometry, properties: p }: StopFeature): Stop {
  return {
    id,
    seq: p.seq,
    kind: p.kind === 'engagement_stop' ? 'engagement' : 'patrol',
    place: placeOf(p),
    arrive: p.arrive,
    depart: p.depart,
    minutes: p.dwell_min,
    why: p.why,
    fourE: p.kind === 'post' ? [] : p['4E'],
    fourP: p.kind === 'post' ? '' : p['4P'],
    at: geometry.coordinates as [number, number],
  }
}

function placeOf(p: StopFeature['properties']): string {
  if (p.kind === 'engagement_stop') return p.name || title(p.premises_type)
  return p.kind === 'post' ? p.name : p.name || p.area
}

/**
 * The plan's features with what the map shows of them: colour, local times, and
 * for a place with several visits the number of the first and those of the rest.
 * With a unit's name the tours of the others are left out.
 */
export function dressed(doc: PlanCollection, unit = ''): GeoJSON.FeatureCollection {
  const units = readPlan(doc).units
  const colours = new Map(units.map((u) => [u.name, u.colour]))
  const extra = new Map(units.flatMap((u) => u.stops.map((s) => [s.id, stopMarks(s, u.stops)])))
  const unitOf = ({ properties: p }: Feature) => ('unit' in p ? p.unit : '')
  return {
    type: 'FeatureCollection',
    features: doc.features
      .filter((f) => !colours.has(unit) || [unit, ''].includes(unitOf(f)))
      .map((f) => ({
        ...f,
        geometry: f.geometry as GeoJSON.Geometry, // MapLibre draws nothing for null
        properties: { ...f.properties, ...extra.get(f.id), colour: colours.get(unitOf(f)) ?? '' },
      })),
  }
}

function stopMarks(s: Stop, unit: Stop[]) {
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
