// OS grid references and WGS 84: the British National Grid on Airy's ellipsoid,
// with the Helmert transform between datums, good to about 5 m as the program's own is.
// Formulas and constants: Ordnance Survey, A guide to coordinate systems in Great Britain.

interface Ellipsoid {
  a: number
  b: number
}
const airy: Ellipsoid = { a: 6377563.396, b: 6356256.909 }
const wgs: Ellipsoid = { a: 6378137, b: 6356752.314245 }
const eccentricity = ({ a, b }: Ellipsoid) => 1 - (b * b) / (a * a)

const origin = {
  lat: (49 * Math.PI) / 180,
  lon: (-2 * Math.PI) / 180,
  e: 400_000,
  n: -100_000,
  scale: 0.9996012717,
}
// From WGS 84 to OSGB36: metres, parts per million, seconds of arc.
const shift = { x: -446.448, y: 125.157, z: -542.06, s: 20.4894, rx: -0.1502, ry: -0.247, rz: -0.8421 }

type Vector = [x: number, y: number, z: number]

function toCartesian(lat: number, lon: number, e: Ellipsoid): Vector {
  const e2 = eccentricity(e)
  const nu = e.a / Math.sqrt(1 - e2 * Math.sin(lat) ** 2)
  return [
    nu * Math.cos(lat) * Math.cos(lon),
    nu * Math.cos(lat) * Math.sin(lon),
    nu * (1 - e2) * Math.sin(lat),
  ]
}

function fromCartesian([x, y, z]: Vector, e: Ellipsoid): [lat: number, lon: number] {
  const e2 = eccentricity(e)
  const p = Math.hypot(x, y)
  let lat = Math.atan2(z, p * (1 - e2))
  for (let i = 0; i < 6; i++) {
    const nu = e.a / Math.sqrt(1 - e2 * Math.sin(lat) ** 2)
    lat = Math.atan2(z + e2 * nu * Math.sin(lat), p)
  }
  return [lat, Math.atan2(y, x)]
}

function helmert([x, y, z]: Vector, sign: 1 | -1): Vector {
  const arc = (s: number) => (sign * s * Math.PI) / 180 / 3600
  const scale = 1 + (sign * shift.s) / 1e6
  const [rx, ry, rz] = [arc(shift.rx), arc(shift.ry), arc(shift.rz)]
  return [
    sign * shift.x + x * scale - y * rz + z * ry,
    sign * shift.y + x * rz + y * scale - z * rx,
    sign * shift.z - x * ry + y * rx + z * scale,
  ]
}

function meridian(lat: number): number {
  const { a, b } = airy
  const n = (a - b) / (a + b)
  const d = lat - origin.lat
  const s = lat + origin.lat
  return (
    b * origin.scale *
    ((1 + n + 1.25 * n ** 2 + 1.25 * n ** 3) * d -
      (3 * n + 3 * n ** 2 + 2.625 * n ** 3) * Math.sin(d) * Math.cos(s) +
      (1.875 * n ** 2 + 1.875 * n ** 3) * Math.sin(2 * d) * Math.cos(2 * s) -
      (35 / 24) * n ** 3 * Math.sin(3 * d) * Math.cos(3 * s))
  ) // prettier-ignore
}

function radii(lat: number): { nu: number; rho: number; eta2: number } {
  const e2 = eccentricity(airy)
  const w = 1 - e2 * Math.sin(lat) ** 2
  const nu = (airy.a * origin.scale) / Math.sqrt(w)
  const rho = (airy.a * origin.scale * (1 - e2)) / w ** 1.5
  return { nu, rho, eta2: nu / rho - 1 }
}

