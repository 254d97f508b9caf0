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
    ['import', '#desk=import', desktop, []],
    ['phone', '#desk=plans', phone, ['routes', 'cells']],
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
    plans: (page) => page.locator('button.mark').nth(3).click(),
    'plans-dark': (page) => page.locator('button.mark').nth(3).click(),
  }

  test.each(shots)('%s', async (name, hash, viewport, layers) => {
    const visit = await Visit.to(browser, `${program.url}/${hash}`, viewport)
    const { page } = visit
    if (layers.length) await visit.drawn(...layers)
    else await page.locator('table').first().waitFor()
    if (name.endsWith('-dark')) await page.getByRole('button', { name: 'Dark colours' }).click()
    await poses[name]?.(page)
    await page.waitForTimeout(1500)
    if (layers.length) await visit.drawn(...layers)
    await page.screenshot({ path: join(directory, `${name}.png`) })
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
