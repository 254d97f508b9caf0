// A stand-in for the program: the built map under the strict policy that the
// program serves it with, and canned answers in front of real vector tiles.

import { readFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import * as county from './county'
import * as ground from './county-ground'
import * as model from './county-model'
import { overlap } from './county-overlap'
import * as focus from './county-zones'
import { fairness, plan, planFacts } from './county-plan'

export const policy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; " +
  "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

interface Answer {
  status?: number
  type?: string
  location?: string
  tag?: string // ETag
  body: string | Uint8Array
}

/** What the server has: everything, or a program that has just been installed. */
export interface World {
  empty?: boolean
  /** What was decided on the focus areas. */
  approved?: { as: string; why: string }
  /** Edits of the focus areas that were taken, as they were asked for. */
  edits?: string[]
  lifted?: string
  /** What was logged. */
  visits?: string[]
  /** Whether another model than the newest is approved. */
  tuned?: boolean
  /** Whether it has a background map of its own. */
  basemap?: boolean
  /** Times that were declared to be unlike others. */
  breaks?: { name: string; version: number; title: string; from: string; to: string }[]
  /** The strand table of so many months, as the address says them. */
  strands?: (months: string | null) => unknown
  /** Tile sets of which tiles cannot be had, with the status that is given instead. */
  broken?: Record<string, number>
}

/** The bytes that the plan's download must have. */
export const planBytes = JSON.stringify(plan)

const json = (value: unknown): Answer => ({ type: 'application/json', body: JSON.stringify(value) })
const refusal = (status: number, detail: string): Answer => ({
  status,
  type: 'application/problem+json',
  body: JSON.stringify({
    type: '/problems/unprocessable',
    title: 'Unprocessable',
    status,
    detail,
    instance: '/',
    request_id: 'r7Kq',
  }),
})

const decided = ({ approved }: World) =>
  approved
    ? { status: 'approved', by: approved.as, why: approved.why, at: '2025-10-02T10:00:00Z', verified: false }
    : { status: 'draft', verified: false }

/** The focus areas as they were drawn, and as they are after edits. */
function versions(world: World) {
  const first = { ...focus.zoneSet, decision: decided(world) }
  const { edits = [] } = world
  if (!edits.length) return [first]
  const made = (JSON.parse(edits[0]!) as { edits: object[] }).edits
  return [
    { ...first, id: 'zones-2', version: 2, parent: first.id, edits: made, decision: focus.draft },
    first,
  ]
}

/** Focus areas with their tag; an outline that was edited is the first one's. */
function zoneSet(id: string, world: World): Answer | undefined {
  const set = versions(world).find((s) => s.id === id)
  if (!set) return undefined
  const [edited] = world.edits ?? []
  const outline =
    edited && (JSON.parse(edited) as { edits: { outline?: GeoJSON.Geometry }[] }).edits[0]!.outline
  const [first, ...others] = focus.zones.features
  const features =
    id === 'zones-2' && outline ? [{ ...first, geometry: outline }, ...others] : focus.zones.features
  const body = json({ ...focus.zones, features, zone_set: set, decision: set.decision })
  return { ...body, tag: `"${id}-${set.decision.status}"` }
}

function edit(asked: string, headers: IncomingHttpHeaders, world: World): Answer | undefined {
  if (headers['if-match'] !== zoneSet('zones-1', world)?.tag)
    return refusal(412, 'zones-1 is not as If-Match has it: somebody has decided on it since; read it again')
  world.edits = [asked]
  return zoneSet('zones-2', world)
}

function api(
  method: string,
  url: URL,
  asked: string,
  headers: IncomingHttpHeaders,
  world: World,
): Answer | undefined {
  const inSaltmarsh = url.searchParams.get('area') === 'district:X01'
  const list = (name: string, ...of: unknown[]) => json({ [name]: inSaltmarsh ? of : [] })
  const districts = url.searchParams.get('kind') === 'district' && !world.empty ? ground.areas : []
  const answers: Record<string, () => Answer> = {
    'GET /v1/coverage': () =>
      json(
        world.empty
          ? {
              invented: false,
              offences: 0,
              sites: 0,
              months: [],
              districts: [],
              held: [],
              notes: [],
              attributions: [],
            }
          : county.coverage,
      ),
    'GET /v1/areas': () => json({ areas: districts }),
    'GET /v1/strands': () => json({ strands: county.strands }),
    'GET /v1/places': () =>
      json({ places: [{ kind: 'street', name: 'Quay Street', within: 'Saltmarsh', at: [1.483, 51.758] }] }),
    'POST /v1/hotspots/find': () => json(ground.collection(ground.hotCells)),
    'POST /v1/hotspots/spots': () => json(ground.collection([ground.spot])),
    'POST /v1/hotspots/emerging': () => refusal(422, 'six months are the least: choose a longer period'),
    'POST /v1/hotspots/forecasts': () => json(county.forecast),
    'GET /v1/surfaces/forecast-1': () => json(county.forecastSurface),
    'POST /v1/hotspots/comparisons': () => json(county.comparison),
    'POST /v1/hotspots/hours': () => json(county.hours),
    'GET /v1/imports': () => json({ imports: [] }),
    'GET /v1/breaks': () => json({ breaks: world.breaks ?? [] }),
    'PUT /v1/breaks/b-2020-03-23-first-lockdown': () => {
      const declared = JSON.parse(asked) as { title: string; from: string; to: string }
      if (declared.to < declared.from)
        return refusal(422, `to ${declared.to}: it is before from ${declared.from}`)
      world.breaks = [{ name: 'b-2020-03-23-first-lockdown', version: 1, ...declared }]
      return json(world.breaks[0])
    },
    'DELETE /v1/breaks/b-2020-03-23-first-lockdown': () => {
      world.breaks = []
      return { status: 204, body: '' }
    },
    'GET /v1/reports/searches': () => json(county.searches),
    'GET /v1/reports/households': () => json(county.households),
    'GET /v1/reports/strands': () =>
      json(world.strands ? world.strands(url.searchParams.get('months')) : county.strandTable),
    'GET /v1/reports/overlap/spots': () =>
      url.searchParams.get('b') === 'robbery' ? json(overlap) : refusal(404, 'no offence group'),
    'GET /v1/reports/dashboard': () =>
      json({ day: '2025-10-03', all: county.noActions, strands: [], agencies: [], zones: [] }),
    'GET /v1/visits': () =>
      json({ visits: (world.visits ?? []).flatMap((v) => (JSON.parse(v) as { visits: object[] }).visits) }),
    'POST /v1/visits': () => {
      world.visits = [...(world.visits ?? []), asked]
      return json({ visits: 1, added: 1, changed: 0, unchanged: 0, ids: ['v1'] })
    },
    'GET /v1/operations': () => json({ operations: county.operations }),
    'POST /v1/surfaces': () => json(asked.includes('"clock":"nte"') ? county.nteCounts : county.counts),
    'GET /v1/surfaces/risk-1': () => json(model.risk),
    'GET /v1/models/model-1/card': () => json(model.card),
    'GET /v1/models': () => list('models', model.model, ...(world.tuned ? [model.approved] : [])),
    'GET /v1/surfaces/risk-0': () => json(model.approvedRisk),
    'GET /v1/models/model-1/comparison': () => json(model.difference),
    'GET /v1/models/model-1/comparison/cells': () => json(model.moves),
    'GET /v1/zone-sets': () => list('zone_sets', ...versions(world)),
    'GET /v1/zone-sets/zones-2': () => zoneSet('zones-2', world)!,
    'GET /v1/zone-sets/zones-1/versions': () => json({ versions: versions(world).reverse() }),
    'GET /v1/zone-sets/zones-2/difference': () =>
      json({
        zone_set: 'zones-2',
        against: 'zones-1',
        decision: focus.draft,
        harm_share: [0.61, 0.61],
        changes: [],
      }),
    'POST /v1/zone-sets/zones-1/edits': () => edit(asked, headers, world)!,
    'GET /v1/strikes': () =>
      json({ type: 'FeatureCollection', features: world.lifted ? [] : [focus.struck] }),
    'POST /v1/strikes/4/lift': () => {
      world.lifted = asked
      return json({ ...focus.struck.properties, lifted_by: 'C. Planner' })
    },
    'GET /v1/meetings': () => json({ meetings: [] }),
    'POST /v1/zone-sets': () => refusal(422, 'these offences carry no time of day: choose all hours'),
    'GET /v1/zone-sets/zones-1': () => zoneSet('zones-1', world)!,
    'POST /v1/plans': () =>
      asked.includes('2025-12-25')
        ? refusal(422, 'no offence of the training months counts at these hours: choose others')
        : { status: 202, type: 'text/plain', location: '/v1/jobs/job-1', body: '' },
    'GET /v1/jobs/job-1': () =>
      json({
        id: 'job-1',
        kind: 'plan',
        state: 'done',
        percent: 100,
        failures: [],
        results: ['/v1/plans/plan-1'],
      }),
    'GET /v1/decisions': () => json({ result: 'zones-1', decisions: [] }),
    'POST /v1/decisions': () => {
      if (asked.includes('A. Analyst')) return refusal(409, 'A. Analyst made this: somebody else approves it')
      const { despite, ...approved } = JSON.parse(asked) as { as: string; why: string; despite?: string }
      if (!despite)
        return refusal(409, 'despite: its newest data are of 2025-06-30: load what is missing, or say')
      world.approved = { ...approved, why: `${approved.why} (despite: its newest data are of 2025-06-30)` }
      return json({ result: 'zones-1', decisions: [] })
    },
    'GET /v1/surfaces/cells-2/cells': () => json(county.surfaceCells),
    'GET /v1/plans': () => list('plans', planFacts),
    'GET /v1/plans/plan-1/delivery': () => json(county.delivery),
    'GET /v1/plans/plan-1/fairness': () => json(fairness),
    'GET /v1/plans/plan-1': () => ({ type: 'application/geo+json', body: planBytes }),
  }
  if (/^\/v1\/models\/model-1\/cells\//.test(url.pathname)) return json(model.explanation)
  return answers[`${method} ${url.pathname}`]?.()
}

function tiles(path: string, world: World): Answer | undefined {
  const [, document] = /^\/tiles\/([\w-]+)\.json$/.exec(path) ?? []
  if (document && ground.isTileset(document)) {
    const layers = ground.layersOf(document).map((id) => ({ id, fields: {} }))
    return json({
      tilejson: '3.0.0',
      tiles: [`/tiles/${document}/{z}/{x}/{y}.mvt`],
      attribution: document === 'basemap' ? '© <a href="https://survey.example">A. Surveyor</a>' : '',
      vector_layers: document === 'basemap' && !world.basemap ? [] : layers,
      minzoom: 0,
      maxzoom: 14,
      bounds: [-180, -85, 180, 85],
    })
  }
  const [, name, z, x, y] = /^\/tiles\/([\w-]+)\/(\d+)\/(\d+)\/(\d+)\.mvt$/.exec(path) ?? []
  if (!name || !ground.isTileset(name)) return undefined
  if (world.broken?.[name]) return { status: world.broken[name], body: '' }
  return {
    type: 'application/vnd.mapbox-vector-tile',
    body: ground.tile(name, Number(z), Number(x), Number(y)),
  }
}

async function file(root: string, path: string): Promise<Answer | undefined> {
  const name = path === '/' ? '/index.html' : path
  const type = types[extname(name)]
  if (!type || name.includes('..')) return undefined
  return readFile(join(root, name)).then(
    (body) => ({ type, body }),
    () => undefined,
  )
}

export interface Stand {
  url: string
  close: () => void
}

/** Serves a built map on a free port of this machine. */
export async function serve(root: string, world: World = {}): Promise<Stand> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      const asked = await text(request)
      const answer =
        api(request.method ?? 'GET', url, asked, request.headers, world) ??
        tiles(url.pathname, world) ??
        (await file(root, url.pathname))
      const {
        status = 200,
        type = 'text/plain',
        location,
        tag,
        body,
      } = answer ?? { status: 404, body: 'not found' }
      response.writeHead(status, {
        'Content-Type': type,
        ...(location ? { Location: location } : {}),
        ...(tag ? { ETag: tag } : {}),
        'Content-Security-Policy': policy,
        'X-Content-Type-Options': 'nosniff',
      })
      response.end(body)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}
