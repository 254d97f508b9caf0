// What comes late or not at all, and what the map owes to whoever sees it otherwise.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, launch, phone, type Visit } from './browser'
import { serve, type Stand } from './server'
import { build, type Built, choice, quayStreet, tellStory } from './story'

let browser: Browser
let built: Built
let stand: Stand

beforeAll(async () => {
  built = await build()
  ;[browser, stand] = await Promise.all([launch(), serve(built.root)])
}, 300_000)

afterAll(async () => {
  await browser?.close()
  stand?.close()
  await built?.remove()
})

const story = (hash: string, viewport: typeof desktop, tell: (visit: Visit) => Promise<void>) =>
  tellStory(browser, `${stand.url}/${hash}`, viewport, tell)

/** Leaves out a file of the page until it is given back. */
async function without({ page }: Visit, file: string): Promise<() => Promise<void>> {
  const path = `**/assets/${file}-*.js`
  await page.route(path, (r) => r.fulfill({ status: 404, body: 'not found' }))
  return () => page.unroute(path)
}

const centre = ({ page }: Visit) =>
  page.evaluate(() => document.querySelector<HTMLElement>('.maplibregl-map')!.map!.getCenter())

describe('a part of the page that does not come', { timeout: 300_000 }, () => {
  const missing = 'This part of the page did not come'

  test('says so on a telephone, is asked for again, and stays while the server does not answer', () =>
    story(choice, phone, async (visit) => {
      const { page } = visit
      visit.refused = true
      const giveBack = await without(visit, 'Plans')
      await page.reload()
      await page.getByRole('button', { name: 'Plans', exact: true }).click()
      const alert = page.getByRole('alert').filter({ hasText: missing })
      await alert.waitFor()
      expect(await visit.barriers()).toEqual([])
      await page.route('**/', (r) => r.fulfill({ status: 404, body: '' }))
      await page.getByRole('button', { name: 'Try again' }).click()
      await alert.getByText('the server does not answer yet').waitFor()
      await page.unroute('**/')
      await giveBack()
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('region', { name: 'Patrol and Engagement Plan' }).waitFor()
    }))

  test('is one of the reasons for a hexagon, of a page or of a form', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      visit.refused = true
      const giveBack = await without(visit, 'Why')
      await without(visit, 'Reports')
      await without(visit, 'Outline')
      await page.reload()
      await visit.drawn('cells', 'zone-primary')
      await page.getByRole('button', { name: /Quay Street/ }).click()
      await page.getByRole('alert').filter({ hasText: missing }).waitFor()
      await page.getByRole('button', { name: 'Reports', exact: true }).click()
      await page.getByRole('main', { name: 'Reports' }).getByText(missing).waitFor()
      await page.getByRole('button', { name: 'Night', exact: true }).click()
      await page.getByRole('button', { name: /Quay Street/ }).click()
      await page.getByRole('alert').filter({ hasText: missing }).waitFor()
      await giveBack()
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('button', { name: 'Change outline…' }).click()
      await page.locator('form').getByText(missing).waitFor()
    }))

  test('was fetched while there was a signal, where many come to need it', () =>
    story(choice, phone, async (visit) => {
      const { page } = visit
      const came = () =>
        page.evaluate(() =>
          performance
            .getEntriesByType('resource')
            .map((e) => e.name)
            .join(' '),
        )
      for (const part of ['Plans', 'Phone', 'Why'])
        await expect.poll(came, { timeout: 60_000 }).toMatch(new RegExp(`/${part}-[^ ]*\\.js`))
    }))
})

