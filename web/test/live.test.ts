// The map on a real program that holds an area with offences, a model, focus areas
// and a plan.

import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Model, Plan, ZoneSet } from '../src/api'
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
  ])('on %s opens on the newest plan, with nothing of it covered', async (name, viewport) => {
    const [plan] = await list<Plan>('/v1/plans', 'plans')
    expect(plan, 'a plan is made').toBeDefined()
    const visit = await Visit.to(browser, `${url}/#tab=plan`, viewport)
    await visit.drawn('land', 'chosen-line', 'cells', 'routes', 'stops')
    await visit.page.locator('.legend').getByText('NTE hours').waitFor({ state: 'attached' })
    await visit.drawn('stops', 'zone-names')
    await visit.shot(`live-${name.slice(2)}-plan`)
    expect(await visit.page.getByRole('combobox', { name: 'Hours' }).inputValue()).toBe('nte')
    const [map, ...above] = await Promise.all(
      ['main', '.legend', '.layers'].map((b) => visit.page.locator(b).boundingBox()),
    )
    const stops = await visit.stops()
    const within = (b: typeof map) =>
      stops.filter((s) => b!.x < s.x && s.x < b!.x + b!.width && b!.y < s.y && s.y < b!.y + b!.height).length
    expect(within(map!), 'stops on the screen').toBe(stops.length)
    expect(above.map(within), 'stops under the legend and the layers').toEqual([0, 0])

    const [download] = await Promise.all([
      visit.page.waitForEvent('download'),
      visit.page.getByRole('link', { name: 'Download plan' }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`${plan!.id}.geojson`)
    const stored = await (await fetch(`${url}/v1/plans/${plan!.id}`)).text()
    expect(await readFile(await download.path(), 'utf8')).toBe(stored)

    expect(await visit.barriers()).toEqual([])
    expect(visit.elsewhere).toEqual([])
    expect(visit.errors).toEqual([])
    await visit.close()
  })

  test('draws the focus areas that are kept, and names them', async () => {
    const [set] = await list<ZoneSet>('/v1/zone-sets', 'zone_sets')
    expect(set, 'focus areas are drawn').toBeDefined()
    const hash = `#area=${key(set!.area)}&group=${set!.group}&operation=${set!.operation}&off=plan`
    const visit = await Visit.to(browser, `${url}/${hash}`)
    await visit.drawn('cells', 'zone-fill')
    const cards = visit.page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: 'Share' })
    expect(await cards.count()).toBe(set!.zones)
    await visit.shot('live-desktop-zones')
    expect(visit.errors).toEqual([])
    await visit.close()
  })

  test('colours by the risk of the newest model, and lists its factors', async () => {
    const [model] = await list<Model>('/v1/models', 'models')
    expect(model, 'a model is fitted').toBeDefined()
    const hash = `#area=${key(model!.area)}&group=${model!.group}&measure=risk&tab=risk&off=plan,zones`
    const visit = await Visit.to(browser, `${url}/${hash}`)
    await visit.drawn('cells')
    const bars = visit.page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: '×' })
    expect(await bars.count()).toBe(model!.terms.length)
    await visit.shot('live-desktop-risk')
    expect(visit.errors).toEqual([])
    await visit.close()
  })
})
