// Places that somebody finds by name.

import type { NamedPlace } from './api'

/** Kinds of what is found and is not a site: areas, settlements, water and streets. */
const areas = ['force', 'command', 'district', 'beat', 'funded', 'ward', 'lsoa']
const settlements = ['city', 'town', 'village', 'suburb', 'hamlet']
const elsewhere = new Set([...areas, ...settlements, 'water', 'street'])

/** The sites among places, each once: two of one name are told apart by their address. */
export function sitesAmong(places: readonly NamedPlace[]): NamedPlace[] {
  const sites = places.filter((p) => !elsewhere.has(p.kind))
  return sites.filter((p, i) => sites.findIndex((q) => keyOf(q) === keyOf(p)) === i)
}

export const keyOf = ({ name, within }: NamedPlace): string => `${name}, ${within}`
