// How things are written for people: numbers, months, times and names.

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'Europe/London',
})
const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'Europe/London',
})
const period = /(?<![\w-])(\d{4}-\d{2})(?:\.\.(\d{4}-\d{2}))?(?![\w-])/g
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })

/** 1234.56 is "1,235"; below a hundred a decimal is kept: 12.34 is "12.3". Little is not nothing: 0.02 is "< 0.1". */
export function figure(n: number): string {
  if (n > 0 && n < 0.1) return '< 0.1'
  return (Math.abs(n) < 100 ? tenths : whole).format(n)
}

/** A product as the factors beside it multiply out, each said to a hundredth: no digit of it that theirs would not give. */
export function product(of: number, factors: number[]): string {
  const said = factors.reduce((all, f) => all * Number(f.toFixed(2)), 1)
  const digits = [2, 1, 0].find((d) => said.toFixed(d) === of.toFixed(d))
  return digits === undefined ? `about × ${figure(of)}` : `× ${of.toFixed(digits)}`
}

/** 0.184 is "18%", and shares under a tenth keep a decimal: 0.018 is "1.8%". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}%`
}

/** With two digits, and whole from 10 on: 73.8 is "74", 0.0042 is "0.0042". */
export const two = (n: number): string => (n >= 10 ? whole.format(n) : String(Number(n.toPrecision(2))))

/** A share that may be far below a hundredth, with two digits: 0.00042 is "0.042%". */
export const small = (share: number): string => (share >= 0.01 ? percent(share) : `${two(100 * share)}%`)

/** An instant as the clock shows it in London: "02:15". */
export const timeOfDay = (instant: string): string => clock.format(new Date(instant))

/** A date or an instant as a day in London: "Fri, 3 Oct 2025". */
export const dayName = (date: string): string => day.format(new Date(date)).replace('Sept', 'Sep')

const isoDay = /\b\d{4}-\d{2}-\d{2}\b/g

/** A text of the server's with its days as people write them: "by 2025-12-20" is "by Sat, 20 Dec 2025". */
export const dated = (text: string): string => text.replace(isoDay, (d) => dayName(d))

/** With a capital to begin with. */
export const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1)

/** "2025-09" is "Sep 2025". */
export function monthName(yearMonth: string): string {
  const [year, m] = yearMonth.split('-')
  return `${shortMonth(m)} ${year}`
}

/** Where data end: "2025-09-30" is "the end of Sep 2025", "2025-10-03" is "Fri, 3 Oct 2025". */
export function dataEnd(day: string): string {
  const next = new Date(Date.parse(day) + 24 * 3600 * 1000)
  const wholeMonth = day.length === 'YYYY-MM'.length || next.getUTCDate() === 1
  return wholeMonth ? `the end of ${monthName(day)}` : dayName(day)
}

/** "Sep 2025", "Jan – Sep 2025", or "Nov 2024 – Sep 2025". */
export function periodName(from: string, to: string): string {
  if (!from || !to) return ''
  if (from === to) return monthName(from)
  const sameYear = from.slice(0, 4) === to.slice(0, 4)
  return `${sameYear ? shortMonth(from.slice(5)) : monthName(from)} – ${monthName(to)}`
}

function shortMonth(m: string | undefined): string {
  return month.format(Date.UTC(2000, Number(m) - 1)).slice(0, 3)
}

/** Abbreviations in capitals: "nte hours" is "NTE hours". */
export const capitals = (s: string): string => s.replace(/\b(nte|asb|atm)\b/g, (w) => w.toUpperCase())

/** A name in kebab case as a reader writes it: "nte-violence" is "NTE violence". */
export function title(name: string): string {
  return capital(capitals(name.replaceAll('-', ' ')))
}

/**
 * A clause of the server's as a sentence: "2 offences of nte-violence,
 * 2025-01..2025-12" is "2 offences of NTE violence, Jan – Dec 2025."
 */
export function sentence(clause: string): string {
  const plain = clause
    .replace(/^[a-z_]+\/\d+(\/[a-z_\d]+)*: /, '') // where in the request: the form shows it
    .replace(
      /\b(offences?) of ([a-z]+(?:-[a-z]+)*)(?=[,;.]| (?:counted|recorded|here|in|a)\b)/g,
      (_, n, group) => (group === 'all' ? n : `${n} of ${groupName(group)}`),
    )
    .replace(
      /(\bof |, |^)group ([a-z]+(?:-[a-z]+)*)(?= (?:in|on|to|is|might)\b|,)/g,
      (_, by, group) => `${by}${groupName(group)}`,
    )
    .replace(/(?<![\w./-])(?:nte|asb)(?:-[a-z]+)+(?![\w/-])/g, groupName) // wherever else one is named
    .replace(period, (_, from, to = from) => periodName(from, to))
    .replace(/(?<![\w./-])(?:nte|asb)(?![\w./-])/g, capitals)
  const said = capital(plain)
  return /[.!?]$/.test(said) ? said : `${said}.`
}

/** An offence group as a reader writes it: "all" is "All offences". */
export const groupName = (name: string): string => (name === 'all' ? 'All offences' : title(name))

/** "1 cell", "2 cells". */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${figure(n)} ${n === 1 ? one : more}`
}

const numbers = [
  'No',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
]

/** A number at the head of a sentence: "Five", and "23" from there on. */
export const spelled = (n: number): string => numbers[n] ?? figure(n)

const dayMs = 24 * 3600 * 1000

/** How long ago a day was: "3 days old", "14 months old"; months from two of them on. */
export function age(day: string, now: Date): { words: string; days: number } {
  const days = Math.max(0, Math.floor((now.getTime() - Date.parse(day)) / dayMs))
  const months = Math.floor(days / 30.44)
  if (days === 0) return { words: 'of today', days }
  return { words: `${months >= 2 ? many(months, 'month') : many(days, 'day')} old`, days }
}

/** What is expected, as people say it: "About 2.3 offences a month" or "About one offence in 7 weeks". */
export function pace(mean: number, days: number): string {
  const weeks = days / 7
  if (mean <= 0) return 'No offence expected'
  const month = (mean / days) * 30.44
  if (month >= 1) return `About ${figure(month)} ${month < 1.05 ? 'offence' : 'offences'} a month`
  const gap = weeks / mean
  if (gap < 52) return `About one offence in ${many(Math.round(gap), 'week')}`
  const years = gap / 52
  return years < 1.5 ? 'About one offence a year' : `About one offence in ${many(Math.round(years), 'year')}`
}
