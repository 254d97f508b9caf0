// Every view on a telephone of 360 pixels, light and dark: in make test-long.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, type Visit } from './browser'
import { serve } from './server'
import { build, type Built, choice, tellStory } from './story'

const long = process.env.BEATPLAN_LONG === '1'
const narrow = { width: 360, height: 740 }
const cell = 'at=cell:8a105050' // in the middle of the stand-in county

const page = (name: string) => (v: Visit) => v.page.getByRole('main', { name }).waitFor()
const drawn =
  (...layers: string[]) =>
  (v: Visit) =>
    v.drawn(...layers)

const views: [name: string, hash: string, there: (v: Visit) => Promise<unknown>][] = [
  ['the Night desk', choice, drawn('cells', 'zone-primary')],
  ['a focus area', `${choice}&at=zone:Z-01`, (v) => v.page.getByRole('heading', { name: 'Quay Street' }).waitFor()],
  ['a hexagon', `${choice}&map=14.00/51.758/1.483&${cell}`, (v) => v.page.getByRole('region', { name: 'Why' }).waitFor()],
  ['two periods', `${choice}&from=2025-06&with=2025-01..2025-04`, drawn('cells')],
  ['the table', `${choice}&show=table`, (v) => v.page.getByRole('region', { name: 'Rows' }).waitFor()],
  ['the wall', `${choice}&show=wall`, (v) => v.page.getByRole('region', { name: 'Focus area on the wall' }).waitFor()],
  ['the meeting', `${choice}&show=meeting`, (v) => v.page.getByRole('region', { name: 'Meeting' }).waitFor()],
  ['the Plans desk', `${choice}&desk=plans`, drawn('stops', 'routes')],
  ['the Risk desk', `${choice}&desk=risk`, (v) => v.page.getByRole('button', { name: /^Fit/ }).waitFor()],
  ['Reports', `${choice}&desk=reports`, page('Reports')],
  ['Import', `${choice}&desk=import`, page('Import')],
] // prettier-ignore

describe.skipIf(!long)('a telephone of 360 pixels (BEATPLAN_LONG=1)', { timeout: 300_000 }, () => {
  let browser: Browser
  let built: Built
  beforeAll(async () => {
    ;[built, browser] = await Promise.all([build(), launch()])
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    await built?.remove()
  })

  test.each(views)('bars nobody from %s', async (name, hash, there) => {
    const stand = await serve(built.root)
    await tellStory(browser, `${stand.url}/${hash}`, narrow, async (visit) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await visit.page.emulateMedia({ colorScheme })
        await visit.page.reload()
        await there(visit)
        expect(await visit.barriers(), colorScheme).toEqual([])
        await visit.shot(`narrow-${name.replaceAll(' ', '-')}-${colorScheme}`)
      }
      const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth)
      expect(wide, 'nothing beside the screen').toBeLessThanOrEqual(narrow.width)
    })
    stand.close()
  })
})
