// The rows of the table twin: sorting, filtering, and what a spreadsheet is given.

import type { Board } from '../stores/board.svelte'

export interface Column {
  name: string
  figures?: boolean // right-aligned, and largest first
}

export interface Row {
  key: string
  unit?: string
  box: [west: number, south: number, east: number, north: number]
  values: (string | number | null)[] // what is sorted and copied; null: unknown
  said: string[] // what is read
}

const order = new Intl.Collator('en-GB', { numeric: true })

/** The rows by a column, what is unknown last; as they came for -1. */
export function arranged(rows: Row[], column: number, down: boolean): Row[] {
  if (column < 0) return rows
  return [...rows].sort((a, b) => {
    const [x, y] = [a.values[column] ?? null, b.values[column] ?? null]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    const c = typeof x === 'number' && typeof y === 'number' ? x - y : order.compare(String(x), String(y))
    return down ? -c : c
  })
}

/** Whether each word of a filter is somewhere in a row. */
export function matches(r: Row, filter: string): boolean {
  const all = r.said.join(' ').toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((w) => all.includes(w))
}

/** What a table was made from, in words that go with each of its rows: rows are sorted, and part from a heading. */
export function madeFrom(
  { choice, coverage, invented }: Pick<Board, 'choice' | 'coverage' | 'invented'>,
  result: string,
  from = choice.from,
  to = choice.to,
): string {
  const last = coverage.value?.to
  const marking = invented ? 'INVENTED COUNTY' : 'OFFICIAL-SENSITIVE'
  return [result, `${from}..${to}`, last && `data to ${last}`, marking, location.href]
    .filter(Boolean)
    .join(', ')
}

/**
 * The values as text for a spreadsheet, and in the last column what they were made from. What it
 * would run as a formula is kept from it by an apostrophe; what is unknown is left empty.
 */
function plain(columns: Column[], rows: Row[], made: string): string[][] {
  const said = (v: string | number | null) => {
    if (typeof v !== 'string') return v === null ? '' : String(v)
    const line = v.replace(/[\t\r\n]+/g, ' ')
    return /^[=+\-@]/.test(line) ? `'${line}` : line
  }
  return [[...columns.map((c) => c.name), 'Made from'], ...rows.map((r) => [...r.values, made].map(said))]
}

/** Tab-separated text, to paste. */
export const tabbed = (columns: Column[], rows: Row[], made: string): string =>
  plain(columns, rows, made)
    .map((r) => r.join('\t'))
    .join('\n')

/** A file of comma-separated values that spreadsheets take for UTF-8. */
export function csv(columns: Column[], rows: Row[], made: string): string {
  const quoted = (v: string) => (/[",]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v)
  const lines = plain(columns, rows, made).map((r) => r.map(quoted).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
