// The one place that drives MapLibre. It is told what to show and tells back
// where it looks; it asks the server for tiles alone.

import 'maplibre-gl/dist/maplibre-gl.css'
import {
  type GeoJSONSource,
  Map as GLMap,
  NavigationControl,
  type Point,
  type PointLike,
  Popup,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Area, PlanCollection, Surface, ZoneCollection } from '../api'
import { type Measure, tierColour, tiers } from '../colours'
import { type Layer, layers, type View } from '../hash'
import { dressed, type Stop } from '../plan'
import { key } from '../settle'
import { type Box, labelled } from '../zones'
import { bringCells, removeCells, showCells } from './cells'
import { tourOpacity } from './overlays'
import { pattern } from './patterns'
import { type Section, sections } from './popup'
import { style, switched } from './style'

setWorkerUrl(workerUrl)

const clickable = ['stops', 'sites', 'spots-left-out', 'zone-fill', 'cells', 'chosen-land', 'land']

/** What the hexagons on the screen are: a surface, coloured by a measure. */
export interface Shown {
  surface: Surface
  measure: Measure
  resolution: number // H3, of the hexagons: coarser than the surface's own when zoomed out
}

export interface Listeners {
  moved: (view: View) => void
  shows: (shown: Shown | undefined) => void
  /** Returns the element that a popup shows, and how to take it down. */
  popup: (content: Section[]) => { element: HTMLElement; remove: () => void }
}

export class DeskMap {
  readonly #map: GLMap
  readonly #tell: Listeners
  readonly #started: Promise<void>
  #asked?: object
  #shown?: Shown | undefined
  #area = ''
  #unit = ''
  #taken: boolean // a person, or a link, has said where to look
  #off: readonly Layer[] = []
  #hovered?: string | number
  #popup?: Popup

