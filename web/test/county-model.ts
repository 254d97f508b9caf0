// The risk model of the made-up county.

import { breaks, surfaceFacts } from './county'
import { areas, fine } from './county-ground'

export const risk = {
  ...surfaceFacts,
  id: 'risk-1',
  kind: 'risk',
  model: 'model-1',
  breaks,
  tiles: '/tiles/risk-1.json',
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

/** The model that was approved before, and what differs. */
export const approved = {
  ...model,
  id: 'model-0',
  surface: 'risk-0',
  decision: {
    status: 'approved',
    by: 'B. Sergeant',
    why: 'agreed',
    at: '2025-07-02T10:00:00Z',
    verified: false,
  },
}
export const approvedRisk = { ...risk, id: 'risk-0', model: 'model-0', tiles: '/tiles/risk-0.json' }

// Of the hexagons around Saltmarsh, two that change sides.
const [enters, leaves] = fine.slice(Math.floor(fine.length / 2))
const cellOf = (f: GeoJSON.Feature | undefined) => String(f?.properties?.cell)
const compared = { area: 'Saltmarsh', group: 'robbery', train: '2025-01..2025-06', chosen: ['pub'] }
export const difference = {
  model: { id: 'model-1', ...compared },
  other: { id: 'model-0', ...compared },
  resolution: 10,
  cells: fine.length,
  alone: 0,
  correlation: 0.97,
  same: false,
  top: [
    {
      share: 0.01,
      cells: 10,
      both: 9,
      in: [cellOf(enters)],
      out: [cellOf(leaves)],
      overlap: 9 / 11,
      tied: 0,
    },
  ],
  moves: [],
  verdict: 'Most of the best hundredth is the same.',
}
export const moves = {
  type: 'FeatureCollection',
  features: [enters, leaves].map((f) => ({ ...f, id: cellOf(f) })),
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

const tried = (name: string, features: number) => ({
  name,
  features,
  reaches: [150],
  influences: ['proximity'],
})
/** The model's card, with the layers that the fit tried. */
export const card = {
  model: 'model-1',
  program: '0.1.0',
  group: 'robbery',
  definition: 'robbery of persons and businesses',
  brief: {
    expected: 'about 20 robberies a year in the riskiest hexagon',
    raises: '',
    without: '',
    foretells: '',
  },
  purpose: 'to say which features go with robbery',
  narrative: 'robberies go with pubs',
  actions: [
    {
      factor: 'pub',
      version: 1,
      actions: [{ agency: 'Council', four_p: 'Prevent', does: 'review licences' }],
    },
  ],
  data: { sources: [] },
  limits: ['what goes with offences need not bring them about'],
  audit: { missing: [] },
  settings: {
    cells: 90,
    family: 'poisson',
    factors: [tried('pub', 30), tried('school', 9), tried('station', 2), tried('takeaway', 12)],
  },
}
