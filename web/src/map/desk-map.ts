// The one place that drives MapLibre. It is told what to show and tells back
// where it looks; it asks the server for tiles alone.

import 'maplibre-gl/dist/maplibre-gl.css'
import {
  type GeoJSONSource,
  type LngLatBoundsLike,
  Map as GLMap,
  NavigationControl,
  type PointLike,
  Popup,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Area, Collection, Surface } from '../api'
import { type Measure, tierColour, tiers } from '../colours'
import { type Layer, layers, type View } from '../hash'
import { dressed, type Stop } from '../plan'
import { labelled } from '../zones'
import { removeCells, showCells } from './cells'
import { pattern } from './patterns'
import { type Section, sections } from './popup'
import { style, switched } from './style'

setWorkerUrl(workerUrl)

const clickable = ['stops', 'sites', 'spots-left-out', 'zone-fill', 'cells', 'chosen-land', 'land']

export interface Listeners {
  moved: (view: View) => void
  /** The H3 resolution of the hexagons on the screen. */
  showsCells: (resolution: number) => void
  /** Returns the element that a popup shows, and how to take it down. */
  popup: (content: Section[]) => { element: HTMLElement; remove: () => void }
}

export class DeskMap {
  readonly #map: GLMap
  readonly #tell: Listeners
  readonly #started: Promise<void>
  #surface?: Surface
  #off: readonly Layer[] = []
  #hovered?: string | number
  #popup?: Popup

  constructor(container: HTMLElement, view: View | undefined, tell: Listeners) {
    this.#tell = tell
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
    map.on('moveend', () => {
      const { lat, lng } = map.getCenter()
      this.#tell.moved({ zoom: map.getZoom(), lat, lon: lng })
    })
    map.on('dataloading', () => delete container.dataset.mapReady)
    map.on('idle', () => {
      container.dataset.mapReady = 'true'
      const cell = map.getLayer('cells') && map.queryRenderedFeatures({ layers: ['cells'] })[0]
      if (cell) this.#tell.showsCells(Number(cell.properties.resolution))
    })
    map.on('click', (e) => this.#open(e.lngLat.toArray(), e.point))
    map.on('mousemove', (e) => this.#hover(e.point))
    map.on('mouseout', () => this.#hover())
  }

  #under(point: PointLike, among: string[]) {
    return this.#map.queryRenderedFeatures(point, { layers: among.filter((l) => this.#map.getLayer(l)) })
  }

  #hover(point?: PointLike): void {
    const found = point && this.#under(point, clickable)
    this.#map.getCanvas().style.cursor = found?.some((f) => f.layer.id !== 'land') ? 'pointer' : ''
    const cell = found?.find((f) => f.layer.id === 'cells')?.id
    if (cell === this.#hovered) return
    const at = (id: string | number) => ({ source: 'cells', sourceLayer: 'cells', id })
    if (this.#map.getSource('cells')) {
      if (this.#hovered !== undefined) this.#map.removeFeatureState(at(this.#hovered), 'hover')
      if (cell !== undefined) this.#map.setFeatureState(at(cell), { hover: true })
    }
    this.#hovered = cell
  }

  #open(at: [number, number], point: PointLike, asked?: string): void {
    this.#popup?.remove()
    const under = this.#under(point, clickable).map((f) => ({ layer: f.layer.id, properties: f.properties }))
    const content = sections(under, this.#surface, asked)
    if (!content.length) return
    const { element, remove } = this.#tell.popup(content)
    this.#popup = new Popup({ maxWidth: '300px', focusAfterOpen: false, offset: 8 })
      .setLngLat(at)
      .setDOMContent(element)
      .addTo(this.#map)
    this.#popup.on('close', remove)
  }

  /** Colours the hexagons by a measure of a surface; without one there are none. */
  async showSurface(surface: Surface | undefined, measure: Measure): Promise<void> {
    await this.#started
    this.#popup?.remove()
    this.#surface = surface
    if (surface) showCells(this.#map, surface, measure, !this.#off.includes('cells'))
    else removeCells(this.#map)
  }

  async showZones(zones: Collection | undefined): Promise<void> {
    await this.#fill('zones', zones && labelled(zones))
  }

  /** Shows the tours of a plan, or of one of its units. */
  async showPlan(plan: Collection | undefined, unit: string): Promise<void> {
    await this.#fill('plan', plan && dressed(plan, unit))
  }

  async #fill(source: string, features: Collection | undefined): Promise<void> {
    await this.#started
    this.#map
      .getSource<GeoJSONSource>(source)
      ?.setData(features ?? { type: 'FeatureCollection', features: [] })
  }

  /** Brings an area out and, if asked to, goes there. */
  async showArea(area: Area, go: boolean): Promise<void> {
    await this.#started
    for (const layer of ['chosen-land', 'chosen-line'])
      this.#map.setFilter(layer, [
        'all',
        ['==', ['get', 'kind'], area.kind],
        ['==', ['get', 'code'], area.code],
      ])
    if (go) this.goTo(area.bbox as [number, number, number, number], 13)
  }

  async switchOff(off: readonly Layer[]): Promise<void> {
    await this.#started
    this.#off = off
    for (const layer of layers)
      for (const id of switched[layer])
        if (this.#map.getLayer(id))
          this.#map.setLayoutProperty(id, 'visibility', off.includes(layer) ? 'none' : 'visible')
  }

  /** Goes to a box, given in degrees: west, south, east, north. */
  goTo(box: LngLatBoundsLike, maxZoom = 15): void {
    this.#map.fitBounds(box, {
      padding: { top: 40, left: 40, right: 40, bottom: 100 },
      maxZoom,
      duration: 600,
    })
  }

  /** Looks where a link says. */
  look({ lat, lon, zoom }: View): void {
    this.#map.jumpTo({ center: [lon, lat], zoom })
  }

  /** Goes to a stop and opens it. */
  goToStop({ at, id }: Pick<Stop, 'at' | 'id'>): void {
    const open = () => this.#open(at, this.#map.project(at), id)
    this.#map.once('moveend', () => this.#map.once('idle', open))
    this.#map.flyTo({ center: at, zoom: Math.max(14.5, this.#map.getZoom()), duration: 800 })
  }
}
