// What the columns of a CSV file are: a guess from headings and values, which a person corrects, and the mapping that says so.

import type { ImportCheck } from './api'
import type { Kind } from './desks/import'

/** What a column may be, by the names that a mapping has for it; those of a time of day stand behind the day. */
export const meanings = {
  reference: 'reference',
  incident: 'reference of the incident, such as “0123 of 3 January”',
  type: 'type of offence',
  from: 'when it began',
  'from time': 'when it began: time of day',
  to: 'when it ended',
  'to time': 'when it ended: time of day',
  easting: 'easting',
  northing: 'northing',
  longitude: 'longitude',
  latitude: 'latitude',
  grid_reference: 'grid reference',
  precision: 'how well the place is known, metres',
  area: 'code of district or beat',
  place: 'kind of place',
  location: 'street or location',
  outcome: 'outcome',
  opening: 'opening code, such as “ASB NUISANCE”',
  closing: 'closing code',
  disposal: 'who took it on, such as “Passed to CPT”',
  venue: 'place that is counted',
  count: 'number',
  name: 'name',
  category: 'category',
  terminal: 'when the last licensed activity ends',
  capacity: 'capacity',
  address: 'address',
} as const
export type Meaning = keyof typeof meanings

const positions = ['easting', 'northing', 'longitude', 'latitude', 'grid_reference'] as const
const times = ['from', 'from time', 'to', 'to time'] as const

/** What a file of each kind may have, and what it must have. */
export const kindsMapped: Partial<Record<Kind, { may: readonly Meaning[]; must: readonly Meaning[] }>> = {
  offences: {
    may: ['reference', 'incident', 'type', ...times, ...positions, 'precision', 'area', 'place', 'location', 'outcome'], // prettier-ignore
    must: ['type', 'from'],
  },
  incidents: {
    may: ['reference', 'opening', 'closing', 'disposal', ...times, ...positions, 'area', 'place', 'location'],
    must: ['opening', 'from'],
  },
  'partner-counts': { may: ['venue', 'count', 'type', ...times, ...positions, 'area'], must: ['from'] },
  sites: {
    may: ['reference', 'name', 'category', ...positions, 'terminal', 'capacity', 'address'],
    must: ['name', 'category'],
  },
}

/** A column with its first values, and what it is taken for; empty: it is not read. */
export interface Column {
  heading: string
  samples: string[]
  is: Meaning | ''
}

/** The first rows of a CSV file; an unfinished last one is left out. */
export function rows(text: string, most = 20): string[][] {
  const found: string[][] = []
  let row: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length && found.length < most; i++) {
    const c = text[i]!
    if (quoted) {
      if (c !== '"') field += c
      else if (text[i + 1] === '"') field += text[i++]
      else quoted = false
    } else if (c === '"' && field === '') quoted = true
    else if (c === ',') row = (row.push(field), (field = ''), row)
    else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++
      row.push(field)
      if (row.length > 1 || field) found.push(row)
      row = []
      field = ''
    } else field += c
  }
  if (field || row.length) if (found.length < most) found.push([...row, field])
  return found
}

/** Whether these are the headings of a street file of data.police.uk, which is read without a mapping. */
export const isStreetFile = (headings: string[]): boolean =>
  ['month', 'crime type', 'longitude', 'latitude'].every((h) =>
    headings.some((g) => g.trim().toLowerCase() === h),
  )