/** Easting and northing, in metres, of a place in WGS 84. */
export function toGrid([lon84, lat84]: [lon: number, lat: number]): [east: number, north: number] {
  const moved = helmert(toCartesian((lat84 * Math.PI) / 180, (lon84 * Math.PI) / 180, wgs), 1)
  const [lat, lon] = fromCartesian(moved, airy)
  const { nu, rho, eta2 } = radii(lat)
  const [s, c, t] = [Math.sin(lat), Math.cos(lat), Math.tan(lat)]
  const d = lon - origin.lon
  const north =
    meridian(lat) + origin.n +
    (nu / 2) * s * c * d ** 2 +
    (nu / 24) * s * c ** 3 * (5 - t ** 2 + 9 * eta2) * d ** 4 +
    (nu / 720) * s * c ** 5 * (61 - 58 * t ** 2 + t ** 4) * d ** 6 // prettier-ignore
  const east =
    origin.e +
    nu * c * d +
    (nu / 6) * c ** 3 * (nu / rho - t ** 2) * d ** 3 +
    (nu / 120) * c ** 5 * (5 - 18 * t ** 2 + t ** 4 + 14 * eta2 - 58 * t ** 2 * eta2) * d ** 5
  return [east, north]
}

/** A place in WGS 84, from its easting and northing in metres. */
export function fromGrid([east, north]: [east: number, north: number]): [lon: number, lat: number] {
  let lat = origin.lat
  for (let i = 0; i < 20; i++) lat += (north - origin.n - meridian(lat)) / (airy.a * origin.scale)
  const { nu, rho, eta2 } = radii(lat)
  const t = Math.tan(lat)
  const sec = 1 / Math.cos(lat)
  const d = east - origin.e
  const phi =
    lat -
    (t / (2 * rho * nu)) * d ** 2 +
    (t / (24 * rho * nu ** 3)) * (5 + 3 * t ** 2 + eta2 - 9 * t ** 2 * eta2) * d ** 4 -
    (t / (720 * rho * nu ** 5)) * (61 + 90 * t ** 2 + 45 * t ** 4) * d ** 6
  const lambda =
    origin.lon +
    (sec / nu) * d -
    (sec / (6 * nu ** 3)) * (nu / rho + 2 * t ** 2) * d ** 3 +
    (sec / (120 * nu ** 5)) * (5 + 28 * t ** 2 + 24 * t ** 4) * d ** 5
  const moved = helmert(toCartesian(phi, lambda, airy), -1)
  const [lat84, lon84] = fromCartesian(moved, wgs)
  return [(lon84 * 180) / Math.PI, (lat84 * 180) / Math.PI]
}

const letters = 'ABCDEFGHJKLMNOPQRSTUVWXYZ' // no I

/** The grid reference of a place, to 10 m: "TQ 8834 8577", or with 5 digits to 1 m; empty off the grid. */
export function gridReference(at: [lon: number, lat: number], digits = 4): string {
  const [east, north] = toGrid(at)
  if (!(east >= 0 && east < 700_000 && north >= 0 && north < 1_300_000)) return ''
  const [e, n] = [Math.floor(east / 100_000), Math.floor(north / 100_000)]
  const first = 19 - n - ((19 - n) % 5) + Math.floor((e + 10) / 5)
  const second = (((19 - n) * 5) % 25) + ((e + 10) % 5)
  const square = 10 ** (5 - digits) // m
  const within = (metres: number) => String(Math.floor((metres % 100_000) / square)).padStart(digits, '0')
  return `${letters[first]}${letters[second]} ${within(east)} ${within(north)}`
}

/** The middle of the square that a grid reference names: "TQ8834085770", "TQ 88 85", "588340, 185770". */
export function readReference(said: string): [lon: number, lat: number] | undefined {
  const metres = /^\s*(\d{6})\s*[, ]\s*(\d{6,7})\s*$/.exec(said)
  if (metres) return fromGrid([Number(metres[1]), Number(metres[2])])
  const [, first, second, digits = ''] = /^\s*([HJNOST])([A-HJ-Z])\s*((?:\d\s*)*)$/i.exec(said) ?? []
  const all = digits.replace(/\s/g, '')
  if (!first || !second || all.length % 2 || all.length > 10) return undefined
  const a = letters.indexOf(first.toUpperCase())
  const b = letters.indexOf(second.toUpperCase())
  const half = all.length / 2
  const square = 10 ** (5 - half)
  const within = (part: string) => Number(part || 0) * square + square / 2
  const east = ((((a - 2) % 5) + 5) % 5) * 500_000 + (b % 5) * 100_000 + within(all.slice(0, half))
  const north =
    1_900_000 - Math.floor(a / 5) * 500_000 - Math.floor(b / 5) * 100_000 + within(all.slice(half))
  return fromGrid([east, north])
}
