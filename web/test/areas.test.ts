// Focus areas and what is marked beside them: found, drawn up to their neighbours, raised and lifted.

import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toLines } from '../src/corners'
import type { Ring } from '../src/map/outline'
import { desktop, launch, type Visit } from './browser'
import { nteCounts } from './county'
import { zones } from './county-zones'
import { serve, type Stand } from './server'
import { build, type Built, choice, tellStory } from './story'

let browser: Browser
let built: Built
let full: Stand

beforeAll(async () => {
  built = await build()
  ;[browser, full] = await Promise.all([launch(), serve(built.root)])
}, 300_000)

afterAll(async () => {
  await browser?.close()
  full?.close()
  await built?.remove()
})

const story = (hash: string, viewport: typeof desktop, tell: (visit: Visit) => Promise<void>, at = full) =>
  tellStory(browser, `${at.url}/${hash}`, viewport, tell)

describe('focus areas', { timeout: 300_000 }, () => {
  test('hotspots are marked, listed and linked to, and what is refused is said', () =>
    story(`${choice}&map=13.00/51.75500/1.49000`, desktop, async (visit) => {
      const { page } = visit
      const key = page.getByRole('region', { name: 'Legend and layers' })
      const mark = key.getByRole('combobox', { name: 'Mark' })
      await mark.selectOption('Hotspots, with Gi*')
      await key.getByText(/\d+ places? marked for .+ 2025, \w+ hours/).waitFor()
      await key.getByText('stands out', { exact: true }).waitFor()
      await visit.drawn('marked-line')
      expect(await visit.barriers()).toEqual([])
      await page.reload()
      await visit.drawn('marked-line')
      await key.getByRole('button', { name: 'Table' }).click()
      const table = page.getByRole('region', { name: 'Table of what the map shows' })
      await table.getByRole('button', { name: 'Marked', exact: true }).click()
      await table
        .getByRole('row', { name: /stands out.*Gi\* 4\.2/ })
        .first()
        .waitFor()
      // Its rows say what they were marked for, and not the count that colours the hexagons.
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        table.getByRole('button', { name: 'CSV' }).click(),
      ])
      const kept = await readFile(await file.path(), 'utf8')
      expect(kept).toContain('Hotspots, with Gi*')
      expect(kept).not.toContain(nteCounts.id)
      await page.keyboard.press('Escape')
      // A rate has colours of its own: one legend alone stands for them.
      await mark.selectOption('Offences for 1,000 residents')
      await key.getByRole('button', { name: 'Offences for 1,000 residents', exact: true }).waitFor()
      expect(await key.getByText('times the average hexagon').count()).toBe(0)
      // Visits are those to a plan's places: what to do is said, not that there are none.
      await mark.selectOption('Visits that were made')
      await key.getByText('Choose a plan on the Plans desk').waitFor()
      await visit.gone('marked-fill')
      await key.getByRole('button', { name: /^Recorded/ }).waitFor()
      visit.refused = true
      await mark.selectOption('Rising and falling')
      await key.getByRole('alert').getByText('Six months are the least').waitFor()
      await visit.gone('marked-line')
      // A spot is no hexagon, and has a card of its own.
      await mark.selectOption('Patrol spots')
      await key.getByText(/\d+ places? marked/).waitFor()
      await key.getByRole('button', { name: 'Table' }).click()
      await table.getByRole('button', { name: 'Marked', exact: true }).click()
      await table.locator('tbody th button').first().press('Enter')
      await page.getByRole('region', { name: 'Why' }).getByText('rank 1').waitFor()
      await mark.selectOption('nothing')
      await page.waitForFunction(() => !location.hash.includes('mark='))
    }))

  test('a place that was left out is put on the list, unless it never counts', async () => {
    const stand = await serve(built.root)
    await story(
      choice,
      desktop,
      async (visit) => {
        const { page } = visit
        await page.getByText('Excluded place').click()
        await page.getByText('One address').click()
        const raise = page.getByRole('button', { name: /^Put .* on the list…$/ })
        expect(await raise.allInnerTexts()).toHaveLength(2)
        await page.getByRole('button', { name: 'Put Hill View on the list…' }).click()
        await page.getByLabel('Reason').fill('the club has moved there')
        await page.getByLabel('Edited by').fill('C. Planner')
        const put = page.getByRole('button', { name: 'Put it on the list' })
        // Somebody decides meanwhile: the way out is beside what was refused, and what was typed stays.
        await fetch(`${stand.url}/v1/decisions`, {
          method: 'POST',
          body: JSON.stringify({ as: 'B. Sergeant', why: 'agreed', despite: 'agreed' }),
        })
        visit.refused = true
        await put.click()
        const stale = page
          .getByRole('alert')
          .filter({ hasText: 'Somebody has changed or decided on this set' })
        await stale.getByRole('button', { name: 'Show the set as it is now' }).click()
        await stale.waitFor({ state: 'detached' })
        await page.getByText('Approved by B. Sergeant (unverified)').waitFor()
        const [request] = await Promise.all([
          page.waitForRequest((r) => r.url().endsWith('/v1/zone-sets/zones-1/edits')),
          put.click(),
        ])
        expect(request.postDataJSON()).toEqual({
          as: 'C. Planner',
          edits: [{ kind: 'include', place: 'L-03', why: 'the club has moved there' }],
        })
        await page.waitForFunction(() => location.hash.includes('set=zones-2'))

        // By whom is asked of who has edited nothing here, and a refusal is said beside it.
        await page.route('**/v1/zone-sets/zones-2/edits', (r) =>
          r.fulfill({ status: 422, json: { detail: 'this set has no edit to undo' } }),
        )
        await page.evaluate(() => localStorage.clear())
        await page.getByRole('button', { name: 'Undo the last edit' }).click()
        await page.getByLabel('Undone by').fill('D. Planner')
        const [undo] = await Promise.all([
          page.waitForRequest('**/v1/zone-sets/zones-2/edits'),
          page.getByRole('button', { name: 'Undo it' }).click(),
        ])
        expect(undo.postDataJSON()).toEqual({ as: 'D. Planner', edits: [{ kind: 'undo' }] })
        await page.getByRole('alert').getByText('This set has no edit to undo.').waitFor()

        const struck = page.getByText('Struck out or put on the list by people')
        await struck.click()
        await page.getByText(/Fairground struck out by C\. Planner, Wed, 1 Oct 2025: it has left/).waitFor()
        await page.getByRole('button', { name: /^Lift what was decided on Fairground/ }).click()
        await page.getByLabel('Reason').fill('it is back')
        let lifts = 0
        let allow = () => {}
        const allowed = new Promise<void>((go) => (allow = go))
        await page.route('**/v1/strikes/4/lift', async (r) => {
          lifts++
          await allowed
          await r.continue()
        })
        await page.getByLabel('Lifted by').fill('D. Planner')
        await page.getByRole('button', { name: 'Lift it' }).click()
        const lifting = page.getByRole('button', { name: 'Lifting…' })
        expect(await lifting.isDisabled(), 'pressed once').toBe(true)
        await page.getByLabel('Lifted by').press('Enter') // which sends a form that is not busy
        allow()
        await page.getByText('Nothing: every drawing goes by the data alone.').waitFor()
        await page.getByRole('status').getByText('Lifted: Fairground.').waitFor()
        expect(await struck.evaluate((e) => e === document.activeElement), 'the focus is kept').toBe(true)
        expect(lifts).toBe(1)
      },
      stand,
    )
    stand.close()
  })

  test('a corner that is dragged near another area snaps to a corner of it', () =>
    story(`${choice}&at=zone:Z-01`, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells', 'zone-primary')
      await page.getByRole('button', { name: 'Change outline…' }).click()
      const form = page.getByRole('region', { name: 'Why' }).locator('form')
      await form.locator('dl').getByText('Offences').waitFor()
      for (const zoom of ['Zoom out', 'Zoom out']) {
        const was = page.url()
        await page.getByRole('button', { name: zoom }).click()
        await page.waitForFunction((hash) => location.href !== hash, was)
      }
      await visit.drawn('cells', 'zone-tertiary')
      await visit.corner() // which waits until the outline is drawn
      // A corner of Mill Lane, missed by a few pixels.
      const [, other] = (zones.features[2]!.geometry as GeoJSON.Polygon).coordinates[0] as Ring
      const [ring] = (zones.features[0]!.geometry as GeoJSON.Polygon).coordinates as [Ring]
      const far = ([lon, lat]: Ring[number]) => Math.hypot(0.62 * (lon - other![0]), lat - other![1])
      const corner = ring.reduce((a, b) => (far(b) < far(a) ? b : a)) // no side is crossed on the way
      const missed = await page.evaluate(([lon, lat]) => {
        const { map } = document.querySelector<HTMLElement>('.maplibregl-map')!
        const { x, y } = map!.project([lon, lat])
        return map!.unproject([x + 5, y - 4]).toArray() as [number, number]
      }, other!)
      await visit.drag(corner, missed)
      await form.getByRole('button', { name: 'Undo (1)' }).waitFor()
      await form.getByText('Type the corners').click()
      const lines = (await form.getByLabel(/^Grid references/).inputValue()).split('\n')
      expect(lines).toContain(toLines([other!, other!]).split('\n')[0])
    }))
})
