// The server's API, typed by its contract.

import type { components } from './api.gen'
import type { Mark } from './marks'

type Schemas = components['schemas']
export type Area = Schemas['Area']
export type Coverage = Schemas['Coverage']
export type Clock = Schemas['Clock']
export type Model = Schemas['Model']
export type OffenceGroup = Schemas['OffenceGroup']
export type Operation = Schemas['Operation']
export type Surface = Schemas['Surface']
export type Plan = Schemas['Plan']
export type ZoneSet = Schemas['ZoneSet']
export type SurfaceRequest = Schemas['SurfaceRequest']
export type ModelRequest = Schemas['ModelRequest']
export type ZoneSetRequest = Schemas['ZoneSetRequest']
export type PlanRequest = Schemas['PlanRequest']
export type Decision = Schemas['Decision']
export type PlanCollection = Schemas['PlanCollection']
export type LeftOutPlace = Schemas['LeftOutPlace']
export type ZoneCollection = Schemas['ZoneCollection']
export type Forecast = Schemas['Forecast']
export type Comparison = Schemas['Comparison']
export type Hours = Schemas['Hours']
export type Explanation = Schemas['Explanation']
export type ModelComparison = Schemas['ModelComparison']
export type Strand = Schemas['Strand']
export type ZoneEdit = Schemas['ZoneEdit']
export type ZoneDifference = Schemas['ZoneDifference']
export type FocusAreas = Schemas['FocusAreaCollection']
export type OverlapCollection = Schemas['OverlapCollection']
export type Dashboard = Schemas['Dashboard']
export type StrandTable = Schemas['StrandTable']
export type Visit = Schemas['Visit']
export type VisitRequest = Schemas['VisitRequest']
export type Import = Schemas['Import']
export type Job = Schemas['Job']
export type NamedPlace = Schemas['NamedPlace']
export type ForecastRequest = Schemas['ForecastRequest']
export type HoursRequest = Schemas['HoursRequest']
export type DecisionRequest = Schemas['DecisionRequest']

/** Why something did not come to be: in words for its reader, and what the server itself said of it. */
export interface Fault {
  fault: string // empty: there is none
  details: string // a line each; empty: the server said nothing
}

/** A refusal, or the news that there is no server. */
export class Problem extends Error {
  override readonly name = 'Problem'
  constructor(
    message: string,
    readonly status = 0, // of HTTP; 0: no answer
    readonly details = '',
  ) {
    super(message)
  }

