import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, launch, phone, Visit } from './browser'
import { planBytes, serve, type Stand } from './server'
import { build, type Built, choice, quayStreet, tellStory } from './story'

let browser: Browser
let built: Built
let full: Stand
let bare: Stand
let broken: Stand
let mounted: Stand

beforeAll(async () => {
  built = await build()
  ;[browser, full, bare, broken, mounted] = await Promise.all([
    launch(),
    serve(built.root),
    serve(built.root, { empty: true }),
    serve(built.root, { broken: { 'cells-2': 404, ground: 404 } }),
    serve(built.root, { basemap: true }),
  ])
}, 300_000)

afterAll(async () => {
  await browser?.close()
  for (const stand of [full, bare, broken, mounted]) stand?.close()
  await built?.remove()
})

const story = (hash: string, viewport: typeof desktop, tell: (visit: Visit) => Promise<void>, at = full) =>
  tellStory(browser, `${at.url}/${hash}`, viewport, tell)

/** What would scroll sideways on a narrower screen; a table of figures may, within its own frame. */
async function sideways({ page }: Visit, width: number): Promise<string[]> {
  const before = page.viewportSize()!
  await page.setViewportSize({ ...before, width })
  const found = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
      .filter((e) => e === document.documentElement || getComputedStyle(e).overflowX === 'auto')
      .filter((e) => !e.matches('.scroll'))
      .map((e) => `${e.tagName.toLowerCase()}.${e.className}: ${e.scrollWidth} > ${e.clientWidth}`),
  )
  await page.setViewportSize(before)
  return found
}

