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
