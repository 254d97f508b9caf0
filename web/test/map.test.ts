import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, launch, phone, Visit } from './browser'
import { planBytes, serve, type Stand } from './server'

const choice = '#area=district:X01&group=robbery'
const quayStreet: [number, number] = [1.483, 51.758]

let browser: Browser
let root: string
let full: Stand
let bare: Stand

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'beatplan-map-'))
  await build({ logLevel: 'error', build: { outDir: root, emptyOutDir: true } })
  ;[browser, full, bare] = await Promise.all([launch(), serve(root), serve(root, { empty: true })])
}, 300_000)

afterAll(async () => {
  await browser?.close()
  full?.close()
  bare?.close()
  await rm(root, { recursive: true, force: true })
})

/** Opens the map at a hash, runs a story, and sees that nothing went wrong meanwhile. */
async function story(
  hash: string,
  viewport: typeof desktop,
  tell: (visit: Visit) => Promise<void>,
  at = full,
) {
  const visit = await Visit.to(browser, `${at.url}/${hash}`, viewport)
  await tell(visit)
  expect(visit.elsewhere, 'requests to other hosts').toEqual([])
  expect(visit.errors, 'what the console says').toEqual([])
  await visit.close()
}

describe('the map', { timeout: 300_000 }, () => {
  test.each([
    ['a desktop', desktop],
    ['a phone', phone],
  ])('on %s draws every layer, fits, and bars nobody', (name, viewport) =>
    story(choice, viewport, async (visit) => {
      await visit.drawn(
        'cells',
        'zone-primary',
        'zone-secondary',
        'zone-tertiary',
        'routes',
        'stops',
        'chosen-line',
      )
      expect(await visit.page.getByText('Invented county').isVisible()).toBe(true)
      const { scrollWidth } = await visit.page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
      }))
      expect(scrollWidth).toBeLessThanOrEqual(viewport.width)
      for (const tab of ['Focus areas', 'Patrol plan', 'Risk model']) {
        await visit.page.getByRole('tab', { name: tab }).click()
        expect(await visit.barriers(), tab).toEqual([])
        await visit.shot(`${name.slice(2)}-${tab.toLowerCase().replace(' ', '-')}`)
      }
    }),
  )

  test('colours by risk with the model’s own classes, and says what they are', () =>
    story(choice, desktop, async ({ page }) => {
      const legend = page.locator('.legend')
      await legend.getByText('days of imprisonment').waitFor()
      await page.getByRole('radio', { name: 'Risk' }).press('Space')
      await legend.getByText('Robbery: relative risk, times a cell under no influence').waitFor()
      expect(await legend.locator('ol').innerText()).toMatch(/1\s+.*2\.5\s+.*4\.5\s+.*7\s+.*10\+/s)
    }))

  test('holds picture and legend together until the new tiles are in', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      const legend = page.locator('.legend')
      await visit.drawn('cells')
      await legend.getByText('all hours').waitFor()
      const before = await visit.paint('cells', 'fill-color')

      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      await page.route('**/tiles/cells-2/**', async (r) => {
        await held
        await r.continue()
      })
      const asked = page.waitForRequest('**/tiles/cells-2/**')
      await page.getByRole('combobox', { name: 'Hours' }).selectOption('nte')
      await asked
      expect(await legend.innerText()).toMatch(/all hours/)
      expect(await visit.paint('cells', 'fill-color')).toBe(before)
      expect(await visit.features('cells'), 'the old hexagons stay').toBeGreaterThan(0)
      expect(await page.locator('.progress.busy').count()).toBe(1)

      release()
      await legend.getByText('NTE hours').waitFor()
      expect(await legend.locator('ol').innerText()).toMatch(/< 0\.1\s+.*3\s+.*8\s+.*14\s+.*20\+/s)
      expect(await visit.paint('cells', 'fill-color')).not.toBe(before)
      await visit.drawn('cells')
      expect(await page.locator('.progress.busy').count()).toBe(0)
    }))

  test('says what every mark is, and how far the area’s data go', () =>
    story(choice, desktop, async ({ page }) => {
      await page.locator('.legend').getByText('Place', { exact: true }).waitFor()
      await page.getByText('Data of Saltmarsh to the end of Jun 2025.').waitFor()
    }))

  test('opens one box at a time on a phone, clear of the other', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      await page.setViewportSize(phone)
      const boxes = ['.layers', '.legend'].map((b) => page.locator(b))
      const open = () => Promise.all(boxes.map((b) => b.evaluate((d: HTMLDetailsElement) => d.open)))
      await page.waitForFunction(() => !document.querySelector('main details[open]'))
      for (const [i, box] of boxes.entries()) {
        await box.locator('summary').click()
        expect(await open()).toEqual(boxes.map((_, j) => j === i))
        const [upper, lower] = await Promise.all(boxes.map((b) => b.boundingBox()))
        expect(upper!.y + upper!.height).toBeLessThanOrEqual(lower!.y)
        await visit.shot(`phone-open-${i}`)
      }
    }))

  test('says that there is no model, and where to fit one', () =>
    story('#area=district:X02&group=robbery&measure=risk', desktop, async ({ page }) => {
      await page.getByText('There is no risk model of Robbery in Quayside yet.').waitFor()
      await page.getByRole('button', { name: 'Risk model' }).click()
      await page.getByRole('button', { name: 'Fit a model on this period' }).waitFor()
    }))

  test('switches layers by keyboard', () =>
    story(choice, desktop, async (visit) => {
      await visit.drawn('cells', 'stops')
      const hexagons = visit.page.getByRole('checkbox', { name: 'Hexagons' })
      await hexagons.focus()
      await visit.page.keyboard.press('Space')
      await visit.gone('cells')
      expect(await visit.features('stops')).toBeGreaterThan(0)
      await visit.page.keyboard.press('Space')
      await visit.drawn('cells')
    }))

  test('opens a popup on a hexagon in a focus area', () =>
    story(`${choice}&off=plan,sites&map=13.00/51.745/1.5`, desktop, async (visit) => {
      await visit.drawn('cells', 'zone-fill')
      expect(await visit.features('zone-names'), 'a name for each zone, not for each tile').toBe(3)
      await visit.click(...quayStreet)
      const popup = visit.page.locator('.maplibregl-popup')
      await popup.getByRole('heading', { name: 'Quay Street' }).waitFor()
      expect(await popup.innerText()).toMatch(
        /primary focus area[^]*9,420[^]*one cell[^]*robbery[^]*offences\s+\d+[^]*in saltmarsh/i,
      )
      expect(await visit.barriers()).toEqual([])
      await visit.shot('popup')
    }))

  test('draws a unit’s tour in full when it is pointed at or opened', () =>
    story(`${choice}&tab=plan`, desktop, async (visit) => {
      await visit.drawn('routes')
      const lit = async (unit: string) =>
        expect(await visit.paint('routes', 'line-opacity')).toContain(`["get","unit"],"${unit}"],1,0.2]`)
      await lit('')
      const unit = visit.page.getByRole('button', { name: /^Unit 1/ })
      await unit.hover()
      await lit('unit-1')
      await visit.page.mouse.move(0, 0)
      await lit('')
      await unit.click()
      await visit.page.mouse.move(0, 0)
      await lit('unit-1')
      const stops = visit.page.locator('#stops-unit-1 > li')
      await stops.first().waitFor()
      const said = (await stops.allInnerTexts()).map((t) => /Break.*|HS-\d+/.exec(t)?.[0])
      expect(said).toEqual(['HS-001', 'HS-002', 'Break 45 min, 18:45', 'HS-001'])
      expect(await stops.first().innerText()).toContain(
        '12 offences of NTE violence, Jan – Sep 2025, shift hours.',
      )
    }))

  test('flies from the timetable to the stop', () =>
    story(`${choice}&tab=plan`, desktop, async (visit) => {
      await visit.drawn('stops')
      await visit.page.getByRole('button', { name: /^Unit 2/ }).click()
      await visit.page.waitForFunction(() => location.hash.includes('unit=unit-2'))
      await visit.page.getByRole('button', { name: /Saltmarsh station/ }).click()
      const popup = visit.page.locator('.maplibregl-popup')
      await popup.getByRole('heading', { name: '1. Saltmarsh station' }).waitFor()
      expect(await popup.innerText()).toMatch(
        /engagement[^]*unit 2[^]*18:10–18:24[^]*engage, encourage[^]*protect[^]*last train/i,
      )
      await visit.shot('stop')
    }))

  test('downloads the plan byte for byte', () =>
    story(`${choice}&tab=plan`, desktop, async ({ page }) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download plan' }).click(),
      ])
      expect(download.suggestedFilename()).toBe('plan-1.geojson')
      expect(await readFile(await download.path(), 'utf8')).toBe(planBytes)
    }))

  test('shows why areas could not be drawn', async () => {
    const visit = await Visit.to(browser, `${full.url}/${choice}`)
    await visit.page.getByRole('button', { name: 'Draw again' }).click()
    await visit.page
      .getByRole('alert')
      .getByText('these offences carry no time of day: choose all hours')
      .waitFor()
    expect(await visit.page.getByText('Quay Street').isVisible(), 'the old areas stay').toBe(true)
    await visit.close()
  })

  test('makes the first plan of an area', () =>
    story('#area=district:X02&group=robbery&tab=plan', desktop, async ({ page }) => {
      await page.getByText('None is made yet for this operation in Quayside.').waitFor()
      await page.getByLabel('Date').fill('2025-10-03')
      await page.getByLabel('Units').fill('2')
      const [request] = await Promise.all([
        page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/v1/plans')),
        page.getByRole('button', { name: 'Make plan' }).click(),
      ])
      expect(request.postDataJSON()).toEqual({
        area: 'district:X02',
        operation: 'nte',
        from: '2025-01',
        to: '2025-09',
        date: '2025-10-03',
        shift: '18:00-02:00',
        units: 2,
      })
    }))

  test('keeps the choices and the view in the address', () =>
    story(
      '#area=district:X01&group=robbery&from=2025-03&measure=count&off=sites&map=13.00/51.74000/1.52000',
      desktop,
      async (visit) => {
        await visit.drawn('cells')
        expect(await visit.page.getByRole('combobox', { name: 'From' }).inputValue()).toBe('2025-03')
        expect(await visit.page.getByRole('radio', { name: 'Count' }).isChecked()).toBe(true)
        await visit.page.getByRole('combobox', { name: 'Offences' }).selectOption('all')
        await visit.page.waitForFunction(() => location.hash.includes('group=all'))
        const hash = await visit.page.evaluate(() => location.hash)
        for (const part of [
          'area=district:X01',
          'from=2025-03',
          'to=2025-09',
          'measure=count',
          'off=sites',
          'map=13.00/51.74000/1.52000',
        ])
          expect(hash).toContain(part)
      },
    ))

  test('goes back a deliberate choice at a time', () =>
    story('', desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      const before = await page.evaluate(() => history.length)
      await page.getByRole('tab', { name: 'Patrol plan' }).click()
      await page.waitForFunction(() => location.hash.includes('tab=plan'))
      await page.getByRole('combobox', { name: 'Offences' }).selectOption('robbery')
      await page.waitForFunction(() => location.hash.includes('group=robbery'))
      await page.getByRole('combobox', { name: 'Area' }).selectOption('district:X02')
      await page.waitForFunction(() => location.hash.includes('area=district:X02'))
      await visit.drawn('chosen-line')
      const hash = await page.evaluate(() => location.hash)
      await page.getByRole('button', { name: 'Zoom out' }).click()
      await page.waitForFunction((was) => location.hash !== was, hash)
      expect(await page.evaluate(() => history.length)).toBe(before + 3)

      const area = page.getByRole('combobox', { name: 'Area' })
      await page.goBack()
      await page.waitForFunction(() => location.hash.includes('area=district:X01'))
      expect(await area.inputValue()).toBe('district:X01')
      await visit.drawn('chosen-line')
      await page.goBack()
      await page.goBack()
      await page.getByRole('tab', { name: 'Focus areas', selected: true }).waitFor()
      expect(await page.getByRole('combobox', { name: 'Offences' }).inputValue()).toBe('all')
      await page.goForward()
      await page.getByRole('tab', { name: 'Patrol plan', selected: true }).waitFor()
      expect(await page.evaluate(() => history.length)).toBe(before + 3)
    }))

  test('asks for nothing that is not there', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      const unknown: string[] = []
      page.on('request', (r) => {
        if ((r.url() + (r.postData() ?? '')).includes('NOPE')) unknown.push(r.url())
      })
      await page.evaluate(() => (location.hash = '#area=district:NOPE&tab=plan'))
      await page.getByRole('tab', { name: 'Patrol plan', selected: true }).waitFor()
      await visit.drawn('cells')
      expect(await page.getByRole('combobox', { name: 'Area' }).inputValue()).toBe('district:X01')
      expect(unknown).toEqual([])
    }))

  test('says which command loads something when nothing is loaded', () =>
    story(
      '',
      desktop,
      async (visit) => {
        await visit.page.getByRole('heading', { name: 'Nothing is loaded yet' }).waitFor()
        expect(await visit.page.getByText('beatplan demoshire load').isVisible()).toBe(true)
        expect(await visit.barriers()).toEqual([])
        await visit.shot('empty')
      },
      bare,
    ))
})
