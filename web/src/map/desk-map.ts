// The one place that drives MapLibre. It is told what to show and tells back
// where it looks and what was picked; it asks the server for tiles alone.

import './maplibre.css'
import {
  AttributionControl,
  type FilterSpecification,
  type GeoJSONSource,
  type LayerSpecification,
  Map as GLMap,
  NavigationControl,
  type Point,
  type PointLike,
  prewarm,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Area, Surface } from '../api'
import type { Classed, Measure } from '../colours'
import { layers, type View } from '../hash'
import { key } from '../settle'
import { type Box, labelled, type Named } from '../zones'
import { basemap, basemapLayers, type TileSet } from './basemap'
import { bringCells, cellOpacity, hovered, removeCells, showCells } from './cells'
import { Curtain } from './curtain'
import { near, noData } from './ground'
import type { Inks } from './inks'
import { Losses } from './losses'
import type { Outline, Ring } from './outline'
import type { OutlineEditor } from './outline-editor'
import { markLines } from './marked'
import { namedStops, nameZones } from './overlays'
import { givePatterns } from './patterns'
import { around } from './pixels'
import { everything, faded, layersOf, parts, sources, style } from './style'
import { watched } from './tiles'
import type { Arrangement, Listeners, Shown } from './told'
import { type Hexagon, hexagons } from './walk'

setWorkerUrl(workerUrl)
prewarm()

export type { Listeners, Shown, Under } from './told'

const clickable = [...markLines, 'stops', 'other-stops', 'sites', 'spots-left-out', 'cells', 'zone-fill']
const none: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

const keys = 'arrow keys move it, plus and minus zoom'

export class DeskMap {
  readonly #map: GLMap
  readonly #tell: Listeners
  readonly #started: Promise<void>
  readonly #losses: Losses
  readonly #curtain: Curtain
  #ink: Inks
  #asked?: object
  #shown?: Shown | undefined
  #area = ''
  #taken: boolean // a person, or a link, has said where to look
  #arranged: Arrangement = { off: [], order: [], shares: {} }
  #chosen = ''
  #hovered?: string | number
  #closed = false
  #background: string[] = [] // the layers of the background map's file
  #beneath: string[] = [] // the layers that draw it
  #expecting = false // hexagons
  #withholds = false // counts under five
  #following = false // moves because another map does
  #unfitted?: Box | undefined // to look at, when it has a size
  #moved = false // whether layers lie in another order than usual
  #drawing?: OutlineEditor | undefined
  #wanted?: object | undefined // the editor that is on its way