describe('the map', { timeout: 300_000 }, () => {
  test('looks where a link says, also one that is followed from a desk without a map', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      await page.getByRole('button', { name: 'Reports', exact: true }).click()
      await page.getByRole('main', { name: 'Reports' }).waitFor()
      await page.getByRole('combobox', { name: 'Area' }).selectOption('district:X02')
      await page.waitForFunction(() => location.hash.includes('area=district:X02'))
      await page.evaluate(() => (location.hash = '#area=district:X02&desk=risk&map=15.00/51.70000/1.30000'))
      await page.getByRole('button', { name: /^Fit/ }).waitFor()
      await page.waitForFunction(() => document.querySelector('.maplibregl-map')!.clientWidth > 0)
      await page.waitForFunction(() => {
        const { map } = document.querySelector<HTMLElement>('.maplibregl-map')!
        return map!.getCanvas().clientWidth > 0 && map!.loaded()
      })
      expect(await centre(visit)).toMatchObject({ lng: 1.3, lat: 51.7 })
    }))

  test('is not drawn on once the form is gone for which the editor was fetched', () =>
    story(`${choice}&at=zone:Z-01`, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells', 'zone-primary')
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      await page.route('**/assets/outline-editor-*.js', async (r) => {
        await held
        await r.continue()
      })
      const asked = page.waitForRequest('**/assets/outline-editor-*.js')
      await page.getByRole('button', { name: 'Change outline…' }).click()
      await asked
      await page.locator('form').getByRole('button', { name: 'Cancel' }).click()
      const came = page.waitForResponse('**/assets/outline-editor-*.js')
      release()
      await (await came).finished()
      await visit.drawn('cells')
      await visit.click(...quayStreet)
      await page.waitForFunction(() => location.hash.includes('at=cell'))
    }))

  test('says in the form that what draws did not come', () =>
    story(`${choice}&at=zone:Z-01`, desktop, async (visit) => {
      const { page } = visit
      visit.refused = true
      await visit.drawn('cells', 'zone-primary')
      await without(visit, 'outline-editor')
      await page.getByRole('button', { name: 'Change outline…' }).click()
      await page.locator('form').getByText('What draws on the map did not come').waitFor()
    }))

  test('has hours beside the names of areas once a telephone is turned', () =>
    story(choice, phone, async (visit) => {
      const { page } = visit
      await visit.drawn('cells', 'zone-names')
      const named = () =>
        page.evaluate(() =>
          JSON.stringify(
            document
              .querySelector<HTMLElement>('.maplibregl-map')!
              .map!.getLayoutProperty('zone-names', 'text-field'),
          ),
        )
      expect(await named()).not.toContain('note')
      await page.setViewportSize({ width: phone.height, height: phone.width })
      await expect.poll(named).toContain('note')
    }))

  test('shows the box that is zoomed to, and its buttons in colours of the system', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      const middle = await visit.at([1.5, 51.75])
      await page.keyboard.down('Shift')
      await page.mouse.move(middle.x, middle.y)
      await page.mouse.down()
      await page.mouse.move(middle.x + 60, middle.y + 40, { steps: 5 })
      const box = page.locator('.maplibregl-boxzoom')
      await expect.poll(async () => (await box.boundingBox())?.width).toBeGreaterThan(50)
      expect(await box.evaluate((e) => getComputedStyle(e).position)).toBe('absolute')
      await page.keyboard.press('Escape')
      await page.mouse.up()
      await page.keyboard.up('Shift')

      await page.emulateMedia({ forcedColors: 'active' })
      const [icon, button] = await page
        .getByRole('button', { name: 'Zoom in' })
        .evaluate((e) => [e.firstElementChild!, e].map((of) => getComputedStyle(of).backgroundColor))
      expect(icon, 'it stands out from its button').not.toBe(button)
      expect(icon).not.toBe('rgba(0, 0, 0, 0)')
    }))
})

test('a control that is too small to hit is a barrier', { timeout: 300_000 }, () =>
  story(choice, desktop, async (visit) => {
    await visit.page.getByRole('button', { name: 'Reports', exact: true }).click()
    const reports = visit.page.getByRole('main', { name: 'Reports' })
    await reports.getByRole('table').first().waitFor() // what comes later would take their place
    await reports.evaluate((e) => {
      for (const name of ['one', 'two']) {
        const small = document.createElement('button')
        small.ariaLabel = name
        small.style.cssText = 'width: 8px; height: 8px; min-height: 0; padding: 0'
        e.prepend(small)
      }
    })
    expect((await visit.barriers()).join(' ')).toMatch(/target-size: .*one/)
  }),
)
