import { describe, expect, test } from 'vitest'
import { fromLines, toLines } from '../src/corners'
import { gridReference } from '../src/grid'
import {
  aroundHexagon,
  crosses,
  faultOf,
  geometryOf,
  hectares,
  hexagonsOf,
  holds,
  type Outline,
  outlineOf,
  type Ring,
  snapped,
  weigh,
} from '../src/map/outline'

/** A rectangle with these sides, in degrees. */
const box = (w: number, s: number, e: number, n: number): Ring => [[w, s], [e, s], [e, n], [w, n], [w, s]] // prettier-ignore
const square: Outline = [[box(0, 0, 0.01, 0.01)]]

describe('an outline', () => {
  test('has the area of its part of the sphere, without its holes', () => {
    // A part of a sphere between two meridians and two parallels: R² Δλ (sin φ2 − sin φ1).
    const radians = Math.PI / 180
    const part = (w: number, s: number, e: number, n: number) =>
      (6_371_007.18 ** 2 * (e - w) * radians * (Math.sin(n * radians) - Math.sin(s * radians))) / 10_000
    expect(hectares([[box(0.8, 51.7, 0.81, 51.71)]])).toBeCloseTo(part(0.8, 51.7, 0.81, 51.71), 6)
    const holed: Outline = [[box(0.8, 51.7, 0.81, 51.71), box(0.802, 51.702, 0.804, 51.704)]]
    expect(hectares(holed)).toBeCloseTo(part(0.8, 51.7, 0.81, 51.71) - part(0.802, 51.702, 0.804, 51.704), 6)
    expect(hectares([...holed, [box(1, 51, 1.01, 51.01)]])).toBeGreaterThan(hectares(holed))
    expect(hectares([])).toBe(0)
  })

  test('holds what is inside and not what is in a hole', () => {
    const holed: Outline = [[box(0, 0, 4, 4), box(1, 1, 2, 2)], [box(10, 10, 11, 11)]]
    expect(holds(holed, [3, 3])).toBe(true)
    expect(holds(holed, [1.5, 1.5])).toBe(false)
    expect(holds(holed, [10.5, 10.5])).toBe(true)
    expect(holds(holed, [5, 3])).toBe(false)
  })

  test('has its corners go to those near by of other areas, else to their sides', () => {
    const pixel = (lon: number, lat: number) => ({ x: 100 * lon, y: -100 * lat })
    const near = (lon: number, lat: number) => snapped(pixel(lon, lat), [box(0, 0, 2, 1)], pixel, 12)
    expect(near(1.95, 1.1)).toEqual([2, 1])
    expect(near(1.89, 1.05)).toEqual([1.89, 1]) // 12.1 px from the corner, 5 from the side
    expect(near(1, 0.9)).toEqual([1, 1])
    expect(near(1, 0.5)).toBeUndefined()
    expect(near(2.11, 1.11)).toBeUndefined()
    expect(snapped({ x: 0, y: 0 }, [], pixel, 12)).toBeUndefined()
  })

  test('weighs the hexagons whose middle it holds', () => {
    const cells = hexagonsOf({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', geometry: { type: 'Polygon', coordinates: [box(0, 0, 0.004, 0.004)] }, properties: { count: 3, harm: 70.5 } }, // prettier-ignore
        { type: 'Feature', geometry: { type: 'Polygon', coordinates: [box(0.009, 0.009, 0.012, 0.012)] }, properties: { count: 5, harm: 2 } }, // prettier-ignore
      ],
    })
    expect(cells.map((c) => c.at.map((n) => n.toFixed(4)))).toEqual([
      ['0.0020', '0.0020'],
      ['0.0105', '0.0105'],
    ])
    expect(weigh(square, cells)).toEqual({ count: 3, harm: 70.5 })
    expect(weigh([], cells)).toEqual({ count: 0, harm: 0 })
  })

  test('around a hexagon holds the middles of the seven it is made of, however it lies', () => {
    const [lon, lat, edge] = [0.7, 51.54, 0.002]
    for (let turned = 0; turned < 60; turned += 7) {
      const at = (distance: number, degrees: number): [number, number] => {
        const a = ((degrees + turned) * Math.PI) / 180
        return [
          lon + (distance * Math.cos(a)) / Math.cos((lat * Math.PI) / 180),
          lat + distance * Math.sin(a),
        ]
      }
      const corners = [0, 60, 120, 180, 240, 300].map((d) => at(edge, d))
      const [lons, lats] = [corners.map((c) => c[0]), corners.map((c) => c[1])]
      const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] as const
      const ring = aroundHexagon([lon, lat], [...box])
      const small = edge / Math.sqrt(7) // the edge of the seven
      for (let d = 0; d < 360; d += 10) {
        expect(holds(ring, at(Math.sqrt(3) * small, d)), `${turned}, ${d}`).toBe(true)
        expect(holds(ring, at(3 * small, d)), `${turned}, ${d}`).toBe(false)
      }
    }
  })

  test('is read from and written as a polygon or several', () => {
    const two: Outline = [[box(0, 0, 1, 1)], [box(2, 2, 3, 3)]]
    for (const outline of [square, two]) expect(outlineOf(geometryOf(outline))).toEqual(outline)
    expect(geometryOf(square).type).toBe('Polygon')
    expect(geometryOf(two).type).toBe('MultiPolygon')
    expect(outlineOf({ type: 'Point', coordinates: [0, 0] })).toEqual([])
  })

  test('that crosses itself is no outline', () => {
    const bowTie: Ring = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]] // prettier-ignore
    expect(crosses(bowTie)).toBe(true)
    expect(crosses(box(0, 0, 1, 1))).toBe(false)
    expect(faultOf([[bowTie]])).toMatch(/crosses itself/)
    expect(faultOf([])).toMatch(/Draw the outline/)
    expect(faultOf([[[[0, 0], [1, 1], [0, 0]]]])).toMatch(/three corners/) // prettier-ignore
    expect(faultOf(square)).toBe('')
  })
})

describe('corners as grid references', () => {
  const ring = box(0.8, 51.7, 0.81, 51.71)

  test('come back as they were, to the last digit', () => {
    expect(fromLines(toLines(ring), ring)).toEqual({ ring, fault: '' })
  })

  test('are latitude and longitude off the British grid', () => {
    const far = box(2.5, 51.7, 2.51, 51.71)
    expect(toLines(far).split('\n')[0]).toBe('51.700000, 2.500000')
    expect(fromLines(toLines(far), far)).toEqual({ ring: far, fault: '' })
    const moved = toLines(far).replace('51.700000, 2.500000', '51.701, 2.502')
    expect(fromLines(moved, far).ring![0]).toEqual([2.502, 51.701])
  })

  test('move the one that is typed anew', () => {
    const lines = toLines(ring).split('\n')
    const to: [number, number] = [0.812, 51.712]
    lines[2] = gridReference(to, 5)
    const read = fromLines(lines.join('\n\n'), ring).ring!
    expect(read).toHaveLength(5)
    expect(read[1]).toEqual(ring[1])
    expect(read[2]![0]).toBeCloseTo(to[0], 4)
    expect(read[2]![1]).toBeCloseTo(to[1], 4)
  })

  test('say which line cannot be read', () => {
    expect(fromLines('TQ 88340 85770\nQuay Street\nTQ 88350 85780', ring).fault).toBe(
      '“Quay Street” is no grid reference: write it as TQ 88340 85770.',
    )
    expect(fromLines('TQ 88340 85770', ring).fault).toMatch(/three corners/)
  })
})
