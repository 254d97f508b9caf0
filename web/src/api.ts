// The server's API, typed by its contract.

import type { components } from './api.gen'

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
export type ZoneCollection = Schemas['ZoneCollection']

/** A refusal in the server's own words, or the news that there is no server. */
export class Problem extends Error {
  override readonly name = 'Problem'
}

/** Reads the RFC 9457 problem of a reply; what is no problem has its status only. */
export function problem(status: number, body: string): Problem {
  try {
    const { detail, title } = JSON.parse(body) as Partial<Schemas['Problem']>
    const said = detail || title
    if (said) return new Problem(said)
  } catch {
    // Not JSON: something between here and the server has answered.
  }
  return new Problem(`the server answered ${status}`)
}

async function ask<T>(path: string, signal?: AbortSignal, body?: object): Promise<T> {
  const init: RequestInit = { signal: signal ?? null }
  if (body) {
    init.method = 'POST'
    init.headers = { 'Content-Type': 'application/json' }
    init.body = JSON.stringify(body)
  }
  let reply: Response
  try {
    reply = await fetch(path, init)
  } catch (e) {
    if (signal?.aborted) throw e
    throw new Problem('the server does not answer: is `beatplan serve` running?')
  }
  if (!reply.ok) throw problem(reply.status, await reply.text())
  return (await reply.json()) as T
}

const of = (area?: string) => (area ? `?area=${encodeURIComponent(area)}` : '')

export const planPath = (id: string): string => `/v1/plans/${id}`

export const coverage = (s?: AbortSignal) => ask<Coverage>('/v1/coverage', s)

export async function areas(kind: Area['kind'], s?: AbortSignal): Promise<Area[]> {
  return (await ask<{ areas: Area[] }>(`/v1/areas?kind=${kind}`, s)).areas
}

export async function groups(s?: AbortSignal): Promise<OffenceGroup[]> {
  return (await ask<{ groups: OffenceGroup[] }>('/v1/offence-groups', s)).groups
}

export async function clocks(s?: AbortSignal): Promise<Clock[]> {
  return (await ask<{ clocks: Clock[] }>('/v1/clocks', s)).clocks
}

export async function operations(s?: AbortSignal): Promise<Operation[]> {
  return (await ask<{ operations: Operation[] }>('/v1/operations', s)).operations
}

export const count = (r: SurfaceRequest, s?: AbortSignal) => ask<Surface>('/v1/surfaces', s, r)

export const surface = (id: string, s?: AbortSignal) => ask<Surface>(`/v1/surfaces/${id}`, s)

export async function models(area: string, s?: AbortSignal): Promise<Model[]> {
  return (await ask<{ models: Model[] }>(`/v1/models${of(area)}`, s)).models
}

export const fitModel = (r: ModelRequest, s?: AbortSignal) => ask<Model>('/v1/models', s, r)

export async function zoneSets(area: string, s?: AbortSignal): Promise<ZoneSet[]> {
  return (await ask<{ zone_sets: ZoneSet[] }>(`/v1/zone-sets${of(area)}`, s)).zone_sets
}

export const zoneSet = (id: string, s?: AbortSignal) => ask<ZoneCollection>(`/v1/zone-sets/${id}`, s)

export const drawZones = (r: ZoneSetRequest, s?: AbortSignal) => ask<ZoneCollection>('/v1/zone-sets', s, r)

export async function plans(area?: string, s?: AbortSignal): Promise<Plan[]> {
  return (await ask<{ plans: Plan[] }>(`/v1/plans${of(area)}`, s)).plans
}

export const plan = (id: string, s?: AbortSignal) => ask<PlanCollection>(planPath(id), s)

export const makePlan = (r: PlanRequest, s?: AbortSignal) => ask<PlanCollection>('/v1/plans', s, r)
