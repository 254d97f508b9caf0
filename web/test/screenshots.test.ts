// The pictures of the documentation, of a program that holds Demoshire: make screenshots.

import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, launch, phone, Visit } from './browser'
import { missing, type Program, start } from './program'

const directory = resolve(import.meta.dirname, '../../docs/screenshots')
const asked = process.env.BEATPLAN_SCREENSHOTS && !missing

describe.skipIf(!asked)('screenshots (make screenshots asks for them)', { timeout: 600_000 }, () => {
  let browser: Browser
  let program: Program
  beforeAll(async () => {
    await mkdir(directory, { recursive: true })
    program = await start()
    browser = await launch()
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 120_000)

  const nte = '#area=district:DEMO-D01&operation=nte'
  const shots: [string, string, typeof desktop, string[]][] = [
    ['night', nte, desktop, ['zone-names', 'cells']],
    ['night-dark', nte, desktop, ['zone-names', 'cells']],
    ['outline', `${nte}&at=zone:Z-01`, desktop, ['cells']],
    ['meeting', `${nte}&show=meeting`, desktop, ['zone-names', 'cells']],
    ['periods', `${nte}&from=2025-07&with=2025-01..2025-06`, desktop, ['cells']],
    ['plans', '#desk=plans', desktop, ['routes', 'cells']],
    ['plans-dark', '#desk=plans', desktop, ['routes', 'cells']],
    ['risk', '#desk=risk&operation=sceptre', desktop, ['cells']],
    ['risk-dark', '#desk=risk&operation=sceptre', desktop, ['cells']],
    ['reports', '#desk=reports', desktop, []],
    ['reports-dark', '#desk=reports', desktop, []],
    ['import', '#desk=import', desktop, []],
    ['import-dark', '#desk=import', desktop, []],
    ['phone', '#desk=plans', phone, ['routes', 'cells']],
    ['changed', '#desk=plans', desktop, ['routes', 'cells']],
    ['wall', `${nte}&show=wall`, { width: 1920, height: 1080 }, ['cells']],
  ]
  // What is done on a page before its picture is taken.
  const poses: Record<string, (page: Page) => Promise<void>> = {
    night: (page) => page.locator('.card').first().click(),
    'night-dark': async (page) => {
      await page.locator('.maplibregl-canvas').focus()
      await page.keyboard.press('Enter')
      await page.getByText('80% interval').or(page.getByText('Not among the tenth')).waitFor()
    },
    outline: async (page) => {
      await page.getByRole('button', { name: 'Change outline…' }).click()
      await page.locator('form dl').getByText('Offences').waitFor()
    },
    meeting: async (page) => {
      const form = page.getByRole('form', { name: 'Open a meeting' })
      for (const day of ['2025-12-04', '2026-01-08']) {
        await form.getByLabel('Day').fill(day)
        await form.getByLabel('Chair').fill('Council')
        await form.getByRole('button').click()
        await page.getByText('Areas to agree today').waitFor()
        if (day.startsWith('2026')) break
        await page.getByRole('button', { name: 'Set an action…' }).click()
        await page.getByLabel('What is to be done').fill('Taxi marshals stay to 03:30')
        await page.getByLabel('Agency that leads').fill('Council')
        await page.getByLabel('Owner').fill('Licensing team')
        await page.getByLabel('By', { exact: true }).fill('2025-12-20')
        await page.getByRole('button', { name: 'Set the action' }).click()
        await page.getByRole('button', { name: 'Record a decision…' }).click()
        await page.getByRole('button', { name: 'Record', exact: true }).click()
        await page
          .getByText(/^Primary: /)
          .first()
          .waitFor()
        await page.getByRole('button', { name: 'Close the meeting…' }).click()
        await page.getByRole('button', { name: 'Close the meeting', exact: true }).click()
        await form.waitFor()
      }
      await page.getByText('Since Thu, 4 Dec 2025').waitFor()
    },
    periods: (page) => page.getByText(/offences against/).waitFor(),
    wall: still,
    reports: (page) => strands(page),
    'reports-dark': (page) => strands(page),
    import: (page) => columns(page),
    'import-dark': (page) => columns(page),
    changed: async (page) => {
      const parent = (await page.getByRole('link', { name: 'GeoJSON' }).getAttribute('href'))!.split('/').at(-1)! // prettier-ignore
      await page.getByRole('button', { name: /^Take .* out$/ }).click()
      await page.getByText(/Harm covered goes from/).waitFor()
      const beside = page.getByRole('region', { name: 'Compare with another plan' })
      await beside.getByLabel('Compare with').selectOption(parent)
      await beside.getByText(/^Spots that only the other covers/).waitFor()
      await beside.scrollIntoViewIfNeeded()
    },
    plans: (page) => page.locator('button.mark').nth(3).click(),
    'plans-dark': (page) => page.locator('button.mark').nth(3).click(),
  }

  // What the map shows once that is done.
  const posed: Record<string, string[]> = {
    night: ['zone-chosen'],
    'night-dark': ['cell-chosen'],
    outline: ['outline-polygon'],
    plans: ['stop-chosen'],
    'plans-dark': ['stop-chosen'],
  }

  /** A picture as WebP: a map is a photograph's size as PNG. */
  async function small(png: Buffer): Promise<Buffer> {
    const page = await browser.newPage()
    const text = await page.evaluate(async (base64) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob())
      const canvas = new OffscreenCanvas(image.width, image.height)
      canvas.getContext('2d')!.drawImage(image, 0, 0)
      const webp = await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 })
      const bytes = new Uint8Array(await webp.arrayBuffer())
      return btoa(bytes.reduce((all, b) => all + String.fromCharCode(b), ''))
    }, png.toString('base64'))
    await page.close()
    return Buffer.from(text, 'base64')
  }

  /** Waits until the map has come to the area of the moment. */
  async function still(page: Page): Promise<void> {
    await page.waitForFunction(() => !document.querySelector<HTMLElement>('.maplibregl-map')!.map!.isMoving())
  }

  const strands = (page: Page) =>
    page
      .getByRole('img', { name: /months of/ })
      .first()
      .waitFor()

  async function columns(page: Page): Promise<void> {
    const rows = [
      'Crime Number,Offence,Committed From Date,Committed From Time,Lon,Lat,Beat Code,Victim Name',
      'D-100231,Robbery,03/01/2025,21:30,2.5512,51.7911,B1,removed',
      'D-100232,Violence with injury,04/01/2025,23:05,2.5524,51.7923,B2,removed',
      'D-100233,Robbery,31/02/2025,01:10,2.5533,51.7932,B1,removed',
    ]
    const file = { name: 'records.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await page.getByText('3 rows: 2 would be loaded, 1 rejected').waitFor()
  }

  test.each(shots)('%s', async (name, hash, viewport, layers) => {
    const visit = await Visit.to(browser, `${program.url}/${hash}`, viewport)
    const { page } = visit
    if (layers.length) await visit.drawn(...layers)
    else await page.locator('table').first().waitFor()
    if (name.endsWith('-dark')) await page.getByRole('button', { name: 'Dark colours' }).click()
    await poses[name]?.(page)
    if (layers.length) await visit.drawn(...layers, ...(posed[name] ?? []))
    const picture = await small(await page.screenshot())
    expect(picture.length, 'bytes').toBeLessThan(300_000)
    await writeFile(join(directory, `${name}.webp`), picture)
    visit.sawNothingWrong()
    await visit.close()
  })

  test('print', async () => {
    const visit = await Visit.to(browser, `${program.url}/#`)
    await visit.drawn('zone-names', 'cells')
    const pdf = await visit.page.pdf({ preferCSSPageSize: true })
    expect(pdf.length).toBeGreaterThan(20_000)
    await writeFile(join(directory, 'print.pdf'), pdf)
    await visit.close()
  })
})
