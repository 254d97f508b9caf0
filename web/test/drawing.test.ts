// How long a district's hexagons take to be drawn, beside an older build of the program:
// scripts/bench-map asks for it, with the two at BEATPLAN_URL and BEATPLAN_BASE_URL.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, Visit } from './browser'

const { BEATPLAN_URL: now = '', BEATPLAN_BASE_URL: before = '' } = process.env
const rounds = 7
const enough = 5000 // hexagons on the screen

describe.skipIf(!now || !before)('drawing (scripts/bench-map asks for it)', { timeout: 900_000 }, () => {
  let browser: Browser
  beforeAll(async () => void (browser = await launch()), 120_000)
  afterAll(async () => browser?.close(), 120_000)

  /** Opens the map where a screen is full of single hexagons, and says after how many ms they are drawn. */
  async function draw(url: string): Promise<number> {
    const began = performance.now()
    const screen = { width: 2700, height: 1700 }
    const visit = await Visit.to(browser, `${url}/#area=district:DEMO-D01&map=13.00/51.79360/2.51400`, screen)
    await visit.drawn('cells')
    const took = performance.now() - began
    const hexagons = await visit.page.evaluate(() => {
      const { map } = document.querySelector<HTMLElement>('[data-map-ready]')!
      return new Set(map!.queryRenderedFeatures({ layers: ['cells'] }).map((f) => f.id)).size
    })
    expect(hexagons, 'hexagons on the screen').toBeGreaterThan(enough)
    await visit.close()
    return took
  }

  test(`${enough} hexagons`, async () => {
    const times = new Map<string, number[]>([before, now].map((url) => [url, []]))
    // In turn, so that whatever else the machine does falls on both. The first round warms both up.
    for (let n = 0; n <= rounds; n++) {
      for (const [url, took] of times) {
        const ms = await draw(url)
        if (n > 0) took.push(ms)
      }
    }
    const median = (url: string) => times.get(url)!.sort((a, b) => a - b)[Math.floor(rounds / 2)]!
    const [was, is] = [median(before), median(now)]
    console.log(
      `drawn after ${is.toFixed(0)} ms, before ${was.toFixed(0)} ms: ${(is / was).toFixed(2)} of it`,
    )
  })
})
