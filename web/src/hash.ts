// The address of what is on the screen, in the URL's hash: it never reaches a
// server, and a link to it shows the same.

import { type Measure, measures } from './colours'
import { type Mark, marks } from './marks'

export const desks = ['night', 'plans', 'risk', 'reports', 'import'] as const
export type Desk = (typeof desks)[number]
/** The layers, as they lie at first: the lowest first. */
export const layers = ['cells', 'marks', 'ground', 'areas', 'zones', 'plan', 'sites'] as const
export type Layer = (typeof layers)[number]
export const shows = ['map', 'table', 'wall', 'meeting'] as const
export type Show = (typeof shows)[number]

export const versuses = ['draft', 'approved', 'difference'] as const
export type Versus = (typeof versuses)[number]

/** Where the map looks. */
export interface View {
  zoom: number
  lat: number
  lon: number
}

/** What a person has chosen. Empty: not yet, or as usual. */
export interface Choice {
  desk: Desk
  area: string // kind:code
  operation: string
  from: string // YYYY-MM
  to: string
  month: string // of the period, alone; empty: all of it
  hours: string // of the week, as a clock's rule; empty: the operation's
  with: string // YYYY-MM..YYYY-MM, the period to compare with; empty: none
  measure: Measure | '' // empty: what the desk and the operation show
  mark: Mark | '' // what is marked on the hexagons
  set: string // id of focus areas; empty: the newest
  plan: string
  against: string // id of the plan to compare with; empty: none
  model: string
  versus: Versus // how a model stands beside the approved one
  swipe: number // where the divider of two maps stands, in percent; 0: they stand side by side
  meeting: string // number; empty: the one that is open
  unit: string // whose tour is shown
  at: string // what the why column explains: zone:Z-01, cell:8a1942cd6527fff, stop:u1-s01
  budget: number // of focus areas that can be resourced; 0: nobody has said
  show: Show
  off: Layer[] // layers switched off
  order: Layer[] // the lowest first; empty: as usual
  fade: string[] // layer:percent
}

export const nothingChosen: Choice = {
  desk: 'night',
  area: '',
  operation: '',
  from: '',
  to: '',
  month: '',
  hours: '',
  with: '',
  measure: '',
  mark: '',
  set: '',
  plan: '',
  against: '',
  model: '',
  versus: 'draft',
  swipe: 0,
  meeting: '',
  unit: '',
  at: '',
  budget: 0,
  show: 'map',
  off: [],
  order: [],
  fade: [],
}

/** Writes a hash. What is as it is at first is left out. */
export function writeHash(c: Choice, view?: View): string {
  const said = (Object.keys(nothingChosen) as (keyof Choice)[])
    .map((name) => [name, String(c[name])] as const)
    .filter(([name, value]) => value !== String(nothingChosen[name]))
  const where = view ? `${view.zoom.toFixed(2)}/${view.lat.toFixed(5)}/${view.lon.toFixed(5)}` : ''
  return [...said, ...(where ? [['map', where] as const] : [])]
    .map(
      ([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(2F|3A|2C)/g, decodeURIComponent)}`,
    )
    .join('&')
}

/** Reads a hash. What it does not say, or says wrongly, is as it is at first. */
export function readHash(hash: string): { choice: Choice; view?: View } {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  const text = (name: string, form: RegExp) => {
    const value = said.get(name) ?? ''
    return form.test(value) ? value : ''
  }
  const one = <T extends string>(name: string, of: readonly T[], otherwise: T): T =>
    of.find((v) => v === said.get(name)) ?? otherwise
  const list = (name: string) => (said.get(name) ?? '').split(',').filter(Boolean)
  const name = /^[\w-]{1,100}$/
  const month = /^\d{4}-(0[1-9]|1[0-2])$/
  const order = list('order').filter((l): l is Layer => (layers as readonly string[]).includes(l))
  const choice: Choice = {
    desk: one('desk', desks, 'night'),
    area: text('area', /^.{1,200}$/), // a code without its kind will do
    operation: text('operation', name),
    from: text('from', month),
    to: text('to', month),
    month: text('month', month),
    hours: text('hours', /^[A-Z][a-z]{2}(-[A-Z][a-z]{2})? \d{2}:00-\d{2}:00(, [A-Za-z: \d-]{1,40})?$/),
    with: text('with', /^\d{4}-(0[1-9]|1[0-2])\.\.\d{4}-(0[1-9]|1[0-2])$/),
    measure: one('measure', [...measures, ''], ''),
    mark: one('mark', [...marks, ''], ''),
    set: text('set', name),
    plan: text('plan', name),
    against: text('against', name),
    model: text('model', name),
    versus: one('versus', versuses, 'draft'),
    swipe: Number(text('swipe', /^[1-9]\d?$/)),
    meeting: text('meeting', /^\d{1,9}$/),
    unit: text('unit', /^[\w -]{1,100}$/),
    at: text('at', /^(zone|cell|stop|spot|place|mark):[\w .:/-]{1,100}$/),
    budget: Math.min(99, Math.trunc(Number(text('budget', /^\d{1,2}$/)) || 0)),
    show: one('show', shows, 'map'),
    off: layers.filter((l) => list('off').includes(l)),
    order: completed(order),
    fade: list('fade').filter((f) => /^[a-z]+:(\d|[1-9]\d|100)$/.test(f)),
  }
  const view = readView(said.get('map'))
  return view ? { choice, view } : { choice }
}

/** An order of all layers: one that a link leaves out lies above the one that it usually lies above. */
function completed(order: Layer[]): Layer[] {
  if (!order.length || new Set(order).size < order.length) return []
  for (const [i, l] of layers.entries())
    if (!order.includes(l)) order.splice(i ? order.indexOf(layers[i - 1]!) + 1 : 0, 0, l)
  return String(order) === String(layers) ? [] : order
}

function readView(s: string | null): View | undefined {
  const [zoom, lat, lon, ...more] = (s ?? '').split('/').map((v) => (v === '' ? NaN : Number(v)))
  if (zoom === undefined || lat === undefined || lon === undefined || more.length) return undefined
  const within = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180
  return within ? { zoom, lat, lon } : undefined
}
