// A small made-up county for the browser tests: what the API answers about it,
// and its vector tiles, cut by the same libraries that MapLibre itself uses.

import { GeoJSONVT } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import type { Area, Decision, ZoneCollection, ZoneSet } from '../src/api'

type Features = GeoJSON.Feature[]
export type Point = [lon: number, lat: number]

export const collection = (features: Features, members: object = {}) => ({
  type: 'FeatureCollection' as const,
  ...members,
  features,
})
export const polygon = (ring: Point[], properties: object, id?: string): GeoJSON.Feature => ({
  type: 'Feature',
  ...(id ? { id } : {}),
  geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] },
  properties,
})

// Degrees of longitude shrink with the latitude: 0.62 at 51.7° north.
const squeeze = 0.62
export const ring = ([lon, lat]: Point, radius: number, corners: number, wobble = 0): Point[] =>
  Array.from({ length: corners }, (_, i) => {
    const a = (2 * Math.PI * i) / corners + Math.PI / 6
    const r = radius * (1 + wobble * Math.sin(3 * a + lat))
    return [lon + (r * Math.cos(a)) / squeeze, lat + r * Math.sin(a)]
  })

const towns: { name: string; code: string; at: Point }[] = [
  { name: 'Saltmarsh', code: 'X01', at: [1.5, 51.75] },
  { name: 'Quayside', code: 'X02', at: [1.78, 51.75] },
]
const [saltmarsh] = towns as [(typeof towns)[0]]

const districts = towns.map((t) =>
  polygon(ring(t.at, 0.085, 60, 0.12), { kind: 'district', code: t.code, name: t.name, invented: true }),
)
export const areas: Area[] = towns.map((_, i) => ({
  kind: 'district',
  code: towns[i]!.code,
  name: towns[i]!.name,
  bbox: [towns[i]!.at[0] - 0.14, towns[i]!.at[1] - 0.09, towns[i]!.at[0] + 0.14, towns[i]!.at[1] + 0.09],
  invented: true,
}))

/** Hexagons over Saltmarsh: hot in two places, with nothing recorded at the rim. */
function cells(radius: number, resolution: number): Features {
  const out: Features = []
  const hot: Point[] = [
    [1.49, 51.755],
    [1.525, 51.74],
  ]
  for (let row = -40; row <= 40; row++) {
    for (let column = -40; column <= 40; column++) {
      const x = radius * Math.sqrt(3) * (column + (row % 2 ? 0.5 : 0))
      const y = radius * 1.5 * row
      if (Math.hypot(x, y) > 0.078) continue
      const at: Point = [saltmarsh.at[0] + x / squeeze, saltmarsh.at[1] + y]
      const near = hot.map((h) => Math.exp(-(((at[0] - h[0]) * squeeze) ** 2 + (at[1] - h[1]) ** 2) / 2e-4))
      const sum =
        near.reduce((a, b) => a + b, 0) * (0.75 + 0.5 * Math.abs(Math.sin(row * 12.9 + column * 78.2)))
      const scale = 7 ** (10 - resolution)
      const count = Math.round(14 * sum * scale)
      const properties = {
        cell: `8a${resolution}${row + 50}${column + 50}`,
        count,
        harm: Math.round(180 * sum * scale),
        asb: Math.round(3 * sum * scale),
        risk: 1 + 9 * sum,
        resolution,
      }
      // Pointy side up, as H3's hexagons roughly are here.
      out.push(polygon(ring(at, radius, 6), properties))
    }
  }
  return out
}

const labels: Features = towns.map((t, i) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: t.at },
  properties: districts[i]!.properties,
}))
const sites: Features = [
  { name: 'The Anchor', category: 'pub', at: [1.4912, 51.7552] },
  { name: 'Saltmarsh station', category: 'station', at: [1.5262, 51.7392] },
].map(({ at, ...properties }) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: at },
  properties,
}))