const headingSigns: [RegExp, Meaning][] = [
  [/\b(incident|log|event) ?(no|num|number|ref|reference|id)\b/, 'incident'],
  [/\b(ref|reference|urn)\b|\b(crime|licen[cs]e|record) ?(no|num|number|id)\b/, 'reference'],
  [/\bopening\b/, 'opening'],
  [/\bclosing\b/, 'closing'],
  [/\bdisposal\b|\bresult\b/, 'disposal'],
  [/\b(to|end|ended|until|last|latest)\b.*\btime\b/, 'to time'],
  [/\b(to|end|ended|until|latest)\b.*\b(date|day)?\b/, 'to'],
  [/\btime\b/, 'from time'],
  [/\b(date|day|from|when|month|start|began)\b/, 'from'],
  [/\b(type|offence|crime|category|class|classification)\b/, 'type'],
  [/\b(easting|x)\b/, 'easting'],
  [/\b(northing|y)\b/, 'northing'],
  [/\b(longitude|long|lon|lng)\b/, 'longitude'],
  [/\b(latitude|lat)\b/, 'latitude'],
  [/\bgrid ?ref/, 'grid_reference'],
  [/\b(accuracy|precision)\b/, 'precision'],
  [/\b(beat|ward|district|area|division)\b/, 'area'],
  [/\b(premises|place)\b/, 'place'],
  [/\b(street|road|location|locus)\b/, 'location'],
  [/\boutcome\b/, 'outcome'],
  [/\bvenue\b/, 'venue'],
  [/\b(count|number|total)\b/, 'count'],
  [/\bname\b/, 'name'],
  [/\bterminal\b/, 'terminal'],
  [/\bcapacity\b/, 'capacity'],
  [/\b(address|postcode)\b/, 'address'],
]

const day =
  /^(\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}-[A-Z][a-z]{2}-\d{4})([ T]\d{1,2}:\d{2}.*)?$/
const time = /^([01]?\d|2[0-4]):[0-5]\d(:\d\d)?$/
const grid = /^[A-Z]{2} ?\d{2,5} ?\d{2,5}$/i
const number = /^-?\d+(\.\d+)?$/

/** What a column may be by its values alone: by two in three of them, as real files have a 0 for a place that is not known. */
function byValues(samples: string[]): Meaning[] {
  const all = (sign: (s: string) => boolean) =>
    samples.length > 0 && 3 * samples.filter(sign).length >= 2 * samples.length
  const within = (low: number, high: number) => (s: string) =>
    number.test(s) && low <= Number(s) && Number(s) <= high
  if (all((s) => day.test(s))) return ['from', 'to']
  if (all((s) => time.test(s))) return ['from time', 'to time']
  if (all((s) => grid.test(s))) return ['grid_reference']
  const degrees = all((s) => /\.\d{3,}$/.test(s))
  if (degrees && all(within(49, 61.5))) return ['latitude']
  if (degrees && all(within(-9, 3))) return ['longitude']
  if (all(within(80_000, 660_000)) && all((s) => !s.includes('.') || s.length > 8))
    return ['easting', 'northing']
  return []
}

/** The columns of a file, each with a guess of what it is among what its kind may have. */
export function guessColumns([headings = [], ...values]: string[][], kind: Kind): Column[] {
  const may = kindsMapped[kind]?.may ?? []
  const taken = new Set<Meaning>()
  const free = (m: Meaning | undefined) => m !== undefined && may.includes(m) && !taken.has(m)
  const columns = headings.map((heading, i): Column => {
    const samples = values.map((row) => (row[i] ?? '').trim()).filter(Boolean)
    return { heading, samples, is: '' }
  })
  const take = (c: Column, all: Meaning[]) => {
    const found = c.is === '' ? all.find(free) : undefined
    if (!found) return
    taken.add(found)
    c.is = found
  }
  const words = (c: Column) =>
    ` ${c.heading.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^A-Za-z]+/g, ' ')} `.toLowerCase()
  const asSites = (m: Meaning): Meaning => (kind === 'sites' && m === 'type' ? 'category' : m)
  for (const c of columns) {
    const byName = headingSigns.filter(([sign]) => sign.test(words(c))).map(([, m]) => asSites(m))
    const fits = byValues(c.samples)
    // A heading that its values contradict says nothing.
    const can = (m: Meaning) =>
      fits.length ? fits.includes(m) : !needsValues(m) && (!isTime(m) || c.samples.every((v) => /\d/.test(v)))
    take(c, byName.filter(can))
  }
  for (const c of columns) take(c, byValues(c.samples))
  // A position is given one way; one in half is none.
  const whole = ways.find((way) => way.every((m) => taken.has(m))) ?? []
  for (const c of columns) if (c.is && isPosition(c.is) && !whole.includes(c.is)) c.is = ''
  return columns
}

