// What a popup says, from the features under the pointer.

import { capitals, figure, groupName, many, sentence, title } from '../words'

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
 * The sections of a popup: a stop speaks for itself, the one that was asked for
 * or else the first there; otherwise the site, the zone and the hexagon that are
 * there, and else the area.
 */
export function sections(under: Under[], counted?: Counted, asked = ''): Section[] {
  const first = (...layers: string[]) => under.find((u) => layers.includes(u.layer))?.properties
  const stops = under.filter((u) => u.layer === 'stops').map((u) => u.properties)
  if (stops.length) return [stopSection(stops, asked)]
  const said: Section[] = []
  const site = first('sites')
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

/** One of the stops at a place, and when there are others. */
function stopSection(stops: Record<string, unknown>[], asked: string): Section {
  const inOrder = [...stops].sort((a, b) => text(a.arrive).localeCompare(text(b.arrive)))
  const p = inOrder.find((s) => s.stop === asked) ?? inOrder[0]!
  const others = inOrder.filter((s) => s !== p)
  const also = others.map((s) => text(s.times) + (s.unit === p.unit ? '' : ` (${title(text(s.unit))})`))
  const rows: Section['rows'] = [
    ['Unit', title(text(p.unit))],
    ['Time', text(p.times)],
    ['Stay', `${text(p.dwell_min)} min`],
    ['4E', list(p['4E']).join(', ')],
    ['4P', text(p['4P'])],
    ['Also', also.join(', ')],
  ]
  return {
    heading: `${text(p.seq)}. ${text(p.place)}`,
    tag: p.kind === 'engagement_stop' ? 'Engagement' : 'Patrol',
    rows: rows.filter(([, value]) => value),
    lines: list(p.why).map(sentence),
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
    heading: groupName(counted.group),
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
