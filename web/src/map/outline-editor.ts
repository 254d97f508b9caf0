// Drawing and changing an outline on the map. This alone knows terra-draw, which takes
// no holes, no multipolygons and no more than nine decimals: parts are edited one by
// one, and holes go back into their part.

import type { Map as GLMap } from 'maplibre-gl'
import { type SnapToCustom, TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'
import type { Inks } from './inks'
import { type Outline, type Ring, snapped } from './outline'

const decimals = 9
const reach = 12 // pixels, from which a corner goes to another area's edge
type Colour = `#${string}`

export class OutlineEditor {
  readonly #draw: TerraDraw
  readonly #tell: (outline: Outline, steps: number) => void
  #holes: Ring[][] = [] // of each part
  #steps: Outline[] = [] // as it was after each step, the first one first
  #undone: Outline[] = [] // steps that were taken back, the last one last

  /**
   * `tell` hears the outline while it is drawn, and how many steps can be undone. Corners that
   * come near the rings of `others` snap to them: areas that meet must not overlap.
   */
  constructor(
    map: GLMap,
    ink: Inks,
    others: readonly Ring[],
    tell: (outline: Outline, steps: number) => void,
  ) {
    this.#tell = tell
    const toCustom: SnapToCustom = ({ containerX: x, containerY: y }, { project }) =>
      snapped({ x, y }, others, project, reach)
    const snapping = { toCustom }
    const accent = ink.accent as Colour
    const paper = ink.paper as Colour
    const line = { outlineColor: accent, outlineWidth: 3, fillColor: accent, fillOpacity: 0.12 }
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: decimals, prefixId: 'outline' }),
      modes: [
        new TerraDrawSelectMode({
          keyEvents: null,
          pointerDistance: 24,
          allowManualDeselection: false,
          flags: {
            polygon: {
              feature: {
                draggable: false,
                coordinates: {
                  draggable: true,
                  deletable: true,
                  midpoints: { draggable: true },
                  snappable: snapping,
                },
              },
            },
          },
          styles: {
            selectedPolygonColor: accent,
            selectedPolygonFillOpacity: 0.12,
            selectedPolygonOutlineColor: accent,
            selectedPolygonOutlineWidth: 3,
            selectionPointColor: paper,
            selectionPointOutlineColor: accent,
            selectionPointWidth: 6,
            selectionPointOutlineWidth: 2.5,
            midPointColor: accent,
            midPointOutlineColor: paper,
            midPointWidth: 3,
            midPointOutlineWidth: 1,
          },
        }),
        new TerraDrawPolygonMode({
          snapping,
          keyEvents: { cancel: null, finish: 'Enter' },
          styles: {
            ...line,
            closingPointColor: paper,
            closingPointOutlineColor: accent,
            closingPointWidth: 6,
          },
        }),
      ],
    })
    this.#draw.start()
    this.#draw.on('change', (_ids, type) => {
      if (type === 'update' || type === 'create') this.#tell(this.outline(), this.#steps.length - 1)
    })
    // Not within terra-draw's own handling of the event, which is not over yet.
    this.#draw.on('finish', (id, { mode }) => setTimeout(() => this.#finished(mode, id)))
  }

  /** What is drawn now. */
  outline(): Outline {
    const parts = this.#draw.getSnapshot().filter((f) => f.properties.mode === 'polygon')
    return parts.flatMap((f): Outline => {
      if (f.geometry.type !== 'Polygon') return []
      const ring = f.geometry.coordinates[0] as Ring
      return ring.length > 3 ? [[ring, ...(this.#holes[Number(f.properties.part)] ?? [])]] : []
    })
  }

  /** Lets the corners of an outline be moved; without one, an outline be drawn. */
  begin(outline: Outline): void {
    this.#steps = [outline]
    this.#undone = []
    this.#show(outline)
  }

  /** Takes the last step back. */
  undo(): void {
    if (this.#steps.length < 2) return
    this.#undone.push(this.#steps.pop()!)
    this.#show(this.#steps.at(-1)!)
  }

  /** Takes again the step that was taken back last. */
  redo(): void {
    const step = this.#undone.pop()
    if (!step) return
    this.#steps.push(step)
    this.#show(step)
  }

  /** Puts another outline in its place, as a step that can be undone. */
  replace(outline: Outline): void {
    this.#steps.push(outline)
    this.#undone = []
    this.#show(outline)
  }

  close(): void {
    if (this.#draw.enabled) this.#draw.stop()
  }

  #show(outline: Outline): void {
    this.#draw.clear()
    this.#holes = outline.map(([, ...holes]) => holes)
    if (!outline.length) this.#draw.setMode('polygon')
    else {
      const round = (n: number) => Number(n.toFixed(decimals))
      const added = this.#draw.addFeatures(
        outline.map(([ring = []], part) => ({
          type: 'Feature',
          properties: { mode: 'polygon', part },
          geometry: { type: 'Polygon', coordinates: [ring.map(([lon, lat]) => [round(lon), round(lat)])] },
        })),
      )
      const wrong = added.find((a) => !a.valid)
      if (wrong) throw new Error(`the outline cannot be edited: ${wrong.reason ?? ''}`)
      this.#draw.setMode('select')
      this.#draw.selectFeature(added[0]!.id!)
    }
    this.#tell(outline, this.#steps.length - 1)
  }

  #finished(mode: string, id: string | number): void {
    if (!this.#draw.enabled) return
    this.#steps.push(this.outline())
    this.#undone = []
    if (mode === 'polygon') {
      this.#draw.setMode('select')
      this.#draw.selectFeature(id)
    }
    this.#tell(this.outline(), this.#steps.length - 1)
  }
}