const line = (name: string, kind: string, ...coordinates: Point[]): GeoJSON.Feature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates },
  properties: { name, class: kind, bridge: false },
})
const streets: Features = [
  line('Quay Street', 'primary', [1.45, 51.755], [1.55, 51.756]),
  line('Station Parade', 'residential', [1.525, 51.72], [1.524, 51.78]),
]
const water: Features = [polygon(ring([1.5, 51.73], 0.006, 12), { name: 'The Creek', kind: 'inland' })]

const fine = cells(0.0021, 10)
const coarse = cells(0.0021 * Math.sqrt(7), 9)
const tilesets: Record<string, (z: number) => Record<string, Features>> = {
  areas: () => ({ areas: districts, 'area-labels': labels }),
  ground: () => ({ streets, water }),
  sites: () => ({ sites }),
  'cells-1': (z) => ({ cells: z < 12 ? coarse : fine }),
  'cells-2': (z) => ({ cells: z < 12 ? coarse : fine }),
  'risk-1': (z) => ({ cells: z < 12 ? coarse : fine }),
  'forecast-1': (z) => ({ cells: z < 12 ? coarse : fine }),
}
export const isTileset = (name: string): boolean => name in tilesets
export const layersOf = (name: string): string[] => Object.keys(tilesets[name]!(0))

/** One tile, as bytes; empty where there is nothing. */
export function tile(name: string, z: number, x: number, y: number): Uint8Array {
  const layers = Object.entries(tilesets[name]!(z)).flatMap(([layer, features]) => {
    const cut = new GeoJSONVT(collection(features), { maxZoom: z, indexMaxZoom: 0, buffer: 64 }).getTile(
      z,
      x,
      y,
    )
    return cut ? [[layer, cut] as const] : []
  })
  return layers.length
    ? fromGeojsonVt(Object.fromEntries(layers), { version: 2, extent: 4096 })
    : new Uint8Array()
}

