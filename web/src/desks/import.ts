// What a file may hold, and a first guess from its name.

export const kinds = {
  offences: 'offences',
  incidents: 'incidents (calls)',
  'partner-counts': 'partners’ counts',
  searches: 'stop and searches',
  areas: 'areas',
  sites: 'premises and other places',
  osm: 'a map (OpenStreetMap)',
  people: 'people and households',
  powers: 'legal powers',
  events: 'events',
}
export type Kind = keyof typeof kinds

const signs: [RegExp, Kind, string?][] = [
  [/\.pbf$/, 'osm'],
  [/fhrs|hygiene/, 'sites', 'fhrs'],
  [/naptan|stops/, 'sites', 'naptan'],
  [/rail|station/, 'sites', 'rail'],
  [/premises|licen[cs]|sites?\b/, 'sites'],
  [/census|population|households|imd|lsoa.*\.csv/, 'people'],
  [/incident|calls/, 'incidents'],
  [/stop.and.search|searches/, 'searches'],
  [/ambulance|partner/, 'partner-counts'],
  [/power|pspo|s34|s60/, 'powers'],
  [/event|fixture|holiday/, 'events'],
  [/\.(geojson|kml)(\.gz)?$|boundar|district|ward|force|lad\d|pfa\d/, 'areas'],
]

/** What a file seems to hold, by its name; offences where it says nothing. */
export function guess(filename: string): { kind: Kind; mapping?: string } {
  const name = filename.toLowerCase()
  for (const [sign, kind, mapping] of signs)
    if (sign.test(name)) return mapping ? { kind, mapping } : { kind }
  return { kind: 'offences' }
}