  constructor(container: HTMLElement, view: View | undefined, tell: Listeners) {
    this.#tell = tell
    this.#taken = view !== undefined
    this.#map = new GLMap({
      container,
      style: style(),
      center: view ? [view.lon, view.lat] : [0.6, 51.75],
      zoom: view?.zoom ?? 8.5,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 18,
      locale: { 'Map.Title': 'Map: arrow keys move it, plus and minus zoom' },
      // Whatever a proxy makes of the server's name, tiles come from where the page came from.
      transformRequest: (url) => {
        const { pathname, search } = new URL(url, location.href)
        return { url: location.origin + pathname + search }
      },
    })
    // Tests and the browser's console reach the map from its element.
    Object.assign(container, { map: this.#map })
    this.#map.touchZoomRotate.disableRotation()
    this.#map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    this.#map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right')
    this.#started = new Promise((resolve) => this.#map.once('style.load', () => resolve()))
    void this.#started.then(() => this.#addPatterns())
    this.#listen(container)
  }

  close(): void {
    this.#map.remove()
  }

  #addPatterns(): void {
    for (const tier of tiers) this.#map.addImage(tier, pattern(tier, tierColour[tier]), { pixelRatio: 2 })
  }

  #listen(container: HTMLElement): void {
    const map = this.#map
    map.on('movestart', (e) => {
      if (e.originalEvent) this.#taken = true
    })
    map.on('moveend', () => {
      const { lat, lng } = map.getCenter()
      this.#tell.moved({ zoom: map.getZoom(), lat, lon: lng })
    })
    map.on('dataloading', () => delete container.dataset.mapReady)
    map.on('idle', () => {
      container.dataset.mapReady = 'true'
      if (this.#shown) this.#show(this.#shown)
    })
    map.on('click', (e) => this.#open(e.lngLat.toArray(), e.point))
    map.on('mousemove', (e) => this.#hover(e.point))
    map.on('mouseout', () => this.#hover())
  }

  #under(point: PointLike | [PointLike, PointLike], among: string[]) {
    return this.#map.queryRenderedFeatures(point, { layers: among.filter((l) => this.#map.getLayer(l)) })
  }

  #hover(point?: Point): void {
    const found = point && this.#under(point, clickable)
    const near = point && this.#under(around(point), ['routes', 'stops'])
    this.light(near?.[0]?.properties.unit as string | undefined)
    this.#map.getCanvas().style.cursor = found?.some((f) => f.layer.id !== 'land') ? 'pointer' : ''
    const cell = found?.find((f) => f.layer.id === 'cells')?.id
    if (cell === this.#hovered) return
    const source = this.#shown?.surface.tiles
    if (source) {
      const at = (id: string | number) => ({ source, sourceLayer: 'cells', id })
      if (this.#hovered !== undefined) this.#map.removeFeatureState(at(this.#hovered), 'hover')
      if (cell !== undefined) this.#map.setFeatureState(at(cell), { hover: true })
    }
    this.#hovered = cell
  }

  #open(at: [number, number], point: PointLike, asked?: string): void {
    this.#popup?.remove()
    const under = this.#under(point, clickable).map((f) => ({ layer: f.layer.id, properties: f.properties }))
    const content = sections(under, this.#shown?.surface, asked)
    if (!content.length) return
    const { element, remove } = this.#tell.popup(content)
    this.#popup = new Popup({ maxWidth: '300px', focusAfterOpen: false, offset: 8 })
      .setLngLat(at)
      .setDOMContent(element)
      .addTo(this.#map)
    this.#popup.on('close', remove)
  }

  /**
   * Colours the hexagons by a measure of a surface; without one there are none.
   * What was shown stays until all of the new is there: the legend says what is.
   */
  async showSurface(surface: Surface | undefined, measure: Measure): Promise<void> {
    const asked = (this.#asked = {})
    await this.#started
    if (surface) await bringCells(this.#map, surface)
    if (asked !== this.#asked) return
    this.#popup?.remove()
    if (surface?.id !== this.#shown?.surface.id) this.#hovered = undefined
    if (surface) showCells(this.#map, surface, measure, !this.#off.includes('cells'))
    else removeCells(this.#map)
    this.#show(surface && { surface, measure, resolution: surface.resolution })
  }

  #show(shown: Shown | undefined): void {
    const [cell] = shown ? this.#map.querySourceFeatures(shown.surface.tiles, { sourceLayer: 'cells' }) : []
    this.#shown = shown && { ...shown, resolution: Number(cell?.properties.resolution ?? shown.resolution) }
    this.#tell.shows(this.#shown)
  }

  async showZones(zones: ZoneCollection | undefined): Promise<void> {
    await this.#fill('zones', zones && labelled(zones))
  }

  /** Shows the tours of a plan, or of one of its units. */
  async showPlan(plan: PlanCollection | undefined, unit: string): Promise<void> {
    this.#unit = unit
    await this.#fill('plan', plan && dressed(plan, unit))
    this.light()
    // The numbers of all units at once would lie upon one another.
    this.#map.setLayerZoomRange('stop-numbers', unit ? 13 : 14, 24)
    this.#map.setLayerZoomRange('stop-visits', unit ? 13 : 14, 24)
  }

  /** Draws one unit's tour in full while it is pointed at; the others are faint. */
  light(unit = this.#unit): void {
    for (const [layer, opacity] of Object.entries(tourOpacity))
      if (this.#map.getLayer(layer)) this.#map.setPaintProperty(layer, 'line-opacity', opacity(unit))
  }

  async #fill(source: string, features: GeoJSON.FeatureCollection | undefined): Promise<void> {
    await this.#started
    this.#map
      .getSource<GeoJSONSource>(source)
      ?.setData(features ?? { type: 'FeatureCollection', features: [] })
  }

  /** Brings an area out. In another one the map looks where there is something, as at first. */
  async showArea(area: Area): Promise<void> {
    if (this.#area && this.#area !== key(area)) this.#taken = false
    this.#area = key(area)
    await this.#started
    for (const layer of ['chosen-land', 'chosen-line'])
      this.#map.setFilter(layer, [
        'all',
        ['==', ['get', 'kind'], area.kind],
        ['==', ['get', 'code'], area.code],
      ])
  }

  async switchOff(off: readonly Layer[]): Promise<void> {
    await this.#started
    this.#off = off
    for (const layer of layers)
      for (const id of switched[layer])
        if (this.#map.getLayer(id))
          this.#map.setLayoutProperty(id, 'visibility', off.includes(layer) ? 'none' : 'visible')
  }

  /** Shows all of a box, unless a person has said where to look. */
  async lookAround(box: Box): Promise<void> {
    await this.#started
    if (!this.#taken) this.#fit(box)
  }

  /** Goes to a box, and stays. */
  goTo(box: Box): void {
    this.#taken = true
    this.#fit(box)
  }

  #fit(box: Box): void {
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer()
    // Clear of the boxes that lie on the map: open, or shut on a narrow screen.
    const padding =
      width > 600
        ? { top: 40, left: 40, right: Math.min(270, width / 4), bottom: Math.min(200, height / 3) }
        : { top: 50, left: 16, right: 56, bottom: 84 }
    this.#map.fitBounds(box, { padding, maxZoom: 15, duration: 600 })
  }

  /** Looks where a link says. */
  look({ lat, lon, zoom }: View): void {
    this.#taken = true
    this.#map.jumpTo({ center: [lon, lat], zoom })
  }

  /** Goes to a stop and opens it. */
  goToStop({ at, id }: Pick<Stop, 'at' | 'id'>): void {
    this.#taken = true
    const open = () => this.#open(at, this.#map.project(at), id)
    this.#map.once('moveend', () => this.#map.once('idle', open))
    this.#map.flyTo({ center: at, zoom: Math.max(14.5, this.#map.getZoom()), duration: 800 })
  }
}

const around = ({ x, y }: Point): [PointLike, PointLike] => [
  [x - 4, y - 4],
  [x + 4, y + 4],
]
