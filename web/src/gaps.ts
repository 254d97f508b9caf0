// Days of which nothing is loaded.

import type { Area, Coverage } from './api'
import { monthName } from './words'

/** The days of runs such as "1-7, 9-30". */
const daysOf = (runs: string): Set<number> =>
  new Set(
    (runs.match(/\d+(-\d+)?/g) ?? []).flatMap((run) => {
      const [from = NaN, to = from] = run.split('-').map(Number)
      return Array.from({ length: to - from + 1 || 0 }, (_, i) => from + i)
    }),
  )

/** The codes of the districts of which no day of a period is loaded; none where coverage is not known by district. */
export function unknown(c: Coverage, areas: readonly Area[], from: string, to: string): string[] {
  if (!c.held.some((h) => h.district)) return []
  const there = new Set(
    c.held
      .filter((h) => h.counted && from <= h.month && h.month <= to && daysOf(h.days).size)
      .map((h) => h.district),
  )
  return areas.filter((a) => a.kind === 'district' && !there.has(a.code)).map((a) => a.code)
}

/** The days of a period that lack in an area, in words: "8 Nov 2025", "1–3 Dec 2025", "all of Jan 2026". */
export function gaps(c: Coverage, area: Area, from: string, to: string): string[] {
  const district = area.kind === 'district' && c.held.some((h) => h.district === area.code)
  return c.months
    .filter((m) => from <= m.month && m.month <= to)
    .flatMap((m) => {
      const cells = c.held.filter((h) => h.month === m.month && h.district === area.code && h.counted)
      const there = district ? new Set(cells.flatMap((h) => [...daysOf(h.days)])) : daysOf(m.days)
      if (!there.size) return [`all of ${monthName(m.month)}`]
      const runs: [number, number][] = []
      for (let day = 1; day <= m.length; day++) {
        const last = runs.at(-1)
        if (there.has(day)) continue
        if (last?.[1] === day - 1) last[1] = day
        else runs.push([day, day])
      }
      return runs.map(([a, b]) => `${a === b ? a : `${a}–${b}`} ${monthName(m.month)}`)
    })
}
