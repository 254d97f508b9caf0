// What a popup says, from the features under the pointer.

import { capitals, figure, many, title } from '../words'

export interface Section {
  heading: string
  tag?: string
  rows: [name: string, value: string][]
  lines?: string[]
}

export interface Under {
  layer: string
  properties: Record<string, unknown>
}

/** What the hexagons hold, for their section's words. */
export interface Counted {
  group: string
  resolution: number
}

/**
 * The sections of a popup: a stop or a site speaks for itself; otherwise the
 * zone and the hexagon that are there, and else the area.
 */
export function sections(under: Under[], counted?: Counted): Section[] {
  const first = (...layers: string[]) => under.find((u) => layers.includes(u.layer))?.properties
  const said: Section[] = []
  const site = first('sites')
  const stops = under.filter((u) => u.layer === 'stops').map((u) => u.properties)
  if (stops.length) return stops.sort((a, b) => number(a.seq) - number(b.seq)).map(stopSection)
  if (site) said.push({ heading: text(site.name), tag: title(text(site.category)), rows: [] })
  const spot = first('spots-left-out')
  if (spot) said.push({ heading: text(spot.area), tag: 'Not covered', rows: [], lines: [text(spot.reason)] })
  const zone = first('zone-fill')
  if (zone) said.push(zoneSection(zone))
  const cell = first('cells')
  if (cell && counted) said.push(cellSection(cell, counted))
  const area = first('chosen-land', 'land')
  if (area && !said.length) said.push({ heading: text(area.name), tag: title(text(area.kind)), rows: [] })
  else if (area) said.at(-1)!.lines = [...(said.at(-1)!.lines ?? []), `In ${text(area.name)}`]
  return said
}

function stopSection(p: Record<string, unknown>): Section {
  const lines = list(p.why)
  const fourE = list(p['4E'])
  return {
    heading: `${text(p.seq)}. ${text(p.place)}`,
    tag: p.kind === 'engagement_stop' ? 'Engagement' : 'Patrol',
    rows: [
      ['Unit', title(text(p.unit))],
      ['Time', text(p.times)],
      ['Stay', `${text(p.dwell_min)} min`],
      ...(fourE.length ? [['4E', fourE.join(', ')] as [string, string]] : []),
      ...(p['4P'] ? [['4P', text(p['4P'])] as [string, string]] : []),
    ],
    lines,
  }
}

function zoneSection(p: Record<string, unknown>): Section {
  return {
    heading: text(p.name),
    tag: `${title(text(p.tier))} focus area`,
    rows: [
      ['Harm, days', figure(number(p.harm))],
      ['Offences', figure(number(p.count))],
      ['Share of harm', `${figure(100 * number(p.share))}%`],
      ['Size, ha', figure(number(p.area_m2) / 10_000)],
    ],
    lines: p.hours ? [`Counted: ${capitals(text(p.hours))}`] : [],
  }
}

function cellSection(p: Record<string, unknown>, counted: Counted): Section {
  const steps = counted.resolution - number(p.resolution)
  const rows: Section['rows'] = [
    ['Offences', figure(number(p.count))],
    ['Harm, days', figure(number(p.harm))],
  ]
  if (number(p.asb)) rows.push(['Anti-social behaviour', figure(number(p.asb))])
  if (typeof p.risk === 'number') rows.push([steps ? 'Highest risk' : 'Relative risk', `× ${figure(p.risk)}`])
  const nothing = !number(p.count) && !number(p.asb)
  return {
    heading: title(counted.group),
    tag: steps ? `${many(7 ** steps, 'cell')} together` : 'One cell',
    rows,
    lines: nothing ? ['None recorded here'] : [],
  }
}

const text = (v: unknown): string => (v === undefined || v === null ? '' : String(v))
const number = (v: unknown): number => (typeof v === 'number' ? v : 0)

/** MapLibre hands lists over as JSON. */
function list(v: unknown): string[] {
  if (Array.isArray(v)) return v.map(text)
  if (typeof v !== 'string' || !v) return []
  try {
    const parsed: unknown = JSON.parse(v)
    return Array.isArray(parsed) ? parsed.map(text) : [v]
  } catch {
    return [v]
  }
}
