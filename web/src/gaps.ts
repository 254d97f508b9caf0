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

type Month = Coverage['months'][number]

/** The days of a month that an area has: a district's own, or else those of all that is loaded. */
function there(c: Coverage, area: Area, m: Month): Set<number> {
  if (area.kind !== 'district' || !c.held.some((h) => h.district === area.code)) return daysOf(m.days)
  const cells = c.held.filter((h) => h.month === m.month && h.district === area.code && h.counted)
  return new Set(cells.flatMap((h) => [...daysOf(h.days)]))
}

/** How many days of a period lack in an area. */
export function lacking(c: Coverage, area: Area, from: string, to: string): number {
  return c.months
    .filter((m) => from <= m.month && m.month <= to)
    .reduce((days, m) => days + m.length - there(c, area, m).size, 0)
}

/** The days of a period that lack in an area, in words: "8 Nov 2025", "1–3 Dec 2025", "all of Jan 2026". */
export function gaps(c: Coverage, area: Area, from: string, to: string): string[] {
  return c.months
    .filter((m) => from <= m.month && m.month <= to)
    .flatMap((m) => {
      const days = there(c, area, m)
      if (!days.size) return [`all of ${monthName(m.month)}`]
      const runs: [number, number][] = []
      for (let day = 1; day <= m.length; day++) {
        const last = runs.at(-1)
        if (days.has(day)) continue
        if (last?.[1] === day - 1) last[1] = day
        else runs.push([day, day])
      }
      return runs.map(([a, b]) => `${a === b ? a : `${a}–${b}`} ${monthName(m.month)}`)
    })
}
