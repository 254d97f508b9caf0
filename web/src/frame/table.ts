// The rows of the table twin: sorting, filtering, and what a spreadsheet is given.

export interface Column {
  name: string
  figures?: boolean // right-aligned, and largest first
}

export interface Row {
  key: string
  unit?: string
  box: [west: number, south: number, east: number, north: number]
  values: (string | number)[] // what is sorted and copied
  said: string[] // what is read
}

const order = new Intl.Collator('en-GB', { numeric: true })

/** The rows by a column; as they came for -1. */
export function arranged(rows: Row[], column: number, down: boolean): Row[] {
  if (column < 0) return rows
  return [...rows].sort((a, b) => {
    const [x, y] = [a.values[column]!, b.values[column]!]
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

/** Tab-separated text. What a spreadsheet would run as a formula is kept from it by an apostrophe. */
export function tabbed(columns: Column[], rows: Row[]): string {
  const plain = (v: string | number) => {
    if (typeof v === 'number') return String(v)
    const line = v.replace(/[\t\r\n]+/g, ' ')
    return /^[=+\-@]/.test(line) ? `'${line}` : line
  }
  return [columns.map((c) => c.name), ...rows.map((r) => r.values)]
    .map((r) => r.map(plain).join('\t'))
    .join('\n')
}
