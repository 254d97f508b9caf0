// A shift on a time axis.

/** The share of the way from the start to the end at which an instant is, as a percentage from 0 to 100. */
export function along(instant: string, start: string, end: string): number {
  const [a, b, t] = [Date.parse(start), Date.parse(end), Date.parse(instant)]
  if (!(b > a)) return 0
  return Math.max(0, Math.min(100, (100 * (t - a)) / (b - a)))
}

/** The whole hours between two instants, each as an instant. */
export function hoursBetween(start: string, end: string): string[] {
  const hour = 3_600_000
  const first = Math.ceil(Date.parse(start) / hour) * hour
  const out: string[] = []
  for (let t = first; t <= Date.parse(end) && out.length < 49; t += hour) out.push(new Date(t).toISOString())
  return out
}

/** How many of some spans are under way in each half hour. */
export function byHalfHour(
  spans: { start: string; end: string }[],
  away: { from: string; to: string }[],
  start: string,
  end: string,
): number[] {
  const half = 1_800_000
  const counts: number[] = []
  for (let t = Date.parse(start); t < Date.parse(end) && counts.length < 96; t += half) {
    const at = t + half / 2
    const on = spans.filter((s) => Date.parse(s.start) <= at && at < Date.parse(s.end)).length
    const off = away.filter((s) => Date.parse(s.from) <= at && at < Date.parse(s.to)).length
    counts.push(on - off)
  }
  return counts
}
