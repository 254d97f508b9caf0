// The map on a real program that holds an area with offences, a model, focus areas
// and a plan.

import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Model, Operation, Plan, ZoneSet } from '../src/api'
import { key } from '../src/settle'
import { desktop, launch, phone, Visit } from './browser'
import { missing, type Program, start } from './program'

const name = 'the map on a real program' + (missing ? ` (${missing})` : '')
describe.skipIf(missing)(name, { timeout: 300_000 }, () => {
  let browser: Browser
  let program: Program
  let url: string
  beforeAll(async () => {
    program = await start()
    url = program.url
    browser = await launch()
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 120_000)

  const list = async <T>(path: string, name: string): Promise<T[]> => {
    const reply = await fetch(url + path)
    expect(reply.status, path).toBe(200)
    return ((await reply.json()) as Record<string, T[]>)[name]!
  }

  test.each([
    ['a desktop', desktop],
    ['a phone', phone],
  ])('on %s shows the newest plan, and bars nobody', async (name, viewport) => {
    const [plan] = await list<Plan>('/v1/plans', 'plans')
    expect(plan, 'a plan is made').toBeDefined()
    const visit = await Visit.to(browser, `${url}/#desk=plans`, viewport)
    await visit.drawn('land', 'chosen-line', 'cells', 'routes', 'stops')
    await visit.shot(`live-${name.slice(2)}-plan`)
    const map = await visit.page.locator('main').boundingBox()
    const stops = await visit.stops()
    const within = stops.filter(
      (s) => map!.x < s.x && s.x < map!.x + map!.width && map!.y < s.y && s.y < map!.y + map!.height,
    )
    expect(within.length, 'stops on the screen').toBe(stops.length)

    const [download] = await Promise.all([
      visit.page.waitForEvent('download'),
      visit.page.getByRole('link', { name: 'GeoJSON' }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`${plan!.id}.geojson`)
    const stored = await (await fetch(`${url}/v1/plans/${plan!.id}`)).text()
    expect(await readFile(await download.path(), 'utf8')).toBe(stored)

    expect(await visit.barriers()).toEqual([])
    visit.sawNothingWrong()
    await visit.close()
  })

  test('breaks no rule of its own policy on any desk, and counts what does', async () => {
    const visit = await Visit.to(browser, `${url}/#desk=night`)
    const { page } = visit
    await visit.drawn('cells')
    for (const [desk, waited] of [
      ['Plans', 'When the night changes'],
      ['Risk', 'What raises risk'],
      ['Reports', 'What the data cover'],
      ['Import', 'What was loaded'],
    ] as const) {
      await page.getByRole('button', { name: desk, exact: true }).click()
      await page.getByRole('heading', { name: waited }).first().waitFor()
      if (desk === 'Plans' || desk === 'Risk') await visit.drawn('cells')
    }
    visit.sawNothingWrong()
    await page.evaluate(() => document.body.setAttribute('style', 'margin: 0'))
    await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<p style="margin: 0"></p>'))
    await expect
      .poll(() => visit.reports, { timeout: 60_000 })
      .toEqual(['style-src-attr: inline', 'style-src-attr: inline'])
    await visit.close()
  })

  test('lists the focus areas that are kept, and another than their maker approves them', async () => {
    const [set] = await list<ZoneSet>('/v1/zone-sets', 'zone_sets')
    expect(set, 'focus areas are drawn').toBeDefined()
    const visit = await Visit.to(browser, `${url}/#area=${key(set!.area)}&operation=${set!.operation}`)
    const { page } = visit
    await visit.drawn('cells', 'zone-fill')
    expect(await page.locator('.card').count()).toBe(set!.zones)
    await page.getByRole('button', { name: 'Approve…' }).click()
    await page.getByLabel(/^Your name/).fill('B. Sergeant')
    await page.getByLabel('Why', { exact: true }).fill('agreed at the meeting')
    await page.getByRole('button', { name: 'Approve these focus areas' }).click()
    await page.getByText('Approved by B. Sergeant (unverified)').waitFor()
    const [kept] = await list<ZoneSet>('/v1/zone-sets', 'zone_sets')
    expect(kept!.decision).toMatchObject({ status: 'approved', by: 'B. Sergeant' })
    visit.sawNothingWrong()
    await visit.close()
  })

  test('lets a wrong guess of columns be corrected, checks, loads, and gives back what was rejected', async () => {
    const rows = [
      'Date,Kol A,Kol B,Kol C,Kol D,Kol E,Kol F,Kol G',
      '11/02/2025,R-1,Robbery,03/01/2025,21:30,2.551,51.791,Sam',
      '12/02/2025,R-2,Robbery,04/01/2025,23:05,2.552,51.792,Kim',
      '13/02/2025,R-3,"Robbery",05/01/2025,01:10,2.553,51.793,Lee',
      '14/02/2025,R-4,Robbery,31/02/2025,22:00,2.554,51.794,Jo',
    ]
    const visit = await Visit.to(browser, `${url}/#desk=import`)
    const { page } = visit
    const put = (name: string, text: string) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
    await put('unknown.csv', rows.join('\r\n'))
    const is = (heading: string) => page.getByLabel(`${heading} is`, { exact: true })
    await page.getByRole('row', { name: /^Kol C 03\/01\/2025 · 04\/01\/2025 · 05\/01\/2025/ }).waitFor()
    for (const [heading, guess] of [
      ['Date', 'from'],
      ['Kol A', ''],
      ['Kol B', ''],
      ['Kol C', 'to'],
      ['Kol D', 'from time'],
      ['Kol E', 'longitude'],
      ['Kol F', 'latitude'],
      ['Kol G', ''],
    ] as const)
      expect(await is(heading).inputValue(), heading).toBe(guess)
    const check = page.getByRole('button', { name: /^Check/ })
    await page.getByText('Say which column is: type of offence.').waitFor()
    expect(await check.isDisabled()).toBe(true)
    await is('Kol B').selectOption('type of offence')
    await is('Kol A').selectOption('reference')
    await check.click()
    await page.getByText('4 rows: 0 would be loaded, 4 rejected').waitFor() // they end before they begin
    await page.getByText('Nothing of it would be loaded: correct the columns above.').waitFor()
    expect(await page.getByRole('button', { name: 'Load it' }).count()).toBe(0)

    await is('Kol C').selectOption('when it began')
    expect(await is('Date').inputValue(), 'one column begins').toBe('')
    await page.getByText('4 rows: 0 would').waitFor({ state: 'detached' })
    await check.click()
    await page.getByText('4 rows: 3 would be loaded, 1 rejected, Jan 2025 to Jan 2025').waitFor()
    await page.getByText(/^1 row, the first in line 5: .*31\/02\/2025/).waitFor()
    expect(await visit.barriers()).toEqual([])
    await page.getByRole('button', { name: 'Load it' }).click()
    await page.getByText('unknown.csv: 4 rows read, 3 new, 0 changed, 1 rejected.').waitFor()
    const [rejects] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the rejected rows' }).click(),
    ])
    expect(await readFile(await rejects.path(), 'utf8')).toMatch(/^line,reason,row\n5,.*R-4/)
    await page.getByRole('row', { name: /^unknown\.csv offences 4 3 0 1 rejected rows/ }).waitFor()
    visit.sawNothingWrong()

    // A file that is refused says so, and what to do; what was chosen stays.
    await put('borders.geojson', '{"type":')
    await page.getByLabel('of kind').selectOption('ward')
    await page.getByRole('button', { name: 'Check and load' }).click()
    const alert = page.getByRole('alert')
    await alert.getByText('Nothing of the file was loaded.').waitFor()
    expect(await alert.innerText()).toContain('borders.geojson')
    expect(await page.getByLabel('of kind').inputValue()).toBe('ward')
    await page.getByText('borders.geojson').first().waitFor()
    await visit.close()
  })

  test('explains a hexagon: what is expected, and the factors of the newest model', async () => {
    const [model] = await list<Model>('/v1/models', 'models')
    expect(model, 'a model is fitted').toBeDefined()
    const operations = await list<Operation>('/v1/operations', 'operations')
    const operation = operations.find((o) => o.groups.includes(model!.group))!
    const hash = `#area=${key(model!.area)}&operation=${operation.name}&desk=risk`
    const visit = await Visit.to(browser, `${url}/${hash}`)
    const { page } = visit
    await visit.drawn('cells')
    expect(await page.getByRole('switch').count()).toBe(model!.terms.length)
    await page.locator('.maplibregl-canvas').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Why' }).getByText('Risk here').waitFor()
    await visit.shot('live-desktop-risk')
    visit.sawNothingWrong()
    await visit.close()
  })
})
