// What the API answers about the made-up county: what is counted, expected and reported.

import { areas, collection, fine } from './county-ground'

export const surfaceFacts = {
  area: areas[0],
  group: 'robbery',
  group_version: 1,
  from: '2025-01',
  to: '2025-09',
  clock: 'all',
  hours: 'all hours',
  resolution: 10,
  lattice: 'lattice-1',
  cells: fine.length,
  nonzero: fine.filter((f) => f.properties!.count > 0).length,
  offences: 412,
  harm: 48210,
  asb: 96,
  elsewhen: 0,
  unplaced: 3,
  left_out: 0,
  notes: ['harm of Violence and sexual offences is a mean over its subgroups'],
}
export const breaks = [10, 9, 8].map((resolution) => ({
  resolution,
  count: [1, 3, 6, 10, 14],
  harm: [1, 30, 80, 140, 200],
  risk: [1, 2.5, 4.5, 7, 10],
}))
export const counts = {
  ...surfaceFacts,
  id: 'cells-1',
  kind: 'counts',
  breaks: breaks.map((b) => ({ ...b, risk: [] })),
  tiles: '/tiles/cells-1.json',
  data_to: '2025-06-30',
}
/** The same at NTE hours, where a tenth as much fell. */
export const nteCounts = {
  ...counts,
  id: 'cells-2',
  group: 'nte-violence',
  clock: 'nte',
  hours: 'nte hours',
  breaks: counts.breaks.map((b) => ({ ...b, harm: [0.02, 3, 8, 14, 20] })),
  tiles: '/tiles/cells-2.json',
}
const figure = (mean: number) => ({
  mean,
  low80: Math.floor(mean / 2),
  high80: Math.ceil(mean * 2),
  low95: 0,
  high95: Math.ceil(mean * 3),
})
/** A forecast that lists every hexagon of which anything was recorded. */
export const forecast = {
  ...nteCounts,
  id: 'forecast-1',
  measure: 'count',
  zero_share: 0.5,
  ruled_out: [],
  train: '2025-01..2025-09',
  period: '2025-10..2025-12',
  days: 92,
  learned: { k: 1, delta: 0.5, dispersion: 1.5, assumed: false },
  total: { offences: figure(140), harm: figure(9000) },
  held: [],
  verdict: 'the best 1% of the area is expected to hold 30%',
  surface: 'forecast-1',
  tiles: '/tiles/forecast-1.json',
  places: fine
    .filter((f) => f.properties!.count > 0)
    .sort((a, b) => b.properties!.count - a.properties!.count)
    .map((f, i) => ({
      cell: f.properties!.cell as string,
      rank: i + 1,
      seen: f.properties!.count as number,
      others: 2,
      one_in_weeks: 4,
      offences: figure((f.properties!.count as number) / 3),
      harm: figure(20),
    })),
}
export const forecastSurface = {
  ...nteCounts,
  id: 'forecast-1',
  kind: 'forecast',
  tiles: '/tiles/forecast-1.json',
}

/** A period against the one before it. */
export const comparison = {
  ...nteCounts,
  measure: 'count',
  zero_share: 0.5,
  ruled_out: [],
  with: '2025-04..2025-06',
  before: 205,
  after: 261,
  ratio: 1.26,
  ratio_low: 1.05,
  ratio_high: 1.51,
  percent: '+27.3%',
  verdict: 'above',
  stable: false,
  districts: [],
  notes: ['the periods are of different seasons: some of a change may be the time of year'],
}

/** The hours of a week: half of it on Friday and Saturday nights. */
export const hours = {
  ...nteCounts,
  measure: 'harm',
  zero_share: 0.5,
  ruled_out: [],
  settings: {
    weights: 'equal',
    long_hours: 6,
    peak_holds: 0.5,
    peak_least: 20,
    day_begins: 6,
    time_zone: 'Europe/London',
  },
  rule: 'daily 00:00-24:00',
  calendar_dates: [],
  sum: 268,
  outside_clock: 0,
  timed: 400,
  instants: 380,
  long: 4,
  long_share: 0.01,
  span_half: 0.5,
  span_most: 3,
  untimed: 0,
  week: Array.from({ length: 168 }, (_, h) =>
    [118, 119, 120, 121, 142, 143, 144, 145].includes(h) ? 20 : 1,
  ),
  days: [24, 24, 24, 24, 100, 100, 24],
  direction: null,
  peak: {
    from: 22,
    to: 26,
    hours: 4,
    of: 24,
    share: 0.52,
    guesswork: 0,
    long: 0,
    chance: 0.001,
    clear: true,
  },
}

