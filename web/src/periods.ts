// Periods that can stand beside another one.

import { periodName } from './words'

/** The months of a year before, or of another number of months. */
export function monthsBefore(month: string, n: number): string {
  const [year = 0, m = 1] = month.split('-').map(Number)
  const at = year * 12 + m - 1 - n
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** The period as long just before one, and the same months a year before, where all of their months are loaded. */
export function comparable(span: string[], loaded: string[]): { value: string; words: string }[] {
  if (!span.length) return []
  return [...new Set([12, span.length])].flatMap((n) => {
    const months = span.map((m) => monthsBefore(m, n))
    if (n < span.length || !months.every((m) => loaded.includes(m))) return []
    const [from = '', to = ''] = [months[0], months.at(-1)]
    const how = n === 12 ? 'a year before' : 'just before'
    return [{ value: `${from}..${to}`, words: `${periodName(from, to)}, ${how}` }]
  })
}
