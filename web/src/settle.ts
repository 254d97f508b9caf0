// What is chosen for a person who has not chosen yet.

import type { Area, Clock, OffenceGroup, Operation, Plan } from './api'
import type { Choice } from './hash'

/** What there is to choose from; the plan is the newest of all. */
export interface Held {
  areas: Area[]
  groups: Pick<OffenceGroup, 'name'>[]
  clocks: Pick<Clock, 'name'>[]
  operations: Pick<Operation, 'name' | 'clock'>[]
  months: string[]
  plan?: Plan | undefined
}

/** The name under which the API knows an area for certain. */
export const key = (a: Pick<Area, 'kind' | 'code'>): string => `${a.kind}:${a.code}`

/**
 * A choice of what there is. What a link asks for stands where it can; otherwise
 * the map opens on the newest plan, with the offences and at the hours that it is
 * for, or on all offences of the first area, over every month.
 */
export function settle(c: Choice, { areas, groups, clocks, operations, months, plan }: Held): Choice {
  const linked = areas.some((a) => key(a) === c.area)
  const area = linked ? c.area : [plan?.area, areas[0]].map((a) => a && key(a)).find(known(areas.map(key)))
  const here = plan && key(plan.area) === area ? plan : undefined
  const group = [c.group, here?.group, 'all', groups[0]?.name].find(known(groups.map((g) => g.name)))
  const from = months.includes(c.from) ? c.from : months[0]
  const to = months.includes(c.to) && from && c.to >= from ? c.to : months.at(-1)
  const opened = linked ? undefined : here
  const first = operations.find((o) => o.clock) ?? operations[0] // one with hours of its own shows most
  const operation = [opened?.operation, c.operation, first?.name].find(known(operations.map((o) => o.name)))
  const timed = opened && !opened.hours.includes('unknown')
  const itsClock = timed && c.clock === 'all' && operations.find((o) => o.name === opened.operation)?.clock
  const clock = [itsClock || c.clock].find(known(clocks.map((k) => k.name))) ?? 'all'
  return {
    ...c,
    area: area ?? '',
    group: group ?? '',
    from: from ?? '',
    to: to ?? '',
    clock,
    operation: operation ?? '',
  }
}

const known = (names: string[]) => (name: string | undefined) => name !== undefined && names.includes(name)
