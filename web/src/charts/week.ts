// The hours of the week as a night sees them: each row begins at 06:00, so that
// Friday's small hours stay on Friday's row.

export const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** One hour of a policing day. */
export interface Hour {
  day: number // 0 Monday
  hour: number // of the clock, 0 to 23
  value: number
  level: number // class, 0 to 5: nothing, then 1, 2, 3, 4 and 6 times the average hour
}

const levels = [1, 2, 3, 4, 6]

/** Seven rows of 24 hours each, from 168 values that begin on Monday at 00:00. */
export function nights(week: number[], dayBegins = 6): Hour[][] {
  const average = week.reduce((a, b) => a + b, 0) / 168
  return dayNames.map((_, day) =>
    Array.from({ length: 24 }, (_, i) => {
      const hour = (dayBegins + i) % 24
      const value = week[(24 * (day + (hour < dayBegins ? 1 : 0)) + hour) % 168] ?? 0
      const level = average > 0 ? levels.filter((l) => value >= l * average).length : 0
      return { day, hour, value, level }
    }),
  )
}

/** The fewest hours of the week that hold half. */
export function halfIn(week: number[]): number {
  const sum = week.reduce((a, b) => a + b, 0)
  let held = 0
  let n = 0
  for (const v of [...week].sort((a, b) => b - a)) {
    if (sum <= 0 || held >= sum / 2) break
    held += v
    n++
  }
  return n
}

/** Hours of some nights: days from Monday 0, and hours as they come after 06:00, the first and the last. */
export interface Span {
  days: [first: number, last: number]
  hours: [first: number, last: number] // 0 is 06:00 to 07:00, 23 is 05:00 to 06:00
}

const dayBegins = 6
const two = (hour: number) => `${String(hour).padStart(2, '0')}:00`

/** Two corners of the table, in whichever order, as a span. */
export const spanBetween = (a: [day: number, at: number], b: [day: number, at: number]): Span => ({
  days: [Math.min(a[0], b[0]), Math.max(a[0], b[0])],
  hours: [Math.min(a[1], b[1]), Math.max(a[1], b[1])],
})

/** A span as a clock's rule, in which the small hours are the next day's: "Sat 01:00-03:00". */
export function ruleOf({ days, hours }: Span): string {
  const term = (from: number, to: number) => {
    const shift = dayBegins + from >= 24 ? 1 : 0
    const [first, last] = days.map((d) => dayNames[(d + shift) % 7]!)
    const named = first === last ? first : `${first}-${last}`
    return `${named} ${two((dayBegins + from) % 24)}-${two((dayBegins + to) % 24)}`
  }
  const [first, last] = hours
  // A whole day ends where it begins, which a rule cannot say in one.
  return last - first === 23 ? `${term(0, 18)}, ${term(18, 24)}` : term(first, last + 1)
}

/** The span that a rule of `ruleOf` says; of another rule there is none. */
export function spanOf(rule: string): Span | undefined {
  const [term = '', rest] = rule.split(', ')
  const [, begin = '', end = begin, from, to] = /^(\w{3})(?:-(\w{3}))? (\d\d):00-(\d\d):00$/.exec(term) ?? []
  if (from === undefined) return undefined
  const shift = Number(from) < dayBegins ? 1 : 0
  const [a, b] = [begin, end].map((d) => (dayNames.indexOf(d) - shift + 7) % 7) as [number, number]
  const first = (Number(from) + 24 - dayBegins) % 24
  const last = rest ? 23 : (Number(to) + 24 - dayBegins - 1) % 24
  return a <= b && first <= last ? { days: [a, b], hours: [first, last] } : undefined
}

export const holds = (s: Span, day: number, at: number): boolean =>
  s.days[0] <= day && day <= s.days[1] && s.hours[0] <= at && at <= s.hours[1]

const london = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  hour: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Europe/London',
})

const dates = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: 'Europe/London',
})

/** The policing day of a moment, 06:00 to 06:00 in London: at 01:30 on Saturday it is Friday's date. */
export function policingDay(moment: Date): string {
  const [year, month, day] = dates.format(moment).split('-').map(Number) as [number, number, number]
  const before = Number(london.formatToParts(moment).find((p) => p.type === 'hour')?.value) < dayBegins
  return new Date(Date.UTC(year, month - 1, day - (before ? 1 : 0))).toISOString().slice(0, 10)
}

/** The hours of the night that a moment is in, or comes before, from 18:00: which are busy, and which is now. */
export function tonight(peak: string[], now: Date): { hour: number; busy: boolean; now: boolean }[] {
  const parts = Object.fromEntries(london.formatToParts(now).map((p) => [p.type, p.value]))
  const at = Number(parts.hour)
  const night = (dayNames.indexOf(parts.weekday ?? '') + (at < dayBegins ? 6 : 0)) % 7
  const bands = peak.flatMap((band) => {
    const [, first = '', last = first, from = '', to = ''] =
      /^(\w{3})(?:-(\w{3}))? (\d\d):00-(\d\d):00$/.exec(band) ?? []
    const [a, b] = [dayNames.indexOf(first), dayNames.indexOf(last)]
    const days = a < 0 || b < 0 ? [] : Array.from({ length: ((b - a + 7) % 7) + 1 }, (_, i) => (a + i) % 7)
    const length = (Number(to) - Number(from) + 24) % 24 || 24
    return days.map((day) => ({ begins: 24 * day + Number(from), length }))
  })
  return Array.from({ length: 12 }, (_, i) => {
    const hour = (18 + i) % 24
    const ofWeek = (24 * night + 18 + i) % 168
    const busy = bands.some(({ begins, length }) => (ofWeek - begins + 168) % 168 < length)
    return { hour, busy, now: hour === at }
  })
}