  /** Whether the same may succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** What is said of an error. */
export const told = (e: unknown): Fault =>
  e instanceof Problem
    ? { fault: e.message, details: e.details }
    : { fault: 'something went wrong in the map: load the page again', details: String(e) }

/** What a status means to who asked; of a refusal, and of what the server lacks, its reason tells more. */
function meaning(status: number, detail = ''): string {
  if (status === 429) return 'the server is busy: try again in a few seconds'
  if (status === 503) return `${detail || 'the server cannot do this just now'}; try again in a minute`
  if (status >= 500)
    return 'the server failed at this, and it is not your doing: try again, and if it stays so tell whoever runs Beatplan'
  return ''
}

/** Reads the RFC 9457 problem of a reply; what is no problem has its status only. */
export function problem(status: number, body: string): Problem {
  let said: Partial<Schemas['Problem']> = {}
  try {
    said = (JSON.parse(body) as typeof said | null) ?? {}
  } catch {
    // Not JSON: something between here and the server has answered.
  }
  const { detail, title, instance, request_id: id, errors = [] } = said
  const details = [
    `${status} ${title ?? ''}`.trim(),
    detail,
    ...errors.map((e) => [e.pointer ?? e.parameter, e.detail].filter(Boolean).join(': ')),
    instance && `at ${instance}`,
    id && `request ${id}`,
  ]
  const words = meaning(status, detail) || detail || title || `the server answered ${status}`
  return new Problem(words, status, [...new Set(details.filter(Boolean))].join('\n'))
}

async function send(
  path: string,
  signal?: AbortSignal,
  body?: object | Blob,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Response> {
  const init: RequestInit = { signal: signal ?? null, headers }
  if (body) {
    const form = body instanceof FormData // the browser says where its parts end
    const file = body instanceof Blob
    const type = { 'Content-Type': file ? 'application/octet-stream' : 'application/json' }
    init.method = method
    init.headers = { ...(form ? {} : type), ...headers }
    init.body = file || form ? body : JSON.stringify(body)
  }
  let reply: Response
  try {
    reply = await fetch(path, init)
  } catch (e) {
    if (signal?.aborted) throw e
    throw new Problem(
      'the server does not answer; try again, and if it stays silent tell whoever runs Beatplan',
      0,
      `${path}: ${String(e)}`,
    )
  }
  if (!reply.ok) throw problem(reply.status, await reply.text())
  return reply
}

async function ask<T>(path: string, signal?: AbortSignal, body?: object): Promise<T> {
  return (await (await send(path, signal, body)).json()) as T
}

const of = (area?: string) => (area ? `?area=${encodeURIComponent(area)}` : '')

/** The places of an area that are marked as hotspots, as rising or falling, as patrol spots, or by a rate. */
export async function marked(
  mark: Exclude<Mark, 'intelligence' | 'powers' | 'visits'>,
  asked: SurfaceRequest,
  measure: 'count' | 'harm',
  s?: AbortSignal,
): Promise<GeoJSON.Feature[]> {
  const [path, body] = {
    hot: ['find', { ...asked, measure }],
    change: ['emerging', asked],
    spots: ['spots', { ...asked, measure }],
    'per-resident': ['find', { ...asked, measure: 'per-resident', rates: true }],
    'per-street-km': ['find', { ...asked, measure: 'per-street-km', rates: true }],
  }[mark] as [string, object]
  return (await made<GeoJSON.FeatureCollection>(`/v1/hotspots/${path}`, s, body)).features
}

const when = (text: string) => text.slice(0, 10)

/** The sites of an area that intelligence raises on a day, each with what says so. */
export async function raised(area: string, on: string, s?: AbortSignal): Promise<GeoJSON.Feature[]> {
  const { items } = await ask<{ items: Schemas['ItemReport'][] }>(`/v1/intelligence?on=${on}`, s)
  const valid = items.filter((i) => i.state === 'valid')
  const said = new Map<string, string[]>()
  for (const i of valid)
    for (const r of i.raises) {
      const key = `${r.source}:${r.id}`
      said.set(key, [...(said.get(key) ?? []), `${i.text} (${when(i.from)} to ${when(i.to)}, × ${i.weight})`])
    }
  const categories = [...new Set(valid.flatMap((i) => i.raises.map((r) => r.category)))]
  const sites = await Promise.all(
    categories.map((c) =>
      ask<Schemas['SiteCollection']>(`/v1/sites${of(area)}&category=${c}`, s).catch((e: unknown) => {
        if (e instanceof Problem && e.status === 404) return { features: [] } // none of it here
        throw e
      }),
    ),
  )
  return sites
    .flatMap((c) => c.features as GeoJSON.Feature[])
    .flatMap((f) => {
      const sentence = said.get(String(f.id))?.join('; ')
      return sentence ? [{ ...f, properties: { kind: 'raised', title: f.properties?.name, sentence } }] : []
    })
}

/** What is logged of a plan, from the day of one instant to that of another. */
export async function visitsOf(plan: string, start: string, end: string, s?: AbortSignal): Promise<Visit[]> {
  const asked = new URLSearchParams({ from: when(start), to: when(end), plan })
  return (await ask<Schemas['VisitList']>(`/v1/visits?${asked}`, s)).visits
}

/** The legal powers over an area on a day. */
export const powers = async (area: string, on: string, s?: AbortSignal): Promise<GeoJSON.Feature[]> =>
  (await ask<GeoJSON.FeatureCollection>(`/v1/powers${of(area)}&on=${on}`, s)).features

export const planPath = (id: string): string => `/v1/plans/${id}`

export const coverage = (s?: AbortSignal) => ask<Coverage>('/v1/coverage', s)

export async function areas(kind: Area['kind'], s?: AbortSignal): Promise<Area[]> {
  return (await ask<{ areas: Area[] }>(`/v1/areas?kind=${kind}`, s)).areas
}

export async function operations(s?: AbortSignal): Promise<Operation[]> {
  return (await ask<{ operations: Operation[] }>('/v1/operations', s)).operations
}

export async function strands(s?: AbortSignal): Promise<Strand[]> {
  return (await ask<{ strands: Strand[] }>('/v1/strands', s)).strands
}

export async function places(text: string, s?: AbortSignal): Promise<NamedPlace[]> {
  return (await ask<{ places: NamedPlace[] }>(`/v1/places?q=${encodeURIComponent(text)}`, s)).places
}

export const forecast = (r: ForecastRequest, s?: AbortSignal) =>
  made<Forecast>('/v1/hotspots/forecasts', s, r)

export const hours = (r: HoursRequest, s?: AbortSignal) => made<Hours>('/v1/hotspots/hours', s, r)

export const compare = (r: Schemas['ComparisonRequest'], s?: AbortSignal) =>
  made<Comparison>('/v1/hotspots/comparisons', s, r)

/**
 * Asks for what may take long to work out: it is left to a job then, and waited for. Whoever goes on
 * meanwhile leaves the job alone: it is one for all who ask the same while it is under way, and what a
 * count makes is kept for the next of them.
 */
async function made<T>(path: string, s?: AbortSignal, body?: object): Promise<T> {
  const reply = await send(path, s, body)
  if (reply.status !== 202) return (await reply.json()) as T
  const [result = ''] = await ended(jobOf(reply), s)
  return ask<T>(result, s)
}

export const count = (r: SurfaceRequest, s?: AbortSignal) => made<Surface>('/v1/surfaces', s, r)

export const surface = (id: string, s?: AbortSignal) => ask<Surface>(`/v1/surfaces/${id}`, s)

export async function models(area: string, s?: AbortSignal): Promise<Model[]> {
  return (await ask<{ models: Model[] }>(`/v1/models${of(area)}`, s)).models
}

export const fitModel = (r: ModelRequest, s?: AbortSignal) => made<Model>('/v1/models', s, r)

export async function zoneSets(area: string, s?: AbortSignal): Promise<ZoneSet[]> {
  return (await ask<{ zone_sets: ZoneSet[] }>(`/v1/zone-sets${of(area)}`, s)).zone_sets
}

/** A zone set, with the tag that an edit of it gives back. */
export async function zoneSet(id: string, s?: AbortSignal): Promise<{ set: ZoneCollection; tag: string }> {
  const reply = await send(`/v1/zone-sets/${id}`, s)
  return { set: (await reply.json()) as ZoneCollection, tag: reply.headers.get('ETag') ?? '' }
}

/** Makes a new version of a zone set by edits, if it is still as it was when it had the tag. */
export async function editZones(
  set: string,
  edits: ZoneEdit[],
  as: string,
  tag: string,
  s?: AbortSignal,
): Promise<ZoneCollection> {
  const body = { edits, ...(as ? { as } : {}) }
  const headers: Record<string, string> = tag ? { 'If-Match': tag } : {}
  return (await (await send(`/v1/zone-sets/${set}/edits`, s, body, headers)).json()) as ZoneCollection
}

export async function zoneVersions(set: string, s?: AbortSignal): Promise<ZoneSet[]> {
  return (await ask<{ versions: ZoneSet[] }>(`/v1/zone-sets/${set}/versions`, s)).versions
}

export type PlaceDecision = Schemas['PlaceDecision']

/** What people struck out of an operation's focus areas in an area, or raised to them, and did not lift. */
export async function strikes(area: string, operation: string, s?: AbortSignal): Promise<PlaceDecision[]> {
  const found = await ask<Schemas['StrikeCollection']>(`/v1/strikes${of(area)}&operation=${operation}`, s)
  return found.features.map((f) => f.properties)
}

export const liftStrike = (id: number, why: string, as: string) =>
  ask<unknown>(`/v1/strikes/${id}/lift`, undefined, { why, as })

export const zoneDifference = (set: string, against: string, s?: AbortSignal) =>
  ask<ZoneDifference>(`/v1/zone-sets/${set}/difference?against=${encodeURIComponent(against)}`, s)

export const focusAreas = (operation: string, s?: AbortSignal) =>
  ask<FocusAreas>(`/v1/focus-areas?operation=${encodeURIComponent(operation)}`, s)

export const dashboard = (s?: AbortSignal) => ask<Dashboard>('/v1/reports/dashboard', s)

export type Break = Schemas['Break']
export type SearchReport = Schemas['SearchReport']
export type HouseholdList = Schemas['HouseholdList']

export async function breaks(s?: AbortSignal): Promise<Break[]> {
  return (await ask<{ breaks: Break[] }>('/v1/breaks', s)).breaks
}

/** Declares a break under a name made of its first day and its title. */
export function declareBreak(title: string, from: string, to: string): Promise<unknown> {
  const name = `b-${from}-${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 40)
  return send(`/v1/breaks/${name}`, undefined, { title, from, to }, {}, 'PUT')
}

export const endBreak = (name: string): Promise<unknown> =>
  send(`/v1/breaks/${name}`, undefined, {}, {}, 'DELETE')

/** Searches of an area by month, both ends included. */
export const searches = (area: string, from: string, to: string, s?: AbortSignal) =>
  ask<SearchReport>(`/v1/reports/searches${of(area)}&from=${from}&to=${to}`, s)

/** Homes to visit on a day around the burglaries before it. */
export const households = (area: string, on: string, s?: AbortSignal) =>
  ask<HouseholdList>(`/v1/reports/households${of(area)}&on=${on}`, s)

/** Twelve months to the end of one against the twelve before or, where those are not all
    loaded, as many as can be compared. */
export async function strandTable(area: string, to: string, s?: AbortSignal): Promise<StrandTable> {
  const path = `/v1/reports/strands?area=${encodeURIComponent(area)}&to=${to}`
  const year = await ask<StrandTable>(path, s)
  const fewer = year.comparable > 0 && year.comparable < 12
  return fewer ? ask<StrandTable>(`${path}&months=${year.comparable}`, s) : year
}

export const overlap = (area: string, a: string, b: string, from: string, to: string, s?: AbortSignal) =>
  made<OverlapCollection>(
    `/v1/reports/overlap/spots?${String(new URLSearchParams({ area, a, b, from, to }))}`,
    s,
  )

export async function plans(area?: string, s?: AbortSignal): Promise<Plan[]> {
  return (await ask<{ plans: Plan[] }>(`/v1/plans${of(area)}`, s)).plans
}

export const plan = (id: string, s?: AbortSignal) => ask<PlanCollection>(planPath(id), s)

export type ReplanRequest = Schemas['ReplanRequest']

/** Plans the rest of a night anew; the answer is a plan of its own, whose parent this is. */
export const replan = (plan: string, r: ReplanRequest, s?: AbortSignal) =>
  made<PlanCollection>(`${planPath(plan)}/replans`, s, r)

export const explain = (model: string, cell: string, s?: AbortSignal) =>
  ask<Explanation>(`/v1/models/${model}/cells/${cell}`, s)

export type ModelCard = Schemas['ModelCard']

export const modelCard = (model: string, s?: AbortSignal) => ask<ModelCard>(`/v1/models/${model}/card`, s)

/** The same as a page of Markdown. */
export const modelCardText = async (model: string, s?: AbortSignal): Promise<string> =>
  (await send(`/v1/models/${model}/card`, s, undefined, { Accept: 'text/markdown' })).text()

export const compareModels = (model: string, other: string, s?: AbortSignal) =>
  ask<ModelComparison>(`/v1/models/${model}/comparison?other=${encodeURIComponent(other)}`, s)

export type Delivery = Schemas['Delivery']

/** What was logged of a plan, against what it asks for. */
export const delivery = (plan: string, s?: AbortSignal) => ask<Delivery>(`${planPath(plan)}/delivery`, s)

export type Fairness = Schemas['Fairness']

/** On whom the planned minutes of a plan fall. */
export const fairness = (plan: string, s?: AbortSignal) => ask<Fairness>(`${planPath(plan)}/fairness`, s)

/** The hexagons whose rank is another under another model. */
export const modelMoves = (model: string, other: string, s?: AbortSignal) =>
  ask<GeoJSON.FeatureCollection>(`/v1/models/${model}/comparison/cells?other=${encodeURIComponent(other)}`, s)

export const decide = (r: DecisionRequest, s?: AbortSignal) => ask<unknown>('/v1/decisions', s, r)

export const cells = (surface: string, s?: AbortSignal) =>
  ask<GeoJSON.FeatureCollection>(`/v1/surfaces/${surface}/cells`, s)

export async function imports(s?: AbortSignal): Promise<Import[]> {
  return (await ask<{ imports: Import[] }>('/v1/imports', s)).imports
}

export type ImportCheck = Schemas['ImportCheck']

/** What would become of a file; nothing of it is loaded. */
export const checkImport = (query: URLSearchParams, body: Blob | FormData, s?: AbortSignal) =>
  ask<ImportCheck>(`/v1/import-checks?${query}`, s, body)

export const job = (id: string, s?: AbortSignal) => ask<Job>(`/v1/jobs/${id}`, s)

export const cancelJob = (id: string) => ask<Job>(`/v1/jobs/${id}/cancel`, undefined, {})

/** Has a job do something, and returns the job's id. */
export async function enqueue(path: string, body: object | Blob, s?: AbortSignal): Promise<string> {
  const reply = await send(path, s, body, { Prefer: 'respond-async' })
  return jobOf(reply)
}

/** The id of the job that an answer leaves the work to. */
const jobOf = (reply: Response) => (reply.headers.get('Location') ?? '').split('/').at(-1) ?? ''

const beat = 700 // ms between two looks at a job
const longest = 20_000 // ms between two, while none succeeds

/**
 * Waits for a job, and returns the paths of what it made; each look at it is shown. A look that fails
 * is told of and taken again, ever later: the job goes on without it.
 */
export async function ended(
  id: string,
  s?: AbortSignal,
  show?: (j: Job) => void,
  unseen?: (why: Problem) => void,
): Promise<string[]> {
  for (let wait = beat; ;) {
    try {
      const j = await job(id, s)
      wait = beat
      show?.(j)
      if (j.state === 'done') return j.results ?? []
      if (j.state === 'cancelled') throw new Problem('stopped; nothing was kept', 200)
      if (j.state === 'failed') {
        const reason = j.failures.at(-1)?.reason ?? 'the job failed'
        throw new Problem(reason, 200, `job ${id} (${j.kind}), attempt ${j.failures.length}\n${reason}`)
      }
    } catch (e) {
      if (!(e instanceof Problem) || !e.passing) throw e
      unseen?.(e)
      wait = Math.min(2 * wait, longest)
    }
    await new Promise((resolve) => setTimeout(resolve, wait))
    s?.throwIfAborted()
  }
}

/** Logs visits; one that is there already adds nothing. */
export const logVisits = (visits: VisitRequest[], s?: AbortSignal) =>
  ask<unknown>('/v1/visits', s, { visits })

export type Meeting = Schemas['Meeting']
export type MeetingRequest = Schemas['MeetingRequest']
export type MeetingDecision = Schemas['MeetingDecision']
export type MeetingPage = Schemas['MeetingPage']
export type MeetingAction = Schemas['MeetingAction']
export type MeetingActionRequest = Schemas['MeetingActionRequest']
export type ActionChange = Schemas['ActionChange']
export type SuggestedActions = Schemas['SuggestedActions']

export async function meetings(s?: AbortSignal): Promise<Meeting[]> {
  return (await ask<{ meetings: Meeting[] }>('/v1/meetings', s)).meetings
}

export const meetingPage = (id: string, s?: AbortSignal) => ask<MeetingPage>(`/v1/meetings/${id}`, s)

export const openMeeting = (r: MeetingRequest) => ask<Meeting>('/v1/meetings', undefined, r)

export const decideMeeting = (id: string, d: MeetingDecision) =>
  ask<Meeting>(`/v1/meetings/${id}/decisions`, undefined, d)

export async function closeMeeting(id: string): Promise<Meeting> {
  return (await (await send(`/v1/meetings/${id}/close`, undefined, {})).json()) as Meeting
}

export const addAction = (r: MeetingActionRequest) => ask<MeetingAction>('/v1/actions', undefined, r)

export async function setAction(id: string, change: ActionChange): Promise<MeetingAction> {
  return (await (await send(`/v1/actions/${id}`, undefined, change, {}, 'PATCH')).json()) as MeetingAction
}

export const suggestedActions = (set: string, s?: AbortSignal) =>
  ask<SuggestedActions>(`/v1/zone-sets/${set}/suggested-actions`, s)
