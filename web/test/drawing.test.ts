// How long a district's hexagons, with all else on the map, take to be drawn, beside an older build of the program:
// scripts/bench-map asks for it, with the two at BEATPLAN_URL and BEATPLAN_BASE_URL.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch } from './browser'

const { BEATPLAN_URL: now = '', BEATPLAN_BASE_URL: before = '' } = process.env
const pairs = 7
const enough = 5000 // hexagons on the screen
const budget = 180_000 // ms, after which no pair is begun

describe.skipIf(!now || !before)('drawing (scripts/bench-map asks for it)', { timeout: 900_000 }, () => {
  let browser: Browser
  beforeAll(async () => void (browser = await launch()), 120_000)
  afterAll(async () => browser?.close(), 120_000)

  /** Opens the map where a screen is full of single hexagons, and says after how many ms it is drawn. */
  async function draw(url: string): Promise<number> {
    const context = await browser.newContext({
      viewport: { width: 2700, height: 1700 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    // The page itself notes the moment: a look from outside comes late on a busy machine.
    await page.addInitScript((enough) => {
      const look = () => {
        const at = performance.now() // counting hexagons takes a while of its own
        const map = document.querySelector<HTMLElement>('[data-map-ready]')?.map
        if (!map) return
        const cells = map.getLayer('cells') ? map.queryRenderedFeatures({ layers: ['cells'] }) : []
        if (new Set(cells.map((f) => f.id)).size < enough) return
        watch.disconnect()
        Object.assign(window, { drawnAfter: at })
      }
      const watch = new MutationObserver(look)
      watch.observe(document, { subtree: true, attributes: true, attributeFilter: ['data-map-ready'] })
    }, enough)
    await page.goto(`${url}/#area=district:DEMO-D01&map=13.00/51.79360/2.51400`)
    const drawn = await page.waitForFunction(
      () => (window as unknown as { drawnAfter?: number }).drawnAfter,
      undefined,
      { timeout: 120_000, polling: 100 },
    )
    const took = (await drawn.jsonValue()) ?? NaN
    await context.close()
    return took
  }

  test(`${enough} hexagons`, async () => {
    const median = (of: number[]) => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)]!
    for (const url of [before, now]) await draw(url) // warms both up
    const [was, is]: [number[], number[]] = [[], []]
    const began = performance.now()
    // One after the other, and each first in turn, so that whatever else the machine does falls on both.
    for (let n = 0; n < pairs && performance.now() - began < budget; n++) {
      const first = n % 2 ? is : was
      for (const took of first === is ? [is, was] : [was, is])
        took.push(await draw(took === is ? now : before))
    }
    const ratios = is.map((ms, n) => ms / was[n]!)
    console.log(
      `drawn after ${median(is).toFixed(0)} ms, before ${median(was).toFixed(0)} ms; ` +
        `${median(ratios).toFixed(2)} of it in the median of ${ratios.length} pairs (${ratios.map((r) => r.toFixed(2)).join(', ')})`,
    )
    expect(ratios.length, 'pairs').toBeGreaterThan(0)
  })
})
