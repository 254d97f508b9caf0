// A Patrol and Engagement Plan as the map and the timetable show it.

import type { Decision, Plan, PlanCollection } from './api'
import { coverage, type Coverage } from './coverage'
import { box } from './zones'
import { dayName, figure, groupName, many, periodName, timeOfDay, title, two } from './words'

export interface Stop {
  id: string
  unit: string
  seq: number
  kind: 'patrol' | 'engagement' | 'post'
  place: string
  spot: string // id of the spot; empty: none
  arrive: string // instants
  depart: string
  minutes: number
  why: string[]
  fourE: string[]
  fourP: string
  does: string[] // what to do there
  powers: string[]
  harm: number // days of harm present, of a patrol stop
  locked: boolean // on the night: it keeps its time and its unit
  visit: string // "visit 2 of 3"
  at: [lon: number, lat: number]
}

export interface Break {
  from: string // instants
  to: string
  minutes: number
}

export interface Unit {
  name: string // as the plan knows it
  called: string // its call sign, or else its name
  who: string // "2 constables"; empty: not said
  agency: string // empty: not said
  officers: number
  mode: string
  start: string
  end: string
  travel: number // minutes
  dwell: number
  slack: number
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
  status: Decision
  measure: string | undefined // what its harm is: count, a number of offences; else days of imprisonment
  objective: { value: number; bound: number } // harm covered, and the most that there is to cover
  /** What was changed in the night, of the plan before, and what that costs. */
  replan?: PlanCollection['plan']['replan'] | undefined
  coverage?: Coverage | undefined
  accuracy: Accuracy | { unknown: string } // with the reason
  last?: PlanCollection['basis']['last'] // the plan for the last day before
  leftOut: LeftOut[] // spots that no unit reaches, or that are worth less than another
  ruledOut: LeftOut[] // places at which the operation has no spot: they may be homes, and a re-plan knows none
  notes: string[]
}

export interface LeftOut {
  place: string
  reason: string
  harm?: number | undefined // days present in the shift; an older plan may not say
}

type Accuracy = NonNullable<Plan['accuracy']>

/** How well a plan's spots are placed in its whole area, or why that is not known. */
export const accuracy = ({
  accuracy: a,
  accuracy_unknown: why,
}: Pick<Plan, 'accuracy' | 'accuracy_unknown'>) =>
  a ?? { unknown: why ?? 'the plan was made before the harm of its whole area was kept; make it anew' }

type Feature = PlanCollection['features'][number]
type StopFeature = Extract<Feature, { properties: { seq: number } }>

const isStop = (f: Feature): f is StopFeature => 'seq' in f.properties

/** A plan's harm in what it counts it in: "12.3 days", or "0.16 offences". */
export function amount(harm: number, measure: string | undefined): string {
  const [said, one] = measure === 'count' ? [two(harm), 'offence'] : [figure(harm), 'day']
  return `${said} ${one}${said === '1' ? '' : 's'}`
}

/** What a plan covers, by what it counts. */
export const harmOf = (measure: string | undefined): string => (measure === 'count' ? 'offences' : 'harm')

/** How many visits, calls and posts a plan has: what two units do at once is one. */
export const stopsIn = ({ units }: Pick<PlanView, 'units'>): number =>
  new Set(units.flatMap((u) => u.stops.map((s) => `${s.kind} ${s.place} ${s.arrive}`))).size

/** The hours of all officers together: of their shifts, and at the places that they visit. */
export function officerHours(units: Unit[]): { all: number; there: number } {
  const sum = (of: (u: Unit) => number) => units.reduce((total, u) => total + u.officers * of(u), 0)
  return {
    all: sum((u) => (Date.parse(u.end) - Date.parse(u.start)) / 3_600_000),
    there: sum((u) => u.stops.reduce((minutes, s) => minutes + s.minutes, 0) / 60),
  }
}

/** A text of the server's in which what it calls by ids has its number or call sign in a plan. */
export function called(text: string, { units }: Pick<PlanView, 'units'>): string {
  const id = (of: string, before = '') => new RegExp(`${before}\\b${of.replace(/\W/g, '.')}\\b`, 'g')
  return units.reduce((said, u) => {
    const name = (s: Stop) => `stop ${s.seq} of ${u.called}, ${s.place},`
    const stops = u.stops.reduce((of, s) => of.replaceAll(id(s.id, '(?:stop )?'), name(s)), said)
    return stops.replaceAll(id(u.name), u.called)
  }, text)
}