/** The ways to give a position, the best first. */
const ways: readonly Meaning[][] = [['longitude', 'latitude'], ['easting', 'northing'], ['grid_reference']]
const isPosition = (m: Meaning): boolean => ways.flat().includes(m)

/** What must look like what it is: a place in numbers, or a time of day. */
const needsValues = (m: Meaning): boolean => isPosition(m) || m.endsWith(' time')
const isTime = (m: Meaning): boolean => (times as readonly Meaning[]).includes(m)

/** What is wrong with a mapping of these columns, in words; none: nothing. */
export function wrong(columns: Column[], kind: Kind): string[] {
  const has = (m: Meaning) => columns.some((c) => c.is === m)
  const missing: Meaning[] = (kindsMapped[kind]?.must ?? []).filter((m) => !has(m))
  const given = ways.filter((way) => way.some(has))
  missing.push(...given.flat().filter((m) => !has(m)))
  for (const part of ['from', 'to'] as const) if (has(`${part} time`) && !has(part)) missing.push(part)
  const said = [...new Set(missing)].map((m) => `Say which column is: ${meanings[m]}.`)
  if (given.length > 1) said.push('Give the position one way: set the columns of the others to not read.')
  if (kind === 'sites' && !given.length) said.push('Say which columns are the position.')
  return said
}

/** The mapping that says so, as YAML: JSON is. Columns that are not read are named, so that none of a person is by mistake. */
export function mappingOf(name: string, kind: Kind, columns: Column[]): string {
  const said: Record<string, string | string[]> = {}
  for (const c of columns) if (c.is && !c.is.endsWith(' time')) said[c.is] = c.heading
  for (const part of ['from', 'to'] as const) {
    const clock = columns.find((c) => c.is === `${part} time`)
    const date = said[part]
    if (clock && typeof date === 'string') said[part] = [date, clock.heading]
  }
  const drop = columns.filter((c) => !c.is && c.heading.trim()).map((c) => c.heading)
  return JSON.stringify({
    name: name.replace(/\.csv(\.gz)?$/i, '') || 'export',
    kind,
    columns: said,
    ...(drop.length ? { drop } : {}),
  })
}

/** Whether an import would refuse the file for its rejected rows; a few may all be broken. */
export const refused = ({ read, rejected }: Pick<ImportCheck, 'read' | 'rejected'>): boolean =>
  (rejected >= 5 && rejected === read) || (rejected > 100 && rejected > 0.1 * read)

/** What is doubtful about a row, by the marks that the server has for it. */
export const doubts: Record<string, string> = {
  'missing-hour': 'at a time that the clocks passed over in March',
  'repeated-hour': 'at a time that came twice in October; the first is taken',
  zero: 'at position 0, 0, so where is not known',
  swapped: 'X and Y have changed places; the position is not used',
  'not-degrees': 'metres where degrees should be; the position is not used',
  'not-metres': 'degrees or kilometres where metres should be; the position is not used',
  'off-grid': 'beyond the National Grid (8° W to 3° E, 49° to 61.5° N); the position is not used',
  coarse: 'the position is known to 100 m or worse',
  outside: 'the position is in no force’s area',
  piled: 'ten or more of a month are at the very same position',
  'no-position': 'without a position',
  suppressed: 'the partner withholds the number, as it is small',
  'unread-hours': 'opening or terminal hours in words that cannot be read',
  'unread-capacity': 'the capacity is no number of people',
}

/** The beginning of a file as text, unpacked where it is gzip. */
export async function beginning(file: File, most = 200_000): Promise<string> {
  const packed = /\.gz$/i.test(file.name)
  const stream = packed ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.slice(0, most).stream() // prettier-ignore
  const reader = stream.getReader()
  const parts: BlobPart[] = []
  let size = 0
  while (size < most) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value as BlobPart)
    size += value.byteLength
  }
  await reader.cancel()
  const bytes = await new Blob(parts).arrayBuffer()
  const cut = { stream: size >= most } // in the middle of a character, perhaps
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes, cut)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes, cut)
  const utf8 = new TextDecoder('utf-8').decode(bytes, cut)
  return utf8.includes('\uFFFD') ? new TextDecoder('windows-1252').decode(bytes) : utf8
}