export const surfaceCells = collection(fine.filter((f) => f.properties!.count > 0))

export const coverage = {
  invented: true,
  offences: 40123,
  sites: 2,
  months: Array.from({ length: 9 }, (_, i) => ({
    month: `2025-0${i + 1}`,
    offences: 4458,
    timed: 4400,
    days: '1-28',
    covered: 28,
    length: 28,
  })),
  districts: [],
  held: [],
  notes: [],
  from: '2025-01-01',
  to: '2025-09-30',
  attributions: ['Demoshire is invented: no person or place is in it'],
}
const operation = (name: string, title: string, clock: string, ...of: string[]) => ({
  name,
  version: 1,
  title,
  groups: of,
  clock,
  measure: 'harm',
  never: ['prison'],
  areas: 20,
  premises: name === 'nte',
})
export const operations = [
  operation('burglary', 'Op Meteor: burglary', '', 'burglary'),
  operation('nte', 'Night-time economy', 'nte', 'nte-violence'),
  operation('sceptre', 'Op Sceptre: knife crime', '', 'knife', 'robbery'),
]

export const strands = [
  {
    name: 'night',
    version: 1,
    title: 'Night-time economy',
    definition: 'Pubs and clubs, 19:00 to 05:00.',
    operations: ['nte'],
    groups: [],
  },
  {
    name: 'knife',
    version: 1,
    title: 'Knife crime',
    definition: 'Offences with a knife.',
    operations: ['sceptre'],
    groups: [],
  },
]

export const strandTable = {
  before: '2023-10..2024-09',
  after: '2024-10..2025-09',
  edition: 'police',
  comparable: 12,
  strands: [
    {
      name: 'night',
      title: 'Night-time economy',
      definition: 'Pubs and clubs.',
      before: 100,
      after: 140,
      difference: 40,
      percent: '+40.0%',
      verdict: 'above',
      months: Array.from({ length: 24 }, (_, i) => (i === 3 ? null : 5 + (i % 4))),
    },
    {
      name: 'knife',
      title: 'Knife crime',
      before: null,
      after: 9,
      difference: null,
      percent: '',
      verdict: '',
      note: 'no flags',
    },
  ],
  types: [],
  notes: [],
}
export const noActions = {
  name: 'all',
  actions: 0,
  not_started: 0,
  in_progress: 0,
  at_risk: 0,
  completed: 0,
  overdue: 0,
}

/** What was delivered of the plan: nothing yet. */
export const delivery = {
  plan: 'plan-1',
  target_minutes: 0,
  planned_minutes: 0,
  delivered_minutes: 0,
  elsewhere_minutes: 0,
  visits: 0,
  planned_visits: 0,
  places: [],
  return: { from: '', to: '', all: { outputs: {} }, lines: [], lost: [] },
}

/** Searches of two months, and homes near a burglary. */
export const searches = {
  area: 'Saltmarsh',
  from: '2024-10',
  to: '2025-09',
  all: 31,
  lines: [
    {
      month: '2025-08',
      area: 'Saltmarsh',
      code: 'X01',
      searches: 12,
      objects: [{ word: 'Offensive weapons', count: 12 }],
      outcomes: [{ word: 'Arrest', count: 3 }],
    },
    { month: '2025-09', area: 'Saltmarsh', code: 'X01', searches: 19, objects: [], outcomes: [] },
  ],
  notes: ['searches are outputs of patrol'],
}

export const households = {
  area: 'Saltmarsh',
  on: '2025-09-30',
  metres: 200,
  days: 14,
  burglaries: 3,
  near_repeats: 1,
  wards: [],
  all: 2,
  visited: 1,
  coverage: 50,
  households: [
    { key: 'homes:1', address: '4 Quay Cottages', ward: 'Quay', near: 2, until: '2025-10-07', visited: '' },
    {
      key: 'homes:2',
      address: '5 Quay Cottages',
      ward: 'Quay',
      near: 1,
      until: '2025-10-05',
      visited: '2025-09-28',
    },
  ],
  notes: [],
}