/** A text of the server's on what has changed, without the ids of stops and spots that it names beside them. */
export const withoutIds = (text: string): string =>
  text.replace(/\bstop u\d+-\w+ \(/g, 'the stop (').replace(/ \([A-Z]{2}-\d+\)/g, '')

/** What people decided on a result: "approved by A. Sergeant, Fri, 3 Oct 2025: agreed", or "draft". */
export function decided({ status, by, at, why }: Decision): string {
  return by && at ? `${status} by ${by}, ${dayName(at)}: ${why}` : status
}

/**
 * A plan in a list: "Fri, 9 Jan 2026, 18:00–02:00, 4 units, approved, plan a9e00bfb", as its sheets have it;
 * one of the night says what it changes instead: "from 23:10: Unit 2 is off duty".
 */
export function calledPlan({ id, date, shift, units, decision, replan }: Plan): string {
  const changed = replan?.what.map((w) => withoutIds(w).replace(/\bunit-(?=\d)/g, 'Unit ')).join('; ')
  return [
    dayName(date),
    shift.replace('-', '–'),
    many(units, 'unit'),
    decision.status,
    replan ? `from ${timeOfDay(replan.at)}: ${changed}` : `plan ${id.split('-').at(-1)}`,
  ].join(', ')
}

/** Reads a plan: units by name, each with its stops in order. */
export function readPlan({ plan, basis, decision, features }: PlanCollection): PlanView {
  const stops = features.filter(isStop).sort((a, b) => a.properties.seq - b.properties.seq)
  const units: Unit[] = []
  const leftOut: LeftOut[] = []
  const ruledOut: LeftOut[] = []
  const harms = new Map(basis.metrics.spot_metrics?.map((s) => [s.area, s.harm_present]))
  for (const { geometry, properties: p } of features) {
    if (p.kind === 'route') units.push(unit(p, stops.filter((s) => s.properties.unit === p.unit).map(stop)))
    if (p.kind === 'area_not_covered')
      (geometry ? leftOut : ruledOut).push({
        place: p.name || p.area,
        reason: p.reason,
        harm: p.harm_present ?? harms.get(p.area),
      })
  }
  units.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  return {
    id: plan.id,
    start: plan.period.start,
    end: plan.period.end,
    decision: decided(decision),
    status: decision,
    measure: basis.measure,
    objective: { value: plan.objective.value, bound: plan.objective.upper_bound },
    travel: plan.travel_engine,
    basis: `${groupName(basis.group)}, ${periodName(basis.from, basis.to)}, ${basis.hours}`,
    units,
    harmPerHour: plan.metrics.harm_covered_per_patrol_hour,
    travelShare: plan.metrics.travel_share,
    dosageMet: plan.metrics.dosage_met_share,
    replan: plan.replan,
    coverage: coverage(basis.metrics),
    accuracy: accuracy(basis),
    last: basis.last,
    leftOut,
    ruledOut,
    notes: basis.notes,
  }
}

const roles = { constable: 'constable', pcso: 'PCSO', warden: 'warden' }

function unit(p: Extract<Feature['properties'], { kind: 'route' }>, stops: Stop[]): Unit {
  return {
    name: p.unit,
    called: (p.name || title(p.unit)).replace(/ \(.*\)$/, ''), // who they are is said beside it
    agency: p.agency ?? '',
    officers: p.officers ?? 1,
    who: p.role ? many(p.officers ?? 1, roles[p.role]) : '',
    mode: p.mode,
    start: p.shift_start,
    end: p.shift_end,
    travel: p.travel_min,
    dwell: p.dwell_min,
    slack: p.slack_min,
    breaks: p.breaks,
    stops,
  }
}

function stop({ id, geometry, properties: p }: StopFeature): Stop {
  return {
    id,
    unit: p.unit,
    seq: p.seq,
    kind: ({ engagement_stop: 'engagement', patrol_stop: 'patrol', post: 'post' } as const)[p.kind],
    place: placeOf(p),
    spot: p.kind === 'patrol_stop' ? p.area : '',
    arrive: p.arrive,
    depart: p.depart,
    minutes: p.dwell_min,
    why: p.why,
    fourE: p.kind === 'post' ? [] : p['4E'],
    fourP: p.kind === 'post' ? '' : p['4P'],
    does:
      p.kind === 'engagement_stop'
        ? [p.script].filter(Boolean)
        : p.kind === 'patrol_stop'
          ? (p.do ?? [])
          : [],
    powers: (p.powers ?? []).map((c) => `${c.name}: ${c.says}`),
    harm: p.kind === 'patrol_stop' ? p.harm_present : 0,
    locked: p.locked ?? false,
    visit: p.kind === 'patrol_stop' ? `visit ${p.visit_no} of ${p.visits_target}` : '',
    at: geometry.coordinates as [number, number],
  }
}

function placeOf(p: StopFeature['properties']): string {
  if (p.kind === 'engagement_stop') return p.name || title(p.premises_type)
  const name = p.kind === 'post' ? p.name : p.name || p.area
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/**
 * The plan's features with what the map shows of them: whether they are of the chosen
 * unit, local times, and for a place with several visits the numbers of all. Only the
 * chosen unit's route is among them: all at once would be a cobweb.
 */
export function planOnMap(doc: PlanCollection, unit: string): GeoJSON.FeatureCollection {
  const extra = new Map(readPlan(doc).units.flatMap((u) => u.stops.map((s) => [s.id, stopMarks(s, u.stops)])))
  const features = doc.features.flatMap((f): GeoJSON.Feature[] => {
    const p = f.properties
    if (p.kind === 'route' && p.unit !== unit) return []
    const geometry = f.geometry as GeoJSON.Geometry // MapLibre draws nothing for null
    const chosen = 'unit' in p && p.unit === unit
    const shown: GeoJSON.Feature = { ...f, geometry, properties: { ...p, ...extra.get(f.id), chosen } }
    if (p.kind !== 'area_not_covered') return [shown]
    if (!f.geometry) return [] // it may be homes, and has no place on a map
    const [w, s, e, n] = box(geometry)
    const point = { type: 'Point' as const, coordinates: [(w + e) / 2, (s + n) / 2] }
    return [{ ...shown, geometry: point, properties: { ...p, spot: p.area, label: p.name || p.area } }]
  })
  return { type: 'FeatureCollection', features }
}

function stopMarks(s: Stop, unit: Stop[]) {
  const here = unit.filter((other) => String(other.at) === String(s.at)).map((other) => other.seq)
  const band = `${timeOfDay(s.arrive)}–${timeOfDay(s.depart)}`
  const first = s.seq === here[0]
  return {
    stop: s.id,
    place: s.place,
    label: first ? String(s.seq) : '',
    band: here.length > 1 ? `${band}, +${here.length - 1} later` : band,
  }
}
