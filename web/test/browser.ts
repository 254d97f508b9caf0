// Opens the map in the system's own Chromium and watches what it does.

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Map as GLMap } from 'maplibre-gl'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

declare global {
  interface HTMLElement {
    map?: GLMap
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome']

function system(): string {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(directory, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // Not here.
      }
    }
  }
  throw new Error(`the browser tests need one of ${names.join(', ')} on the PATH`)
}

/** How long to wait for the browser, in ms: it may share the machine with others. */
const patience = 90_000

/** How often to ask a map what it shows, in ms: by default each frame is asked, and so drawn. */
const polling = 100

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: system(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  })
}

export const desktop = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

/** A page with the map in it, and what must not happen there. */
export class Visit {
  readonly elsewhere: string[] = []
  readonly errors: string[] = []
  /** What the page's policy stopped, or would have: each is a report. */
  readonly reports: string[] = []
  /** Whether the program refuses something here: the browser's own lines about that are no complaint. */
  refused = false

  private constructor(readonly page: Page) {}

  static async to(browser: Browser, url: string, viewport = desktop, hasTouch = false): Promise<Visit> {
    const context = await browser.newContext({
      viewport,
      hasTouch,
      reducedMotion: 'reduce',
      acceptDownloads: true,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(patience)
    page.setDefaultNavigationTimeout(patience)
    const visit = new Visit(page)
    const { origin } = new URL(url)
    page.on('request', (r) => {
      if (!r.url().startsWith(`${origin}/`) && !r.url().startsWith('data:')) visit.elsewhere.push(r.url())
    })
    page.on('console', (m) => {
      if (['error', 'warning'].includes(m.type())) visit.errors.push(m.text())
    })
    page.on('pageerror', (e) => visit.errors.push(String(e)))
    await page.exposeFunction('policyReport', (what: string) => visit.reports.push(what))
    await page.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (e) =>
        (window as unknown as { policyReport: (what: string) => void }).policyReport(
          `${e.effectiveDirective}: ${e.blockedURI}`,
        ),
      ),
    )
    await page.goto(url)
    return visit
  }

  /** Holds that nothing was asked of another host, nothing stopped by the policy, and nothing complained of. */
  sawNothingWrong(): void {
    expect(this.elsewhere, 'requests to other hosts').toEqual([])
    expect(this.reports, 'reports of the policy').toEqual([])
    const errors = this.errors.filter((e) => !this.refused || !/status of 4\d\d/.test(e))
    expect(errors, 'what the console says').toEqual([])
  }

  /** Waits until the map is still and shows something of each of these layers of its style. */
  async drawn(...layers: string[]): Promise<void> {
    await this.page
      .waitForFunction(
        (ids) => {
          const map = document.querySelector<HTMLElement>('[data-map-ready]')?.map
          return (
            map && ids.every((id) => map.getLayer(id) && map.queryRenderedFeatures({ layers: [id] }).length)
          )
        },
        layers,
        { timeout: patience, polling },
      )
      .catch((e: unknown) => {
        throw new Error(`${layers.join(', ')} not drawn; the console: ${this.errors.join('; ')}`, {
          cause: e,
        })
      })
  }

  /** Waits until the map shows nothing of a layer that it has. */
  async gone(layer: string): Promise<void> {
    await this.page.waitForFunction(
      (id) => {
        const map = document.querySelector<HTMLElement>('[data-map-ready]')?.map
        return map?.getLayer(id) && !map.queryRenderedFeatures({ layers: [id] }).length
      },
      layer,
      { polling },
    )
  }

  /** How many features of a layer of the style are on the screen. */
  features(layer: string): Promise<number> {
    return this.page.evaluate((id) => {
      const map = document.querySelector<HTMLElement>('.maplibregl-map')?.map
      return map?.getLayer(id) ? map.queryRenderedFeatures({ layers: [id] }).length : 0
    }, layer)
  }

  /** What a layer of the style is painted with. */
  paint(layer: string, property: 'fill-color' | 'line-opacity'): Promise<string> {
    return this.page.evaluate(
      ([id, name]) =>
        JSON.stringify(
          document.querySelector<HTMLElement>('.maplibregl-map')?.map?.getPaintProperty(id, name) ?? null,
        ),
      [layer, property] as const,
    )
  }