const surfaceFacts = {
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
const breaks = [10, 9, 8].map((resolution) => ({
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
export const risk = {
  ...surfaceFacts,
  id: 'risk-1',
  kind: 'risk',
  model: 'model-1',
  breaks,
  tiles: '/tiles/risk-1.json',
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

const term = { b: 1, se: 0.1, z: 10, p: 0 }
export const model = {
  id: 'model-1',
  area: areas[0],
  group: 'robbery',
  train: '2025-01..2025-06',
  resolution: 10,
  lattice: 'lattice-1',
  surface: 'risk-1',
  family: 'poisson',
  cells: fine.length,
  events: 280,
  terms: [
    { factor: 'pub', influence: 'proximity', reach: 150, rrv: 4.2, ...term },
    { factor: 'takeaway', influence: 'density', reach: 300, rrv: 2.1, ...term },
    { factor: 'station', influence: 'proximity', reach: 300, rrv: 1.7, ...term },
  ],
  path: [],
  bic: 1,
  log_likelihood: 1,
  risk_max: 15,
  validation: {
    events: 132,
    cells: fine.length,
    later: 132,
    incidents: 130,
    resamples: 200,
    differences: [],
    auc: {},
    settings: {},
    methods: Object.fromEntries(
      [
        ['rtm', 0.41],
        ['forecast', 0.52],
        ['prior', 0.38],
      ].map(([method, held]) => [
        method,
        [0.01, 0.05, 0.2].map((area, i) => ({
          area,
          cells: 10,
          hits: 10,
          hit_rate: Number(held) * (1 + i / 2),
          pai_low: (0.8 * Number(held)) / area,
          pai_high: (1.2 * Number(held)) / area,
        })),
      ]),
    ),
    verdict:
      'on 5% of the area: risk holds 41% of 132 later offences, prior counts 38%; too few to tell them apart',
  },
  intervals: [
    { factor: 'pub', influence: 'proximity', reach: 150, low: 2.4, high: 6.6 },
    { factor: 'station', influence: 'proximity', reach: 300, low: 0.9, high: 2.9 },
  ],
  decision: { status: 'draft', verified: false },
  warnings: [],
  notes: [],
}
export const explanation = {
  model: 'model-1',
  group: 'robbery',
  train: '2025-01..2025-06',
  cell: '',
  centre: [1.49, 51.755],
  risk: 8.8,
  log_risk: 2.17,
  offences: 4,
  influences: [
    {
      factor: 'pub',
      influence: 'proximity',
      reach: 150,
      rrv: 4.2,
      log_contribution: 1.435,
      contribution: 5,
      within: 2,
      nearest: [{ id: 'a', name: 'The Anchor', distance: 42 }],
    },
    {
      factor: 'takeaway',
      influence: 'density',
      reach: 300,
      rrv: 2.1,
      log_contribution: 0.742,
      contribution: 2.8,
      within: 3,
      nearest: [],
    },
  ],
  not_at_work: [],
  sentence: 'pubs within 150 m and takeaways multiply the risk here by 8.8',
  notes: [],
}

type ZoneFeature = ZoneCollection['features'][number]
const zone = (
  rank: number,
  name: string,
  tier: ZoneFeature['properties']['tier'],
  at: Point,
  radius: number,
  harm: number,
  share: number,
) =>
  polygon(
    ring(at, radius, 9, 0.2),
    {
      zone: `Z-0${rank}`,
      name,
      tier,
      rank,
      cells: 20,
      area_m2: 266000,
      count: harm / 20,
      harm,
      asb: 4,
      share,
      hours: 'nte hours',
      taken: harm / 20,
      taken_harm: harm,
      a_month: harm / 180,
      across_m: 600,
      area_share: 0.006,
      district: 'X01',
      district_tier: tier,
      unknown_hours: 0,
      peak: ['Fri-Sat 21:00-03:00'],
      hot_months: 8,
      months: 9,
      points: 12,
      largest_point: { name: 'Quay Street', share: 0.18 },
      premises: 5,
      nearest_premises: ['The Anchor'],
      not_counted: [],
    },
    `Z-0${rank}`,
  ) as ZoneFeature
export const draft: Decision = { status: 'draft', verified: false }
const zoneSetFacts: ZoneSet = {
  id: 'zones-1',
  area: areas[0]!,
  operation: 'nte',
  group: 'nte-violence',
  group_version: 1,
  from: '2025-01',
  to: '2025-09',
  clock: 'nte',
  hours: 'nte hours',
  resolution: 10,
  lattice: 'lattice-1',
  settings: {},
  zones: 3,
  version: 1,
  edits: [],
  changes: [],
  tiers: [],
  by_rank: [],
  registers: [],
  harm: 48210,
  harm_share: 0.61,
  area_share: 0.018,
  decision: draft,
  recorded_by: 'A. Analyst',
  notes: [],
}
export const zoneSet = zoneSetFacts
export const zones: ZoneCollection = {
  ...collection([]),
  zone_set: zoneSetFacts,
  left_out: [
    {
      id: 'L-01',
      name: 'Saltmarsh Hospital',
      reason: 'excluded place',
      count: 98,
      a_month: 10.9,
      area_m2: 13303,
      at: [1.51, 51.75],
    },
    {
      id: 'L-02',
      name: 'Ferry Road',
      reason: 'one address',
      detail: 'The Ferry Inn',
      count: 12,
      a_month: 1.3,
      area_m2: 13303,
    },
    { id: 'L-03', name: 'Hill View', reason: 'one address', count: 30, a_month: 3.3, area_m2: 13303 },
  ],
  features: [
    zone(1, 'Quay Street', 'primary', [1.49, 51.755], 0.009, 9420, 0.31),
    zone(2, 'Station Parade', 'secondary', [1.525, 51.74], 0.008, 6105, 0.2),
    zone(3, 'Mill Lane', 'tertiary', [1.47, 51.735], 0.006, 1240, 0.1),
  ],
  decision: draft,
}
