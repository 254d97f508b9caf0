// What is chosen for a person who has not chosen yet, and what a link named that is gone.

import type { Area, Operation, Plan } from './api'
import type { Choice } from './hash'
import { monthName } from './words'

/** What there is to choose from; the plan is the newest of all. */
export interface Held {
  areas: Area[]
  operations: Pick<Operation, 'name' | 'clock'>[]
  months: string[]
  plan?: Plan | undefined
}

/** The name under which the API knows an area for certain. */
export const key = (a: Pick<Area, 'kind' | 'code'>): string => `${a.kind}:${a.code}`

/** The area of a link: by its kind and code, or by its code alone. */
const linked = (area: string, areas: Area[]) => areas.find((a) => key(a) === area || a.code === area)

/**
 * A choice of what there is. What a link asks for stands where it can; otherwise the
 * map opens on the area and the operation of the newest plan, or on the first area,
 * over every month.
 */
export function settle(c: Choice, { areas, operations, months, plan }: Held): Choice {
  const named = linked(c.area, areas)
  const area = [named && key(named), plan && key(plan.area), areas[0] && key(areas[0])].find(
    known(areas.map(key)),
  )
  const here = plan && key(plan.area) === area && !c.area ? plan.operation : undefined
  const first = operations.find((o) => o.clock) ?? operations[0] // one with hours of its own shows most
  const operation = [c.operation, here, first?.name].find(known(operations.map((o) => o.name)))
  const from = months.includes(c.from) ? c.from : months[0]
  const to = months.includes(c.to) && from && c.to >= from ? c.to : months.at(-1)
  return { ...c, area: area ?? '', operation: operation ?? '', from: from ?? '', to: to ?? '' }
}

/** What of a choice there is no more, as a reader says it. */
export function missing(c: Choice, { areas, operations, months }: Held): string[] {
  const gone: string[] = []
  if (c.area && !linked(c.area, areas)) gone.push(`the area ${c.area.replace(/^[a-z]+:/, '')}`)
  if (c.operation && !operations.some((o) => o.name === c.operation))
    gone.push(`the operation ${c.operation}`)
  for (const m of [c.from, c.to]) if (m && !months.includes(m)) gone.push(`data of ${monthName(m)}`)
  return [...new Set(gone)]
}

const known = (names: string[]) => (name: string | undefined) => name !== undefined && names.includes(name)