describe('the map', { timeout: 300_000 }, () => {
  test.each([
    ['a desktop', desktop],
    ['a phone', phone],
  ])('on %s draws every layer, fits, and bars nobody', (name, viewport) =>
    story(choice, viewport, async (visit) => {
      const { page } = visit
      await visit.drawn(
        'cells',
        'streets',
        'rails',
        'water',
        'zone-primary',
        'zone-secondary',
        'zone-tertiary',
        'chosen-line',
      )
      expect(await page.getByText('INVENTED COUNTY').isVisible()).toBe(true)
      for (const desk of ['Night', 'Plans', 'Risk', 'Reports', 'Import']) {
        await page.getByRole('button', { name: desk, exact: true }).click()
        if (desk === 'Plans') await visit.drawn('stops', 'routes')
        if (desk === 'Risk') await page.getByRole('button', { name: 'Fit a model' }).waitFor()
        if (['Reports', 'Import'].includes(desk)) await page.getByRole('main', { name: desk }).waitFor()
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(wide, desk).toBeLessThanOrEqual(viewport.width)
        if (viewport === phone) expect(await sideways(visit, 360), `${desk}, 360 pixels wide`).toEqual([])
        expect(await visit.barriers(), desk).toEqual([])
        if (viewport === phone) continue
        await page.getByRole('button', { name: 'Dark colours' }).click()
        expect(await visit.barriers(), `${desk}, dark`).toEqual([])
        await visit.shot(`${name.slice(2)}-${desk.toLowerCase()}-dark`)
        await page.getByRole('button', { name: 'Light colours' }).click()
      }
    }),
  )

  test('the Night desk leads from the list to the reasons, the approval and the export', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells', 'zone-names')
      await page.getByRole('heading', { name: 'Three places hold 61% of the harm' }).waitFor()
      await page.getByLabel('We can resource').fill('2')
      await page.getByLabel('We can resource').press('Tab')
      await page.getByText('we can resource 2', { exact: true }).waitFor()
      await page.waitForFunction(() => location.hash.includes('budget=2'))

      await page.getByRole('button', { name: /Quay Street/ }).click()
      const why = page.getByRole('region', { name: 'Why' })
      await why.getByRole('heading', { name: 'Quay Street' }).waitFor()
      expect(await why.innerText()).toMatch(
        /About 52\.3 offences a month[^]*holds 31% of the harm[^]*Fri-Sat 21:00-03:00/,
      )
      expect(await visit.barriers()).toEqual([])
      await page.keyboard.press('Escape')
      await why.waitFor({ state: 'detached' })

      await page.getByRole('button', { name: 'Approve…' }).click()
      await page.getByLabel(/^Your name/).fill('A. Analyst')
      await page.getByLabel('Why', { exact: true }).fill('agreed at the meeting')
      const refused = page.getByRole('button', { name: 'Approve these focus areas' })
      visit.refused = true
      await refused.click()
      await page.getByRole('alert').getByText('A. Analyst made this: somebody else approves it.').waitFor()
      expect(await page.getByLabel('Why', { exact: true }).inputValue(), 'what was typed stays').toBe(
        'agreed at the meeting',
      )
      await page.getByLabel(/^Your name/).fill('B. Sergeant')
      await refused.click()
      await page.getByText('Approved by B. Sergeant (unverified)').waitFor()
      expect(
        await page
          .getByText(/agreed at the meeting \(despite: its newest data are of Mon, 30 Jun 2025\)/)
          .isVisible(),
      ).toBe(true)
      await page.getByRole('button', { name: 'Withdraw…' }).waitFor()

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'GeoJSON' }).click(),
      ])
      expect(download.suggestedFilename()).toBe('zones-1.geojson')
    }))

  test('explains a hexagon by click and by key, and walks to the next one', () =>
    story(`${choice}&map=14.00/51.758/1.483`, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      await visit.click(...quayStreet)
      const why = page.getByRole('region', { name: 'Why' })
      await why.getByText('80% interval').waitFor()
      const [map, column] = await Promise.all([page.locator('main').boundingBox(), why.boundingBox()])
      expect(map!.x + map!.width, 'the reasons stand beside the map').toBeLessThanOrEqual(column!.x)
      expect(await visit.barriers()).toEqual([])
      const first = await page.evaluate(() => location.hash)
      await page.keyboard.press('Escape')
      await why.waitFor({ state: 'detached' })

      await page.locator('.maplibregl-canvas').focus()
      await page.keyboard.press('Enter')
      await why.waitFor()
      await page.keyboard.press('ArrowRight')
      await page.waitForFunction((was) => location.hash.includes('at=cell') && location.hash !== was, first)
      expect(await page.locator('[aria-live="polite"]').first().innerText()).toMatch(
        /T[A-Z] \d{4} \d{4}: .* offences/,
      )
    }))

  test('outlines the hexagon under the pointer, until there are others', () =>
    story(`${choice}&map=14.00/51.758/1.483`, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      const { x, y } = await visit.at(quayStreet)
      const point = async () => {
        await page.mouse.move(x + 40, y)
        await page.mouse.move(x, y)
        await visit.drawn('cell-hover')
      }
      await point()
      await page.locator('.maplibregl-canvas').focus()
      await page.keyboard.press('Minus')
      await visit.gone('cell-hover')
      await point()
      await page.getByRole('combobox', { name: 'Operation' }).selectOption('sceptre')
      await page.getByRole('region', { name: 'Legend and layers' }).getByText('all hours').waitFor()
      await visit.gone('cell-hover')
      await point()
      await page.mouse.move(0, 0)
      await visit.gone('cell-hover')
    }))

  test('is ready when its streets are there too, or cannot be had', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await page.addInitScript(() =>
        new MutationObserver(() => {
          const map = document.querySelector<HTMLElement>('[data-map-ready]')?.map
          if (map && !map.getLayer('streets')) console.error('ready without streets')
        }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-map-ready'] }),
      )
      await page.reload()
      await visit.drawn('cells', 'streets')
      visit.refused = true
      await page.route('**/tiles/ground.json', (r) => r.fulfill({ status: 404 }))
      await page.reload()
      await page.getByRole('alert').getByText('streets and water').waitFor()
      await visit.drawn('cells')
    }))

  test('never shows hexagons otherwise than a link has them', () =>
    story(`${choice}&off=cells&fade=cells:40`, desktop, async ({ page }) => {
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      await page.route('**/tiles/cells-*/**', async (r) => {
        await held
        await r.continue()
      })
      await page.reload()
      const first = await page.waitForFunction(() => {
        const map = document.querySelector<HTMLElement>('.maplibregl-map')?.map
        return (
          map?.getLayer('cells') && [
            map.getLayoutProperty('cells', 'visibility'),
            map.getPaintProperty('cells', 'fill-opacity'),
          ]
        )
      })
      expect(await first.jsonValue()).toEqual(['none', 0.4 * 0.85])
      release()
    }))

  test('finds a street and a grid reference', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      const search = page.getByRole('combobox', { name: 'Search the map' })
      await search.fill('Quay')
      await page.getByRole('option', { name: /Quay Street/ }).waitFor()
      await search.press('Enter')
      await page.waitForFunction(() => /map=15\.50\/51\.758/.test(location.hash))
      await search.fill('TM 40 17')
      await search.press('Enter')
      await page.waitForFunction(() => /map=15\.50\/51\.804/.test(location.hash))
    }))

  test('has everything on the map in a table too', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      await page.getByRole('button', { name: 'Table' }).click()
      const table = page.getByRole('region', { name: 'Table of what the map shows' })
      await table.getByRole('button', { name: 'Share' }).click()
      expect(await table.locator('tbody th').allInnerTexts()).toEqual([
        'Quay Street',
        'Station Parade',
        'Mill Lane',
      ])
      await table.getByRole('button', { name: 'Share' }).click()
      expect(await table.locator('tbody th').first().innerText()).toBe('Mill Lane')
      expect(await visit.barriers()).toEqual([])
      await table.getByRole('button', { name: 'Hexagons' }).click()
      await table.locator('tbody tr').nth(5).waitFor()
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        table.getByRole('button', { name: 'CSV' }).click(),
      ])
      expect(file.suggestedFilename()).toMatch(/^hexagons-.*\.csv$/)
      expect(await readFile(await file.path(), 'utf8')).toMatch(/^\uFEFFHexagon,Offences,"Harm, days",Risk,/)
      await table.getByRole('button', { name: 'Focus areas' }).click()
      await table.getByRole('button', { name: 'Quay Street' }).press('Enter')
      await page.getByRole('region', { name: 'Why' }).getByRole('heading', { name: 'Quay Street' }).waitFor()
    }))

  test('the Plans desk keeps a refused form, plans, explains a stop and exports', () =>
    story(`${choice}&desk=plans`, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('stops', 'routes')
      const units = () =>
        page.evaluate(() => [
          ...new Set(
            document
              .querySelector<HTMLElement>('.maplibregl-map')!
              .map!.queryRenderedFeatures({ layers: ['routes'] })
              .map((f) => String(f.properties.unit)),
          ),
        ])
      expect(await units(), 'one route alone').toEqual(['unit-1'])
      await page.getByRole('button', { name: 'Unit 2 vehicle' }).click()
      await visit.drawn('routes')
      await page.getByRole('option', { name: 'Unit 2, stop 1: Saltmarsh station, 18:10' }).click()
      const stop = page.getByRole('region', { name: 'Stop', exact: true })
      expect(await stop.innerText()).toMatch(
        /Unit 2, stop 1: Saltmarsh station[^]*18:10–18:24[^]*Last train at 00:40[^]*Ask staff/,
      )
      await page.waitForFunction(() => location.hash.includes('at=stop:u2-s01'))

      await page.getByText('Make another plan').click()
      await page.getByLabel('Date').fill('2025-12-25')
      await page.getByLabel('Units of constables').fill('4')
      const make = page.getByRole('button', { name: 'Make plan' })
      visit.refused = true
      await make.click()
      const reason = page
        .getByRole('alert')
        .getByText('No offence of the training months counts at these hours')
      await reason.waitFor()
      expect(
        await reason.evaluate((e) => e.getBoundingClientRect().bottom <= innerHeight + 1),
        'in view',
      ).toBe(true)
      expect(await page.getByLabel('Units of constables').inputValue(), 'what was typed stays').toBe('4')
      await page.getByLabel('Date').fill('2025-10-03')
      const [request] = await Promise.all([
        page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/v1/plans')),
        make.click(),
      ])
      expect(request.postDataJSON()).toEqual({
        area: 'district:X01',
        operation: 'nte',
        from: '2025-01',
        to: '2025-09',
        date: '2025-10-03',
        shift: '18:00-02:00',
        crews: [{ role: 'constable', count: 4, officers: 2 }],
        mode: 'foot',
      })
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'GeoJSON' }).click(),
      ])
      expect(await readFile(await download.path(), 'utf8')).toBe(planBytes)
    }))

  test('the Risk desk switches a factor off, and holds out the last third of the months', () =>
    story('#area=district:X01&operation=sceptre&desk=risk', desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      expect(await page.getByRole('row', { name: /Station/ }).innerText()).toMatch(/could be 1/)
      await page.getByText('On 5% of the area: risk holds 41% of 132 later offences').waitFor()
      const takeaway = page.getByRole('switch', { name: /Takeaway/ })
      await takeaway.press('Enter') // which would send the form, were it left to the browser
      expect(await takeaway.isChecked()).toBe(false)
      await page.getByText('Reach and direction').click()
      const station = page.getByRole('group', { name: 'Station' })
      await station.getByLabel('reach, m').fill('400')
      await station.getByRole('combobox', { name: /^by/ }).selectOption('nearness')
      await station.getByRole('combobox', { name: /^risk is/ }).selectOption('lower there')
      await page.getByText('Model card').click()
      await page.getByText('Pub, Prevent, Council: review licences').waitFor()
      await page.getByRole('link', { name: 'JSON', exact: true }).waitFor()
      const left = page.getByRole('group', { name: 'Takeaway 12 features, left out' })
      expect(await left.getByLabel('reach, m').count(), 'what is left out is not tuned').toBe(0)
      await page.getByRole('switch', { name: 'School 9 features, tried and not kept' }).click()
      await page.getByRole('group', { name: 'School 9 features, left out' }).waitFor()
      visit.refused = true
      const [request] = await Promise.all([
        page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/v1/models')),
        page.getByRole('button', { name: 'Fit again' }).click(),
      ])
      expect(request.postDataJSON()).toMatchObject({
        train: '2025-01..2025-06',
        test: '2025-07..2025-09',
        without: ['takeaway', 'school'],
        reaches: { station: [400] },
        influences: { station: ['proximity'] },
        protective: ['station'],
      })
      expect(await visit.barriers()).toEqual([])
    }))

  test('the Risk desk shows how the hotspots of two groups overlap', () =>
    story('#area=district:X01&operation=sceptre&desk=risk', desktop, async (visit) => {
      const { page } = visit
      await page.getByText('Do the hotspots of two offence groups overlap?').click()
      await page.getByLabel('The other').fill('robbery')
      await page.getByRole('button', { name: 'Look' }).click()
      await page.getByText('30.0% of knife lies in the hotspots of robbery').waitFor()
      await visit.drawn('overlap-a', 'overlap-b', 'overlap-busy')
      visit.refused = true
      await page.getByLabel('The other').fill('none')
      await page.getByRole('button', { name: 'Look' }).click()
      await page.getByRole('alert').getByText('No offence group').waitFor()
      await visit.gone('overlap-a')
    }))

  test('says that part of the map is missing, and offers to try again', async () => {
    const visit = await Visit.to(browser, `${broken.url}/${choice}`)
    const { page } = visit
    const alert = page.getByRole('alert').filter({ hasText: 'Part of the map is missing' })
    await alert.getByText('hexagons').waitFor()
    await alert.getByText('streets and water').waitFor()
    expect(await alert.innerText()).toMatch(
      /hexagons[^]*Empty ground there does not mean that nothing happened/,
    )
    expect(await alert.innerText()).toMatch(/streets and water/)
    await alert.getByRole('button', { name: 'Try again' }).click()
    await alert.getByText('hexagons').waitFor()
    await visit.close()
  })

  test('draws a background map of the force’s own below everything, in both themes', () =>
    story(
      `${choice}&map=12.00/51.75000/1.50000`,
      desktop,
      async (visit) => {
        const { page } = visit
        await visit.drawn('cells', 'basemap-surface-water', 'basemap-roads-local-line')
        await page.getByText('© A. Surveyor').waitFor()
        const order = await page.evaluate(() =>
          document.querySelector<HTMLElement>('.maplibregl-map')!.map!.getLayersOrder(),
        )
        expect(order.indexOf('basemap-roads-local-line')).toBeGreaterThan(order.indexOf('land'))
        expect(order.indexOf('basemap-roads-local-line')).toBeLessThan(order.indexOf('cells'))
        expect(order.filter((l) => l.includes('names') && l.includes('basemap'))).toEqual([])
        const light = await visit.paint('basemap-surface-water', 'fill-color')
        await page.getByRole('button', { name: 'Dark colours' }).click()
        await expect
          .poll(() => visit.paint('basemap-surface-water', 'fill-color'), { timeout: 60_000 })
          .not.toBe(light)
        expect(await visit.barriers()).toEqual([])
      },
      mounted,
    ))

  test('holds picture and legend together until the new tiles are in', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      const legend = page.getByRole('region', { name: 'Legend and layers' })
      await visit.drawn('cells')
      await legend.getByText('NTE hours').waitFor()
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      await page.route('**/tiles/cells-1/**', async (r) => {
        await held
        await r.continue()
      })
      const asked = page.waitForRequest('**/tiles/cells-1/**')
      await page.getByRole('combobox', { name: 'Operation' }).selectOption('sceptre')
      await asked
      expect(await legend.innerText()).toMatch(/NTE hours/)
      expect(await page.locator('.progress.busy').count()).toBe(1)
      release()
      await legend.getByText('all hours').waitFor()
      await visit.drawn('cells')
      expect(await page.locator('.progress.busy').count()).toBe(0)
    }))

  test('keeps layers, their order and opacity, and the view in the address', () =>
    story(`${choice}&from=2025-03&map=13.00/51.74000/1.52000`, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      await page.getByText('Layers', { exact: true }).click()
      await page.getByRole('checkbox', { name: 'Hexagons' }).focus()
      await page.keyboard.press('Space')
      await visit.gone('cells')
      await page.keyboard.press('Space')
      await visit.drawn('cells')
      await page.getByRole('button', { name: 'Raise Hexagons' }).click()
      await page.getByRole('slider', { name: 'Opacity of Hexagons' }).fill('40')
      await page.waitForFunction(() => location.hash.includes('fade=cells:40'))
      const { hash } = new URL(page.url())
      for (const part of ['from=2025-03', 'to=2025-09', 'order=ground,cells,', 'map=13.00/51.74000/1.52000'])
        expect(hash).toContain(part)
      await page.reload()
      await visit.drawn('cells')
      expect(new URL(page.url()).hash, 'a reload gives the same').toBe(hash)
    }))

  test('goes back a deliberate choice at a time, and says what a link names in vain', () =>
    story('', desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      const before = await page.evaluate(() => history.length)
      await page.getByRole('button', { name: 'Plans', exact: true }).click()
      await page.waitForFunction(() => location.hash.includes('desk=plans'))
      await page.getByRole('combobox', { name: 'Area' }).selectOption('district:X02')
      await page.waitForFunction(() => location.hash.includes('area=district:X02'))
      await page.getByRole('button', { name: 'Zoom out' }).click()
      expect(await page.evaluate(() => history.length)).toBe(before + 2)
      await page.goBack()
      await page.waitForFunction(() => location.hash.includes('area=district:X01'))
      await page.goBack()
      await page.getByRole('heading', { name: /Three places/ }).waitFor()

      await page.getByRole('button', { name: 'Plans', exact: true }).click()
      await page.waitForFunction(() => location.hash.includes('desk=plans'))
      await visit.drawn('stops', 'routes')
      await page.evaluate(() =>
        addEventListener(
          'popstate',
          () => document.querySelector<HTMLElement>('[data-map-ready]')!.map!.jumpTo({ zoom: 12.34 }),
          { once: true },
        ),
      )
      await page.goBack()
      await page.getByRole('heading', { name: /Three places/ }).waitFor()

      await page.evaluate(() => (location.hash = '#area=district:NOPE&desk=plans&plan=plan-gone'))
      const alert = page.getByRole('alert').filter({ hasText: 'This link names' })
      await alert.getByText('the plan plan-gone').waitFor()
      expect(await alert.innerText()).toContain('the area NOPE')
      await page.waitForFunction(
        () => !location.hash.includes('plan-gone') && location.hash.includes('district:X01'),
      )
    }))

  test('shows one area at a time on the wall, without counts', () =>
    story(`${choice}&show=wall`, { width: 1920, height: 1080 }, async (visit) => {
      const { page } = visit
      const wall = page.getByRole('region', { name: 'Focus area on the wall' })
      await wall.getByRole('heading', { name: 'Quay Street' }).waitFor()
      await page.keyboard.press('ArrowRight')
      await wall.getByRole('heading', { name: 'Station Parade' }).waitFor()
      expect(await wall.innerText()).not.toMatch(/offences/)
      const small = await wall.evaluate(
        (w) =>
          [...w.querySelectorAll('p, h1, b, span, button')].filter(
            (e) => e.textContent && parseFloat(getComputedStyle(e).fontSize) < 32,
          ).length,
      )
      expect(small, 'nothing under 32 pixels').toBe(0)
      await visit.drawn('zone-chosen')
      const least = await page.evaluate(() => {
        const { map } = document.querySelector<HTMLElement>('[data-map-ready]')!
        const { width } = map!.getContainer().getBoundingClientRect()
        const times = width / map!.getContainer().clientWidth
        const sizes = map!
          .getStyle()
          .layers.flatMap((l) => (l.type === 'symbol' ? [l.layout?.['text-size']] : []))
        return times * Math.min(...sizes.filter((s) => typeof s === 'number'))
      })
      expect(least, 'nor on the map').toBeGreaterThanOrEqual(32)
      expect(await visit.barriers()).toEqual([])
      await page.keyboard.press('Escape')
      await wall.waitFor({ state: 'detached' })
    }))

  test.each([
    ['night', 'Focus areas', 'Quay Street'],
    ['risk', 'Risk terrain model', 'Factor'],
  ])('prints the %s desk with what it says, and nothing to press', (desk, region, says) =>
    story(`${choice}&desk=${desk}`, desktop, async (visit) => {
      const { page } = visit
      const line = page.getByRole('region', { name: region }).getByText(says, { exact: true }).first()
      await line.waitFor()
      await page.emulateMedia({ media: 'print' })
      await line.waitFor()
      for (const press of ['Approve…', 'Draw again', 'Fit again', 'Print', 'Play the months', 'Zoom in'])
        expect(await page.getByRole('button', { name: press }).isVisible(), press).toBe(false)
      const cut = await page
        .locator('.band, tr')
        .evaluateAll((all) => all.filter((e) => getComputedStyle(e).breakInside !== 'avoid').length)
      expect(cut, 'cut across pages').toBe(0)
    }),
  )

  test('says which command loads something when nothing is loaded', () =>
    story(
      '',
      desktop,
      async (visit) => {
        await visit.page.getByRole('heading', { name: 'Nothing is loaded yet' }).waitFor()
        expect(await visit.page.getByText('beatplan demoshire load').isVisible()).toBe(true)
        expect(await visit.barriers()).toEqual([])
      },
      bare,
    ))
})
