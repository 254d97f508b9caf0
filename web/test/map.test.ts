import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coverage } from '../src/api'
import { desktop, launch, phone, Visit } from './browser'
import { serve, type Stand } from './server'
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
        'place-names',
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
        /T[A-Z] \d{4} \d{4}: .* offences, .*, number \d+ of [\d,]+ by what is expected/,
      )
    }))

  test('that days are missing is one line on a telephone, which opens', () =>
    story(choice, { width: 360, height: 740 }, async (visit) => {
      const { page } = visit
      await page.route('**/v1/coverage', async (route) => {
        const coverage = (await (await route.fetch()).json()) as Coverage
        const months = coverage.months.map((m) => ({ ...m, days: '1-20', covered: 20 }))
        await route.fulfill({ json: { ...coverage, months } })
      })
      await page.reload()
      await visit.drawn('cells')
      const notice = page.getByRole('status').filter({ hasText: '72 days are missing: Saltmarsh' })
      const more = notice.getByText(/21–28 Jan 2025[^]*They are not zero/)
      expect((await notice.boundingBox())!.height).toBeLessThan(45)
      expect(await more.isVisible()).toBe(false)
      await notice.getByText('72 days are missing: Saltmarsh').click()
      await more.waitFor()
      expect(await visit.barriers()).toEqual([])
      await page.setViewportSize(desktop)
      await page.reload()
      await more.waitFor()
    }))

  test('a district without data is dotted, and the legend says that it is not zero', () =>
    story(`${choice}&map=9.50/51.750/1.600`, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      expect(await visit.features('no-data')).toBe(0)
      await page.route('**/v1/coverage', async (route) => {
        const coverage = (await (await route.fetch()).json()) as Coverage
        const held = coverage.months.map((m) => ({ ...m, district: 'X01', source: 'rms', counted: true }))
        await route.fulfill({ json: { ...coverage, held } })
      })
      await page.reload()
      await visit.drawn('cells', 'no-data')
      const dotted = await page.evaluate(() =>
        document
          .querySelector<HTMLElement>('[data-map-ready]')!
          .map!.queryRenderedFeatures({ layers: ['no-data'] })
          .map((f) => String(f.properties.code)),
      )
      expect([...new Set(dotted)]).toEqual(['X02'])
      await page.getByText('no data in this period, which is not zero').waitFor()
      expect(await visit.barriers()).toEqual([])
      await visit.shot('no-data')
      // No boundary that is switched off makes it look like zero.
      await page.getByText('Layers', { exact: true }).click()
      await page.getByRole('checkbox', { name: 'Boundaries' }).uncheck()
      await visit.gone('district-lines')
      expect(await visit.features('no-data')).toBeGreaterThan(0)
      // The legend is of what the map shows.
      const key = page.getByRole('region', { name: 'Legend and layers' })
      const faint = () =>
        key
          .locator('ol i')
          .first()
          .evaluate((i) => Number(getComputedStyle(i).opacity))
      const full = await faint()
      await page.getByLabel('Opacity of Hexagons').press('Home')
      await page.waitForFunction(() => location.hash.includes('fade=cells:10'))
      expect(await faint()).toBeCloseTo(full / 10)
      await page.getByRole('checkbox', { name: 'Hexagons' }).uncheck()
      await key.getByText('Hexagons are switched off under Layers.').waitFor()
      await page.getByRole('checkbox', { name: 'Hexagons' }).check()
      await page.getByRole('button', { name: 'Dark colours' }).click()
      await visit.drawn('no-data')
      await visit.shot('no-data-dark')
    }))

  test('so is one without data in the other period, and nothing is marked on a pair', () =>
    story(
      `${choice}&from=2025-07&with=2025-04..2025-06&mark=hot&map=9.50/51.750/1.600`,
      desktop,
      async (visit) => {
        const { page } = visit
        await page.route('**/v1/coverage', async (route) => {
          const coverage = (await (await route.fetch()).json()) as Coverage
          const held = coverage.months.flatMap((m) =>
            ['X01', 'X02']
              .filter((d) => d === 'X01' || m.month >= '2025-07')
              .map((district) => ({ ...m, district, source: 'rms', counted: true })),
          )
          await route.fulfill({ json: { ...coverage, held } })
        })
        await page.reload()
        const second = page.getByRole('region', { name: /^Compared with/ })
        await second.locator('[data-map-ready]').waitFor()
        const dotted = () =>
          page.evaluate(() =>
            [...document.querySelectorAll<HTMLElement>('.maplibregl-map')].map((m) =>
              m.map!.queryRenderedFeatures({ layers: ['no-data'] }).map((f) => String(f.properties.code)),
            ),
          )
        await expect
          .poll(async () => (await dotted()).map((codes) => [...new Set(codes)]), { timeout: 60_000 })
          .toEqual([[], ['X02']])
        await page.getByText('no data in this period, which is not zero').waitFor()
        await page.getByText('Nothing is marked while two maps are compared.').waitFor()
      },
    ))

  test('marks what is in the area that is shown, and nothing of the one before', () =>
    story(`${choice}&mark=hot`, desktop, async (visit) => {
      const { page } = visit
      const marked = page.getByRole('region', { name: 'Legend and layers' }).getByText(/places? marked for/)
      await marked.waitFor()
      await visit.drawn('marked-line')
      let answer = () => {}
      const held = new Promise<void>((done) => (answer = done))
      const asked: string[] = []
      await page.route('**/v1/hotspots/find', async (route) => {
        asked.push((route.request().postDataJSON() as { area: string }).area)
        await held
        await route.fulfill({ json: { type: 'FeatureCollection', features: [] } })
      })
      await page.getByRole('combobox', { name: 'Area' }).selectOption('district:X02')
      await page.getByText('Looking…').waitFor()
      await visit.gone('marked-line')
      expect(await marked.count()).toBe(0)
      answer()
      await page.getByText('No hexagon stands out for').waitFor()
      expect(asked).toEqual(['district:X02'])
    }))

  test('looks at the area again after a desk without a map', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      const rail = page.getByRole('navigation')
      const centre = () =>
        page.evaluate(() => document.querySelector<HTMLElement>('[data-map-ready]')!.map!.getCenter())
      await visit.drawn('cells', 'zone-primary')
      const before = await centre()
      await rail.getByText('Reports').click()
      await page.getByRole('main', { name: 'Reports' }).waitFor()
      await rail.getByText('Night').click()
      await visit.drawn('cells', 'zone-primary')
      await expect.poll(async () => Math.abs((await centre()).lng - before.lng)).toBeLessThan(1e-4)
      expect(Math.abs((await centre()).lat - before.lat)).toBeLessThan(1e-4)
    }))

  test('a key on a button of the map works that button alone', () =>
    story(`${choice}&map=14.00/51.758/1.483`, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      await page.getByRole('button', { name: 'Zoom out' }).press('Enter')
      await page.waitForFunction(() => location.hash.includes('map=13.00/'))
      expect(new URL(page.url()).hash, 'nothing is explained unasked').not.toContain('at=')
      expect(await page.getByRole('region', { name: 'Why' }).count()).toBe(0)
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

  test('is not ready while hexagons are counted, though its ground is seen', () =>
    story(choice, desktop, async ({ page }) => {
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      await page.route('**/v1/surfaces', async (r) => {
        await held
        await r.continue()
      })
      await page.reload()
      const ready = () => page.locator('[data-map-ready]').count()
      await page.waitForFunction(() => {
        const map = document.querySelector<HTMLElement>('.maplibregl-map')?.map
        return map?.getCanvas().style.visibility === '' && map.areTilesLoaded()
      })
      expect(await ready()).toBe(0)
      release()
      await page.locator('[data-map-ready]').waitFor()
      expect(
        await page.evaluate(() => {
          const map = document.querySelector<HTMLElement>('.maplibregl-map')!.map!
          return map.queryRenderedFeatures({ layers: ['cells'] }).length
        }),
      ).toBeGreaterThan(0)
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

  test('has the console say what goes wrong in drawing', async () => {
    const visit = await Visit.to(browser, 'about:blank')
    const { page } = visit
    await page.route('**/tiles/ground.json', async (r) => {
      const said = (await (await r.fetch()).json()) as { vector_layers: { id: string }[] }
      await r.fulfill({
        json: { ...said, vector_layers: said.vector_layers.filter((l) => l.id !== 'rails') },
      })
    })
    await page.goto(`${full.url}/${choice}`)
    await visit.drawn('cells', 'streets')
    expect(visit.errors.join()).toContain('Source layer "rails" does not exist')
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
      for (const part of ['from=2025-03', 'to=2025-09', 'order=marks,cells,', 'map=13.00/51.74000/1.52000'])
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