  /** Where the stops are, in the window's pixels. */
  stops(): Promise<{ x: number; y: number }[]> {
    return this.page.evaluate(() => {
      const element = document.querySelector<HTMLElement>('.maplibregl-map')!
      const box = element.getBoundingClientRect()
      return element
        .map!.querySourceFeatures('plan')
        .filter((f) => f.geometry.type === 'Point')
        .map((f) => element.map!.project((f.geometry as GeoJSON.Point).coordinates as [number, number]))
        .map(({ x, y }) => ({ x: x + box.x, y: y + box.y }))
    })
  }

  /** Where a place is, in the window's pixels. */
  at(place: [lon: number, lat: number]): Promise<{ x: number; y: number }> {
    return this.page.evaluate((place) => {
      const element = document.querySelector<HTMLElement>('.maplibregl-map')!
      const box = element.getBoundingClientRect()
      const { x, y } = element.map!.project(place)
      return { x: x + box.x, y: y + box.y }
    }, place)
  }

  /** Clicks on the map at a place. */
  async click(lon: number, lat: number): Promise<void> {
    const { x, y } = await this.at([lon, lat])
    await this.page.mouse.click(x, y)
  }

  /** The outermost corner of the outline that is edited, and a place a tenth of the way to the middle. */
  async corner(): Promise<[corner: [number, number], inward: [number, number]]> {
    await this.page.waitForFunction(
      () =>
        document.querySelector<HTMLElement>('[data-map-ready]')?.map?.querySourceFeatures('outline-polygon')
          .length,
      undefined,
      { polling },
    )
    return this.page.evaluate(() => {
      const { map } = document.querySelector<HTMLElement>('.maplibregl-map')!
      const [drawn] = map!.querySourceFeatures('outline-polygon')
      const [ring = []] = (drawn!.geometry as GeoJSON.Polygon).coordinates
      const mean = (i: number) => ring.reduce((sum, c) => sum + c[i]!, 0) / ring.length
      const [x, y] = [mean(0), mean(1)]
      const far = ([lon = 0, lat = 0]: number[]) => Math.hypot(0.62 * (lon - x), lat - y)
      const [lon = 0, lat = 0] = ring.reduce((a, b) => (far(b) > far(a) ? b : a))
      return [
        [lon, lat],
        [lon + (x - lon) / 10, lat + (y - lat) / 10],
      ]
    })
  }

  /** Drags what is at a place to another. */
  async drag(from: [lon: number, lat: number], to: [lon: number, lat: number]): Promise<void> {
    const [a, b] = [await this.at(from), await this.at(to)]
    const { mouse } = this.page
    await mouse.move(a.x, a.y)
    await mouse.down()
    await mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, { steps: 5 })
    await mouse.move(b.x, b.y, { steps: 5 })
    await mouse.move(b.x, b.y, { steps: 5 }) // not every move is taken for one of a drag
    await mouse.up()
  }

  /** What a person who does not see or point would stumble over. */
  async barriers(): Promise<string[]> {
    // What lies half under a foot that stays in view is scrolled out from it: it is no smaller.
    const stay = (position: string) =>
      this.page.evaluate(
        (p) => document.querySelectorAll<HTMLElement>('.foot').forEach((e) => (e.style.position = p)),
        position,
      )
    await stay('static')
    const { violations } = await new AxeBuilder({ page: this.page })
      // All in one: withTags and options each undo what the other says.
      .options({
        runOnly: {
          type: 'tag',
          values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        },
        resultTypes: ['violations'], // a selector of all that is right takes longer than the rules
      })
      .setLegacyMode() // the map has no frames, so needs no second page to gather what is found in them
      .analyze()
    await stay('')
    return violations.flatMap((v) =>
      v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary ?? ''}`),
    )
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }

  /** Keeps a picture where BEATPLAN_SHOTS names a directory. */
  async shot(name: string): Promise<void> {
    const directory = process.env.BEATPLAN_SHOTS
    if (directory) await this.page.screenshot({ path: join(directory, `${name}.png`) })
  }
}
