// What each desk that has a map leads to: from the list to the reasons, the decision and the export.

import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPlan } from '../src/plan'
import { desktop, launch, phone, type Visit } from './browser'
import { plan } from './county-plan'
import { planBytes, serve, type Stand } from './server'
import { build, type Built, choice, tellStory } from './story'

let browser: Browser
let built: Built
let full: Stand
let tuned: Stand

beforeAll(async () => {
  built = await build()
  ;[browser, full, tuned] = await Promise.all([
    launch(),
    serve(built.root),
    serve(built.root, { tuned: true }),
  ])
}, 300_000)

afterAll(async () => {
  await browser?.close()
  for (const stand of [full, tuned]) stand?.close()
  await built?.remove()
})

const story = (hash: string, viewport: typeof desktop, tell: (visit: Visit) => Promise<void>, at = full) =>
  tellStory(browser, `${at.url}/${hash}`, viewport, tell)

describe('the desks', { timeout: 300_000 }, () => {
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
        /About 52\.3 offences a month[^]*holds 31% of the harm[^]*Fri night 00:00–03:00\s+Sat 21:00–03:00/,
      )
      expect(await visit.barriers()).toEqual([])
      await page.keyboard.press('Escape')
      await why.waitFor({ state: 'detached' })

      const approve = page.getByRole('button', { name: 'Approve…' })
      await page.getByRole('button', { name: 'To the decision' }).press('Enter')
      expect(await approve.evaluate((e) => e === document.activeElement), 'by two keys').toBe(true)
      await approve.press('Enter')
      // The form does not lie over the list: at any height all of it can be scrolled to.
      await page.setViewportSize({ width: 1440, height: 400 })
      const list = page.getByRole('region', { name: 'Focus areas', exact: true })
      await page.getByLabel(/^Your name/).focus()
      await list.evaluate((e) => e.scrollTo(0, 0))
      const card = page.getByRole('button', { name: /Quay Street/ })
      const [form, box] = [await list.locator('.foot').boundingBox(), await list.boundingBox()]
      expect(form!.y, 'below what is in view').toBeGreaterThanOrEqual(box!.y + box!.height - 1)
      expect(await card.isVisible()).toBe(true)
      await page.setViewportSize(desktop)
      await page.getByLabel(/^Your name/).fill('A. Analyst')
      await page.getByLabel('Why', { exact: true }).fill('agreed at the meeting')
      const refused = page.getByRole('button', { name: 'Approve these focus areas' })
      visit.refused = true
      await refused.click()
      await page.getByRole('alert').getByText('A. Analyst made this: somebody else approves it.').waitFor()
      expect(await page.getByLabel('Why', { exact: true }).inputValue(), 'what was typed stays').toBe(
        'agreed at the meeting',
      )
      await page.getByText('Details', { exact: true }).click()
      await page.getByText(/^409 [^]*A. Analyst made this[^]*request r7Kq$/).waitFor()
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
      expect(await readFile(await file.path(), 'utf8')).toMatch(
        /^\uFEFFHexagon,Offences,"Harm, days",Risk,.*,Made from\r\n.*,"cells-2, 2025-\d\d..2025-09, data to 2025-09-30, INVENTED COUNTY, http:.*#area=district:X01/,
      )
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
      const inView = async () => {
        const lock = page.getByRole('button', { name: 'Lock stop 1' })
        const [card, does] = await Promise.all([stop.boundingBox(), lock.boundingBox()])
        return card!.y >= 0 && does!.y + does!.height <= desktop.height
      }
      await expect.poll(inView, { message: 'the stop, and what can be done with it' }).toBe(true)
      expect(await stop.innerText()).toMatch(
        /Unit 2, stop 1: Saltmarsh station[^]*18:10–18:24[^]*Last train at 00:40[^]*Ask staff/,
      )
      await page.waitForFunction(() => location.hash.includes('at=stop:u2-s01'))

      const decide = page.getByRole('button', { name: /^(Approve|Withdraw)…$/ })
      const { bottom } = await decide.evaluate((e) => e.getBoundingClientRect().toJSON() as DOMRect)
      expect(bottom, 'what is decided is in view').toBeLessThanOrEqual(desktop.height)
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
      await page.getByLabel('Constables go').selectOption('by vehicle')
      await page.getByLabel('Units of PCSOs').fill('1')
      await page.getByLabel('designated to use powers').check()
      await page.getByLabel(/^A place to hold/).fill('Taxi rank')
      await page.getByLabel('Held from').fill('00:30')
      await page.getByLabel('until').fill('01:30')
      const breaks = page.getByRole('group', { name: 'Breaks; empty: as usual' })
      await breaks.getByLabel('Minutes; 0: none').fill('30')
      await breaks.getByLabel('Most units at once').fill('1')
      await breaks.getByLabel('Not before').fill('20:00')
      await breaks.getByLabel('Over by').fill('00:30')
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
        crews: [
          { role: 'constable', count: 4, officers: 2, mode: 'vehicle' },
          { role: 'pcso', count: 1, officers: 2, designated: true },
        ],
        posts: [{ place: 'Taxi rank', held: '00:30-01:30' }],
        mode: 'foot',
        breaks: { minutes: 30, within: '20:00-00:30', at_once: 1 },
      })
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'GeoJSON' }).click(),
      ])
      expect(await readFile(await download.path(), 'utf8')).toBe(planBytes)
    }))

  test('the Plans desk tells what units do not reach from what a rule leaves out', () =>
    story(`${choice}&desk=plans`, desktop, async (visit) => {
      const { page } = visit
      const closes = ['Cedar Close', 'Elm Close'].map((name, i) => ({
        type: 'Feature',
        id: `L-0${i + 1}`,
        geometry: null,
        properties: {
          kind: 'area_not_covered',
          area: `L-0${i + 1}`,
          name,
          reason: 'no night-time economy near',
          harm_present: 4,
        },
      }))
      const features = [...plan.features, ...closes]
      await page.route('**/v1/plans/plan-1', (route) =>
        route.fulfill({ contentType: 'application/geo+json', body: JSON.stringify({ ...plan, features }) }),
      )
      await page.reload()
      const desk = page.getByRole('region', { name: 'Patrol and Engagement Plan' })
      await desk.getByRole('heading', { name: 'Left out, and not counted above' }).waitFor()
      const words = await desk.innerText()
      expect(words).toMatch(/Not covered, and why\s+HS-004 12 min travel[^]*Left out, and not counted above/)
      expect(words).toMatch(/2 places with 8 days, to which no unit was to go: no night-time economy near\./)
      expect(words).toMatch(/Cedar Close 4 days\s+Elm Close 4 days/)
      const offered = await desk
        .locator('#places option')
        .evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value))
      expect(offered).toContain('HS-004')
      expect(offered, 'a re-plan knows no place that was ruled out').not.toContain('Cedar Close')
      expect(words).toMatch(
        /The spots visited have 31% of the harm[^]*0\.42% of that land: 74 times what ground drawn by lot would have \(PAI\), and 0\.62 of what/,
      )
      expect(await visit.barriers()).toEqual([])
    }))

  test('the Risk desk shows what is recorded where no model is fitted yet', () =>
    story('#area=district:X02&operation=sceptre&desk=risk', desktop, async (visit) => {
      await visit.page.getByRole('heading', { name: 'No risk model yet' }).waitFor()
      await visit.page.getByRole('button', { name: /^Recorded / }).waitFor()
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

  test('the Risk desk lays the approved model over another one, up to a divider', () =>
    story(
      '#area=district:X01&operation=sceptre&desk=risk',
      desktop,
      async (visit) => {
        const { page } = visit
        await visit.drawn('cells', 'moves-in', 'moves-out')
        const both = () =>
          page.waitForFunction(() => document.querySelectorAll('[data-map-ready]').length === 2)
        const sides = page.getByRole('group', { name: 'The map shows' })
        await sides.getByRole('button', { name: 'Swipe' }).click()
        await both()
        const divider = page.getByRole('slider', { name: 'Divider: This model | Approved model' })
        const drawn = () =>
          page.locator('.maplibregl-map').evaluateAll((all) =>
            all.map((e) => {
              const { map } = e as HTMLElement
              const [cell] = map!.queryRenderedFeatures({ layers: ['cells'] })
              const colour = map!.getPaintProperty('cells', 'fill-color')
              return { of: cell?.source, colour, moves: Boolean(map!.getLayer('moves-in')) }
            }),
          )
        const [under, over] = await drawn()
        expect([under!.of, over!.of], 'of each model').toEqual(['/tiles/risk-1.json', '/tiles/risk-0.json'])
        expect(over!.colour, 'in the same classes').toEqual(under!.colour)
        expect([under!.moves, over!.moves], 'with what changes').toEqual([true, true])
        await divider.press('Home')
        await page.waitForFunction(() => location.hash.includes('swipe=1'))
        expect(await visit.barriers()).toEqual([])
        await page.reload()
        await both()
        expect(await divider.getAttribute('aria-valuenow'), 'a reload gives the same').toBe('1')
        await sides.getByRole('button', { name: 'Approved' }).click()
        await divider.waitFor({ state: 'detached' })
        await expect
          .poll(async () => (await drawn()).map((d) => d.of), { timeout: 60_000 })
          .toEqual(['/tiles/risk-0.json'])
      },
      tuned,
    ))

  test('shows one area at a time on the wall, without counts', async () => {
    const stand = await serve(built.root) // where nobody has approved the areas
    await story(
      `${choice}&show=wall`,
      { width: 1920, height: 1080 },
      async (visit) => {
        const { page } = visit
        const wall = page.getByRole('region', { name: 'Focus area on the wall' })
        await wall.getByRole('heading', { name: 'Quay Street' }).waitFor()
        await page.keyboard.press('ArrowRight')
        await wall.getByRole('heading', { name: 'Station Parade' }).waitFor()
        await wall.getByText('Tonight:').waitFor()
        await wall.getByRole('button', { name: 'Pause' }).click()
        await wall.getByRole('button', { name: 'Show Mill Lane' }).click()
        await wall.getByRole('heading', { name: 'Mill Lane' }).waitFor()
        await wall.getByRole('button', { name: 'Go on' }).waitFor()
        const hatched = 'Hatched: fewer than 5 offences'
        const words = (await wall.innerText()).split(hatched)
        expect(words, 'the hatch is explained').toHaveLength(2)
        expect(words.join(' '), 'and nothing is counted').not.toMatch(/offences/)
        const small = await wall.evaluate(
          (w) =>
            [...w.querySelectorAll('p, h1, b, span, button')].filter(
              (e) => e.textContent && parseFloat(getComputedStyle(e).fontSize) < 32,
            ).length,
        )
        expect(small, 'nothing under 32 pixels').toBe(0)
        await wall.getByText('not approved').waitFor()
        const beyond = await wall.evaluate((w) => {
          const turns = w.querySelector('.turns')!
          const more = Array.from({ length: 7 }, () => turns.firstElementChild!.cloneNode(true))
          turns.prepend(...more) // ten areas, which is what most sets have
          const leave = w.querySelector('.out')!.getBoundingClientRect().right
          for (const m of more) turns.removeChild(m)
          return leave - w.getBoundingClientRect().right
        })
        expect(beyond, 'Leave is in view beside ten areas').toBeLessThan(0)
        await visit.drawn('zone-chosen')
        const counts = (layer: string) =>
          page.evaluate((id) => {
            const { map } = document.querySelector<HTMLElement>('.maplibregl-map')!
            return map!.queryRenderedFeatures({ layers: [id] }).map((f) => Number(f.properties.count))
          }, layer)
        await page.evaluate(() => {
          const { map } = document.querySelector<HTMLElement>('.maplibregl-map')!
          map!.jumpTo({ center: [1.5, 51.75], zoom: 12 }) // all of the town
        })
        await visit.drawn('withheld')
        const told = await counts('withheld')
        expect([Math.min(...told), Math.max(...told)], 'counts under five are hatched').toEqual([1, 4])
        expect(await visit.paint('cells', 'fill-color'), 'and not coloured').toMatch(/^\["case",\["all"/)
        const least = await page.evaluate(() => {
          const { map } = document.querySelector<HTMLElement>('.maplibregl-map')!
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
        expect(await visit.features('withheld'), 'nothing is kept from the police').toBe(0)
      },
      stand,
    )
    stand.close()
  })

  test('a wall withholds few offences at once, whatever tiles are on their way', () =>
    story(choice, { width: 1920, height: 1080 }, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      expect(await visit.paint('cells', 'fill-color')).not.toMatch(/^\["case"/)
      await page.route('**/tiles/cells-*/**', () => {}) // none comes
      await page.evaluate(() => {
        const { map } = document.querySelector<HTMLElement>('.maplibregl-map')!
        map!.jumpTo({ center: [1.5, 51.75], zoom: map!.getZoom() + 2 })
      })
      await page.getByRole('button', { name: 'Wall' }).click()
      await page.waitForFunction(() => {
        const { map } = document.querySelector<HTMLElement>('.maplibregl-map')!
        const colour = map!.getPaintProperty('cells', 'fill-color') as unknown[]
        return colour[0] === 'case' && map!.getLayer('withheld')
      })
      expect(await page.locator('[data-map-ready]').count(), 'the tiles are still on their way').toBe(0)
    }))

  test('gives every area on the wall its whole time, and keeps what is left at a pause', () =>
    story(`${choice}&show=wall`, { width: 1920, height: 1080 }, async ({ page }) => {
      const time = new Date('2025-10-03T18:00:00Z')
      await page.clock.install({ time })
      await page.reload()
      const wall = page.getByRole('region', { name: 'Focus area on the wall' })
      const shows = (name: string) => wall.getByRole('heading', { name }).waitFor()
      await shows('Quay Street')
      await page.clock.pauseAt(new Date(time.getTime() + 3_600_000))
      await wall.getByRole('button', { name: 'Show Station Parade' }).click()
      await shows('Station Parade')
      await page.clock.fastForward(15_000)
      await wall.getByRole('button', { name: 'Show Mill Lane' }).click()
      await shows('Mill Lane')
      await page.clock.fastForward(15_000)
      await shows('Mill Lane')
      await wall.getByRole('button', { name: 'Pause' }).click()
      await wall.getByRole('button', { name: 'Go on' }).waitFor()
      await page.clock.fastForward(60_000)
      await wall.getByRole('button', { name: 'Go on' }).click()
      await wall.getByRole('button', { name: 'Pause' }).waitFor()
      await page.clock.fastForward(4_000)
      await shows('Mill Lane')
      await page.clock.fastForward(2_000)
      await shows('Quay Street')
    }))

  test('a log on a phone comes back as it was sent, to be corrected and not doubled', async () => {
    const stand = await serve(built.root)
    await story(
      `${choice}&desk=plans&unit=unit-1&at=stop:u1-s01`,
      phone,
      async ({ page }) => {
        const log = page.getByRole('region', { name: 'Thirty-second log' })
        const met = log.locator('li', { hasText: 'people met' }).locator('b')
        await log.getByRole('button', { name: 'More people met' }).click()
        const first = page.url()
        await log.getByRole('button', { name: /^Done at/ }).click()
        await log.getByText('Logged.', { exact: true }).waitFor()
        await page.waitForFunction(() => location.hash.includes('at=stop:u1-s02'))
        await log.getByRole('button', { name: /^Correct the log of/ }).waitFor()
        await page.goto(first)
        await page.reload()
        await log.getByText(/^Logged as done/).waitFor()
        expect(await met.innerText()).toBe('1')
        const sent = async (press: () => Promise<void>) => {
          const [request] = await Promise.all([
            page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/v1/visits')),
            press(),
          ])
          await page.waitForFunction(() => location.hash.includes('at=stop:u1-s02'))
          const { visits } = request.postDataJSON() as { visits: [Record<string, unknown>] }
          return visits[0]
        }
        const again = async (says: RegExp) => {
          await page.goto(first)
          await page.reload()
          await log.getByText(says).waitFor()
        }
        await log.getByRole('button', { name: 'More people met' }).click()
        const corrected = await sent(() => log.getByRole('button', { name: /^Correct / }).click())
        expect(corrected.outputs).toEqual({ 'people-engaged': 2 })

        // Skipped after all, then made after all: one visit, whose last word counts.
        await again(/^Logged as done/)
        await log.getByRole('button', { name: 'It was skipped…' }).click()
        await log.getByText('These are taken back: people met 2.').waitFor()
        await log.getByRole('button', { name: 'Cancel' }).click()
        await log.getByText(/^Logged as done/).waitFor()
        await log.getByRole('button', { name: 'It was skipped…' }).click()
        await log.getByLabel('Why it was skipped').fill('an arrest')
        const { outputs, lost, ...skipped } = await sent(() =>
          log.getByRole('button', { name: 'Skip', exact: true }).click(),
        )
        expect([outputs, lost]).toEqual([undefined, 'an arrest'])
        await again(/^Logged as skipped: an arrest/)
        await log.getByRole('button', { name: 'Correct…' }).click()
        const reason = log.getByLabel('Why it was skipped')
        expect(await reason.inputValue()).toBe('an arrest')
        await reason.fill('a call')
        const other = await sent(() => log.getByRole('button', { name: 'Correct', exact: true }).click())
        expect(other).toEqual({ ...skipped, lost: 'a call' })
        await again(/^Logged as skipped: a call/)
        const done = await sent(() => log.getByRole('button', { name: /^It was done at/ }).click())
        expect(done.lost).toBeUndefined()
        expect({ ...done, outputs: undefined }, 'the same unit, place and time').toMatchObject(skipped)
        await again(/^Logged as done/)
      },
      stand,
    )
    stand.close()
  })

  test('a log that is read late takes nothing that was typed, and is corrected by the place it has', async () => {
    const [unit] = readPlan(plan).units
    const logged = {
      unit: unit!.called,
      agency: 'police',
      place: 'Logged by another name',
      from: unit!.stops[0]!.arrive,
      minutes: 12,
      outputs: { searches: 2 },
    }
    const stand = await serve(built.root, { visits: [JSON.stringify({ visits: [logged] })] })
    await story(
      `${choice}&desk=plans&unit=unit-1&at=stop:u1-s01`,
      phone,
      async ({ page }) => {
        let comes = () => {}
        const come = new Promise<void>((resolve) => (comes = resolve))
        await page.route('**/v1/visits?*', (route) => come.then(() => route.continue()))
        await page.reload()
        const log = page.getByRole('region', { name: 'Thirty-second log' })
        const searches = log.locator('li', { hasText: 'searches' }).locator('b')
        await log.getByRole('button', { name: 'More searches' }).click()
        comes()
        await log.getByText('This was logged before').waitFor()
        expect(await searches.innerText()).toBe('1')
        await log.getByRole('button', { name: 'Show what was logged' }).click()
        await log.getByText(/^Logged as done/).waitFor()
        expect(await searches.innerText()).toBe('2')
        const [request] = await Promise.all([
          page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/v1/visits')),
          log.getByRole('button', { name: /^Correct / }).click(),
        ])
        expect(request.postDataJSON()).toMatchObject({ visits: [logged] })
      },
      stand,
    )
    stand.close()
  })

  test('names one stop on a phone: the chosen one', () =>
    story(`${choice}&desk=plans`, phone, async (visit) => {
      const { page } = visit
      await visit.drawn('stops')
      await visit.gone('stop-names')
      await page.getByRole('button', { name: 'Show on the map' }).click()
      await visit.drawn('stop-chosen', 'stop-names')
      const named = () =>
        page.evaluate(() => {
          const { map } = document.querySelector<HTMLElement>('[data-map-ready]')!
          return new Set(map!.queryRenderedFeatures({ layers: ['stop-names'] }).map((f) => f.properties.stop))
            .size
        })
      expect(await named()).toBe(1)
      await page.setViewportSize(desktop)
      await page.getByRole('option', { name: /^Unit 1, stop 2: / }).click()
      await expect.poll(named, { message: 'on a screen that is wide now' }).toBeGreaterThan(1)
    }))

  test.each([
    ['night', 'nte', 'Focus areas', 'Quay Street'],
    ['risk', 'sceptre', 'Risk terrain model', 'Factor'],
  ])('prints the %s desk with what it says, and nothing to press', (desk, operation, region, says) =>
    story(`#area=district:X01&operation=${operation}&desk=${desk}`, desktop, async (visit) => {
      const { page } = visit
      const line = page.getByRole('region', { name: region }).getByText(says, { exact: true }).first()
      await line.waitFor()
      await page.emulateMedia({ media: 'print' })
      await line.waitFor()
      const stamp = await page.locator('.stamp').innerText()
      expect(stamp, 'which run it is of').toMatch(/(zones|model)-/)
      expect(stamp).toContain(page.url())
      for (const press of ['Approve…', 'Draw again', 'Fit again', 'Print', 'Play the months', 'Zoom in'])
        expect(await page.getByRole('button', { name: press }).isVisible(), press).toBe(false)
      const cut = await page
        .locator('.band, tr')
        .evaluateAll((all) => all.filter((e) => getComputedStyle(e).breakInside !== 'avoid').length)
      expect(cut, 'cut across pages').toBe(0)
    }),
  )
})
