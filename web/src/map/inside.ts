// A point within a polygon at which a name has room.

type Position = GeoJSON.Position

/** The middle of the widest stretch of land on the parallels through a geometry. */
export function inside(geometry: GeoJSON.Geometry): Position {
  const rings = (geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : geometry.type === 'Polygon' ? geometry.coordinates : []) // prettier-ignore
  const lats = rings.flat().map(([, lat]) => lat!)
  const [south, north] = [Math.min(...lats), Math.max(...lats)]
  let best: Position = [NaN, NaN]
  let widest = 0
  // An odd number of parallels, the middle one first: of stretches as wide it is the best.
  for (const share of [8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13]) {
    const lat = south + ((north - south) * (share + 0.013)) / 16 // beside corners, which lie on round shares
    const crossings = rings.flatMap((ring) => cut(ring, lat)).sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [west, east] = [crossings[i]!, crossings[i + 1]!]
      if (east - west <= widest * 1.02) continue
      widest = east - west
      best = [(west + east) / 2, lat]
    }
  }
  return best
}

/** The meridians at which a ring crosses a parallel. */
const cut = (ring: Position[], lat: number): number[] =>
  ring.flatMap(([x, y], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length]!
    return y! > lat === y2! > lat ? [] : [x! + ((x2! - x!) * (lat - y!)) / (y2! - y!)]
  })