  /** A map in an element. */
  constructor(container: HTMLElement, view: View | undefined, ink: Inks, tell: Listeners) {
    this.#tell = tell
    this.#ink = ink
    this.#taken = view !== undefined
    this.#map = new GLMap({
      container,
      style: style(ink),
      center: view ? [view.lon, view.lat] : [0.6, 51.75],
      zoom: view?.zoom ?? 8.5,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 18,
      fadeDuration: 0, // as of what the style changes
      zoomLevelsToOverscale: 6, // from 12, where tiles of areas end: no tile is cut into smaller ones
      locale: { 'Map.Title': `Map: ${keys}, Enter explains the middle hexagon` },
      transformRequest: (url) => ({ url: watched(url) }),
    })
    this.#losses = new Losses(this.#map, tell.missing)
    // Tests and the browser's console reach the map from its element.
    Object.assign(container, { map: this.#map })
    this.#map.touchZoomRotate.disableRotation()
    this.#map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    this.#map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right')
    this.#started = new Promise((resolve) => this.#map.once('style.load', () => resolve()))
    this.#curtain = new Curtain(this.#map)
    this.#listen(container)
    void this.#layBasemap()
  }

  /** Draws finer, for a map that the page shows enlarged. */
  enlarge(times: number): void {
    const own = times === 1 ? undefined : devicePixelRatio * times // the screen's, which the type leaves out
    this.#map.setPixelRatio(own as number)
  }

  /** Lays the force's own background map below everything, where the server has one. */
  async #layBasemap(): Promise<void> {
    const reply = await fetch(`/tiles/${basemap}.json`).catch(() => undefined)
    if (!reply?.ok) return this.#losses.add(basemap, reply?.status ?? 0)
    const { vector_layers, tiles, minzoom, maxzoom, bounds, attribution } = (await reply.json()) as TileSet
    if (!vector_layers.length) return
    await this.#started
    if (this.#closed) return
    this.#background = vector_layers.map((l) => l.id)
    const credit = attribution?.replace(/<[^>]*>/g, '') ?? ''
    this.#map.addSource(basemap, { type: 'vector', tiles, minzoom, maxzoom, bounds, attribution: credit })
    const above = this.#above('water')
    const laid = basemapLayers(this.#background, this.#ink)
    for (const layer of laid) this.#map.addLayer(layer, above)
    this.#beneath = laid.map((l) => l.id)
    if (credit) this.#map.addControl(new AttributionControl({ compact: false }), 'bottom-right')
  }

  close(): void {
    this.#closed = true
    this.#losses.close()
    this.#map.remove()
  }

  #listen(container: HTMLElement): void {
    const map = this.#map
    map.on('movestart', (e) => {
      if (e.originalEvent) this.#take()
    })
    map.on('moveend', () => {
      if (this.#following) return // who leads says so
      const { lat, lng } = map.getCenter()
      this.#tell.moved({ zoom: map.getZoom(), lat, lon: lng })
    })
    map.on('dataloading', () => delete container.dataset.mapReady)
    map.on('idle', () => {
      if (this.#curtain.lift()) return void map.redraw() // and idle again within
      if (this.#shown) this.#show(this.#shown)
      if (!this.#expecting) container.dataset.mapReady = 'true'
    })
    map.on('click', (e) => {
      if (this.#drawing) return
      const under = this.#under(around(e.point, 3), clickable)
      this.#tell.picked(under.map((f) => ({ layer: f.layer.id, properties: f.properties })))
    })
    map.on('resize', () => {
      if (this.#unfitted) this.#fit(this.#unfitted)
      nameZones(map)
      void this.choose(this.#chosen) // and names its stop
    })
    map.on('mousemove', (e) => this.#hover(e.point))
    map.on('mouseout', () => this.#hover())
    map.on('zoomend', () => {
      this.#hover() // parents are other hexagons than their children
      this.#layNear()
    })
    map.on('style.load', () => {
      givePatterns(map, this.#ink)
      this.#layNear()
    })
  }

  /** Lays a source, each of its layers where it belongs. */
  #lay(source: string): void {
    if (this.#map.getSource(source)) return
    this.#map.addSource(source, sources[source]!)
    for (const layer of layersOf(source, this.#ink)) this.#map.addLayer(layer, this.#above(layer.id))
    this.#arrange()
    void this.choose(this.#chosen)
  }

  /** Lays what is seen from near alone. */
  #layNear(): void {
    if (this.#map.getZoom() >= near) this.#lay('sites')
  }

  /** The lowest of the layers that lie above one. */
  #above(id: string): string | undefined {
    const usual = this.#usual()
    return usual.slice(usual.indexOf(id) + 1).find((l) => this.#map.getLayer(l))
  }

  /** All layers as they lie unless somebody puts them in another order, the lowest first. */
  #usual(): string[] {
    const ids = everything(this.#ink).map((l) => l.id)
    const land = ids.indexOf('water') + 1
    return [...ids.slice(0, land), ...this.#beneath, 'cells', ...ids.slice(land), 'cell-chosen']
  }

  /** Asks again for what could not be had. */
  retry(): void {
    if (this.#losses.retry().includes(basemap)) void this.#layBasemap()
  }

  #under(point: PointLike | [PointLike, PointLike], among: string[]) {
    return this.#map.queryRenderedFeatures(point, { layers: among.filter((l) => this.#map.getLayer(l)) })
  }

  #hover(point?: Point): void {
    if (this.#drawing) return
    const found = point && this.#under(point, clickable)
    this.#map.getCanvas().style.cursor = found?.length ? 'pointer' : ''
    const cell = found?.find((f) => f.layer.id === 'cells')
    if (cell?.id === this.#hovered) return
    this.#hovered = cell?.id
    const { id, geometry } = cell ?? {}
    const hexagon = geometry && { type: 'Feature' as const, id, properties: {}, geometry }
    void this.#fill(hovered, hexagon && { ...none, features: [hexagon] })
  }

  /**
   * Colours the hexagons by a measure of a surface, in classes of its own scale or of
   * another; without one there are none.
   * What was shown stays until all of the new is there: the legend says what is.
   */
  async showSurface(
    surface: Surface | undefined,
    measure: Measure,
    scale: Classed | undefined = surface,
    withholds = false, // counts under five
  ): Promise<void> {
    this.#withholds = withholds
    const asked = (this.#asked = {})
    await this.#started
    const show = () => {
      if (surface) this.#colour({ surface, measure, scale: scale ?? surface })
      else removeCells(this.#map)
      this.#arrange()
      void this.choose(this.#chosen)
    }
    if (asked === this.#asked && !this.#shown)
      show() // in place of nothing
    else if (this.#shown && withholds) this.#colour(this.#shown) // what must not be told is not shown meanwhile
    if (surface) await bringCells(this.#map, surface)
    if (asked !== this.#asked) return
    show()
    if (surface?.id !== this.#shown?.surface.id) this.#hover()
    this.#show(surface && { surface, measure, scale: scale ?? surface, resolution: surface.resolution })
  }

  /** Is told whether hexagons are on their way: until then the map is not ready, though its ground is seen. */
  expect(hexagons: boolean): void {
    this.#expecting = hexagons
    if (hexagons) delete this.#map.getContainer().dataset.mapReady
    this.#map.triggerRepaint()
  }

  #colour({ surface, measure, scale }: Pick<Shown, 'surface' | 'measure' | 'scale'>): void {
    showCells(this.#map, surface, measure, scale, this.#ink, this.#above('cells'), this.#withholds)
  }

  #show(shown: Shown | undefined): void {
    const cell = shown && this.#anyCell(shown.surface)
    this.#shown = shown && { ...shown, resolution: Number(cell?.properties.resolution ?? shown.resolution) }
    this.#tell.shows(this.#shown)
  }

  /** One of the hexagons that are drawn, from the middle if there is one: to look at all takes long. */
  #anyCell({ tiles }: Surface) {
    const [cell] = this.#under(around(this.#map.project(this.#map.getCenter()), 40), ['cells'])
    return cell ?? this.#map.querySourceFeatures(tiles, { sourceLayer: 'cells' })[0]
  }

  /** The hexagons that are drawn. */
  hexagons(): Map<string, Hexagon> {
    return hexagons(this.#map.getLayer('cells') ? this.#map.queryRenderedFeatures({ layers: ['cells'] }) : [])
  }

  /** Shows focus areas, named or not; the area is what they are of. */
  async showZones(zones: readonly Named[], area: string, named: boolean): Promise<void> {
    const all = labelled(zones, area)
    const features = all.features.filter((f) => named || f.geometry.type !== 'Point')
    await this.#fill('zones', { ...all, features })
  }

  /** Lays over the hexagons a plan, what enters or leaves the best of the area, what is marked, or how hotspots overlap. */
  async lay(what: 'plan' | 'moves' | 'marked' | 'overlap', found: object | undefined): Promise<void> {
    await this.#fill(what, found as GeoJSON.FeatureCollection | undefined)
  }

  async #fill(source: string, features: GeoJSON.FeatureCollection | undefined): Promise<void> {
    await this.#started
    if (!features?.features.length && !this.#map.getSource(source)) return
    this.#lay(source)
    this.#map.getSource<GeoJSONSource>(source)?.setData(features ?? none)
  }

  /** Brings an area out. In another one the map looks where there is something, as at first. */
  async showArea(area: Area): Promise<void> {
    if (this.#area && this.#area !== key(area)) this.#taken = false
    this.#area = key(area)
    await this.#started
    this.#map.setFilter('chosen-line', [
      'all',
      ['==', ['get', 'kind'], area.kind],
      ['==', ['get', 'code'], area.code],
    ])
  }

  /** Marks the districts of which nothing is loaded. */
  async markUnknown(codes: readonly string[]): Promise<void> {
    await this.#started
    this.#map.setFilter('no-data', noData(codes))
  }

  /** Outlines what the why column explains: zone:Z-01, cell:8a…, stop:u1-s01. */
  async choose(at: string): Promise<void> {
    this.#chosen = at
    await this.#started
    const [kind, ...rest] = at.split(':')
    const id = rest.join(':')
    const show = (layer: string, filter: FilterSpecification) =>
      this.#map.getLayer(layer) && this.#map.setFilter(layer, filter)
    const outline = (layer: string, of: string, property: string) =>
      show(layer, ['==', ['get', property], kind === of ? id : ''])
    outline('cell-chosen', 'cell', 'cell')
    outline('zone-chosen', 'zone', 'zone')
    outline('stop-chosen', 'stop', 'stop')
    show('stop-names', namedStops(kind === 'stop' ? id : ''))
  }

  /** Puts the layers in order, with their opacities, and switches some off. */
  async arrange(arranged: Arrangement): Promise<void> {
    this.#arranged = arranged
    await this.#started
    this.#arrange()
  }

  #arrange(): void {
    const { off, order, shares } = this.#arranged
    const own = new Map(everything(this.#ink).map((l) => [l.id, l] as const))
    own.set('cells', { type: 'fill', paint: { 'fill-opacity': cellOpacity } } as LayerSpecification)
    if (this.#moved && !order.length)
      for (const id of this.#usual()) if (this.#map.getLayer(id)) this.#map.moveLayer(id)
    this.#moved = order.length > 0
    for (const layer of order.length ? order : layers) {
      for (const id of parts[layer]) {
        if (!this.#map.getLayer(id)) continue
        if (order.length) this.#map.moveLayer(id)
        const visibility = off.includes(layer) ? 'none' : 'visible'
        // What is set reads all tiles of the source anew, even to what it was.
        if (visibility !== (this.#map.getLayoutProperty(id, 'visibility') ?? 'visible'))
          this.#map.setLayoutProperty(id, 'visibility', visibility)
        const spec = own.get(id)
        if (spec)
          for (const [p, v] of faded(spec, shares[layer] ?? 1))
            this.#map.setPaintProperty(id, p as never, v as never)
      }
    }
  }

  /** Draws everything in other inks. */
  async recolour(ink: Inks): Promise<void> {
    if (String(Object.values(ink)) === String(Object.values(this.#ink))) return
    this.#ink = ink
    await this.#started
    const laid = basemapLayers(this.#background, ink)
    for (const layer of [...everything(ink), ...laid].filter((l) => this.#map.getLayer(l.id)))
      for (const [property, value] of Object.entries(layer.paint ?? {}))
        this.#map.setPaintProperty(layer.id, property as never, value as never)
    givePatterns(this.#map, ink)
    if (this.#shown) this.#colour(this.#shown)
    this.#arrange()
  }

  /** Shows all of a box, unless a person has said where to look. */
  async lookAround(box: Box): Promise<void> {
    await this.#started
    if (!this.#taken) this.#fit(box)
  }

  /** Holds that a person, or a link, says where to look: no box that waits for the map's size is looked at. */
  #take(): void {
    this.#taken = true
    this.#unfitted = undefined
  }

  /** Lets it look at what comes next, wherever a person has looked. */
  free(): void {
    this.#taken = false
  }

  /** Goes to a box, and stays. */
  goTo(box: Box): void {
    this.#take()
    this.#fit(box)
  }

  #fit(box: Box): void {
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer()
    // Behind a desk without a map it has no size: it looks when it is seen again.
    this.#unfitted = width ? undefined : box
    if (!width) return
    if (this.#map.getCanvas().clientWidth !== width) this.#map.resize()
    const most = Math.min(width, height) / 4 // of it, left clear of the boxes that lie on it
    const padding =
      width > 600
        ? { top: 64, left: Math.min(290, width / 4), right: 70, bottom: 40 }
        : { top: Math.min(56, most), left: 16, right: Math.min(56, most), bottom: Math.min(60, most) }
    this.#map.fitBounds(box, { padding, maxZoom: 15, duration: 500 })
  }

  /** Looks where a link says. */
  look({ lat, lon, zoom }: View): void {
    this.#take()
    this.#map.jumpTo({ center: [lon, lat], zoom })
  }

  /** Gives the map a name that sets it apart from another one beside it. */
  call(name: string): void {
    this.#map.getCanvas().setAttribute('aria-label', `${name}: ${keys}`)
  }

  /** Looks where another map looks, at every moment, as that one does where this one is moved; until it is ended. */
  stepWith(other: DeskMap): () => void {
    const lead = (from: DeskMap, to: DeskMap) => {
      const step = (e?: { originalEvent?: unknown }) => {
        if (from.#following) return
        if (e?.originalEvent) to.#take()
        to.#following = true
        to.#map.jumpTo({ center: from.#map.getCenter(), zoom: from.#map.getZoom() })
        to.#following = false
      }
      from.#map.on('move', step)
      return { step, end: () => void from.#map.off('move', step) }
    }
    const [there, back] = [lead(other, this), lead(this, other)]
    there.step()
    return () => [there, back].forEach((l) => l.end())
  }

  /** Brings a place into view, near enough to see it. */
  goToPoint(at: [number, number], zoom = 15): void {
    this.#take()
    this.#map.easeTo({ center: at, zoom: Math.max(zoom, this.#map.getZoom()), duration: 500 })
  }

  /** Moves no further than is needed to see a place. */
  keepInView(at: [number, number]): void {
    const { x, y } = this.#map.project(at)
    const { clientWidth: w, clientHeight: h } = this.#map.getContainer()
    if (x < 60 || y < 60 || x > w - 60 || y > h - 60) this.#map.easeTo({ center: at, duration: 200 })
  }

  /**
   * Lets an outline be changed, or drawn where it is empty, and tells it while it moves. Its
   * corners snap to the rings of `others`. Until the editor is closed by `endOutline` a click explains nothing.
   * There is none where that comes before the editor does.
   */
  async drawOutline(
    outline: Outline,
    others: readonly Ring[],
    tell: (outline: Outline, steps: number) => void,
  ): Promise<OutlineEditor | undefined> {
    this.endOutline()
    const wanted = (this.#wanted = {})
    const { OutlineEditor } = await import('./outline-editor')
    await this.#started
    if (wanted !== this.#wanted) return undefined
    this.#drawing = new OutlineEditor(this.#map, this.#ink, others, tell)
    this.#drawing.begin(outline)
    return this.#drawing
  }

  endOutline(): void {
    this.#wanted = undefined
    this.#drawing?.close()
    this.#drawing = undefined
  }

  get drawing(): boolean {
    return this.#drawing !== undefined
  }

  /** What is on the screen now, as a PNG: a canvas of WebGL prints blank. */
  picture(): string {
    this.#curtain.lift()
    this.#map.redraw()
    return this.#map.getCanvas().toDataURL('image/png')
  }

  centre(): [number, number] {
    return this.#map.getCenter().toArray()
  }
}
