// The address of what is on the screen, in the URL's hash: it never reaches a
// server, and a link to it shows the same.

import { type Measure, measures } from './colours'

export const layers = ['cells', 'zones', 'plan', 'sites', 'areas'] as const
export type Layer = (typeof layers)[number]
export const tabs = ['zones', 'plan', 'risk'] as const
export type Tab = (typeof tabs)[number]

/** Where the map looks. */
export interface View {
  zoom: number
  lat: number
  lon: number
}

/** What a person has chosen. Empty: not yet. */
export interface Choice {
  area: string // kind:code
  group: string
  from: string // YYYY-MM
  to: string
  clock: string
  measure: Measure
  operation: string
  tab: Tab
  plan: string // id; empty: the newest
  unit: string // whose tour is shown; empty: everyone's
  off: Layer[] // layers switched off
}

export const nothingChosen: Choice = {
  area: '',
  group: '',
  from: '',
  to: '',
  clock: 'all',
  measure: 'harm',
  operation: '',
  tab: 'zones',
  plan: '',
  unit: '',
  off: [],
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
  const name = /^[\w-]{1,100}$/
  const month = /^\d{4}-(0[1-9]|1[0-2])$/
  const off = (said.get('off') ?? '').split(',')
  const choice: Choice = {
    area: text('area', /^[a-z]+:.{1,200}$/),
    group: text('group', name),
    from: text('from', month),
    to: text('to', month),
    clock: text('clock', name) || 'all',
    measure: one('measure', measures, 'harm'),
    operation: text('operation', name),
    tab: one('tab', tabs, 'zones'),
    plan: text('plan', /^[A-Za-z0-9-]{1,100}$/),
    unit: text('unit', /^[\w -]{1,100}$/),
    off: layers.filter((l) => off.includes(l)),
  }
  const view = readView(said.get('map'))
  return view ? { choice, view } : { choice }
}

function readView(s: string | null): View | undefined {
  const [zoom, lat, lon, ...more] = (s ?? '').split('/').map((v) => (v === '' ? NaN : Number(v)))
  if (zoom === undefined || lat === undefined || lon === undefined || more.length) return undefined
  const within = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180
  return within ? { zoom, lat, lon } : undefined
}
