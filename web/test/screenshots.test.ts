// The pictures of the documentation, of a program that holds Demoshire: make screenshots.

import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
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

  test.each([
    ['night', '#', desktop, ['zone-names', 'cells']],
    ['night-dark', '#', desktop, ['zone-names', 'cells']],
    ['plans', '#desk=plans', desktop, ['routes', 'cells']],
    ['risk', '#desk=risk&operation=sceptre', desktop, ['cells']],
    ['phone', '#desk=plans', phone, ['routes', 'cells']],
    ['wall', '#show=wall', { width: 1920, height: 1080 }, ['cells']],
  ])('%s', async (name, hash, viewport, layers) => {
    const visit = await Visit.to(browser, `${program.url}/${hash}`, viewport)
    const { page } = visit
    await visit.drawn(...layers)
    if (name === 'night') await page.locator('.card').first().click()
    if (name === 'night-dark') {
      await page.getByRole('button', { name: 'Dark colours' }).click()
      await page.locator('.maplibregl-canvas').focus()
      await page.keyboard.press('Enter')
      await page.getByText('80% interval').or(page.getByText('Not among the tenth')).waitFor()
    }
    if (name === 'plans') await page.locator('button.mark').nth(3).click()
    await page.waitForTimeout(1500)
    await visit.drawn(...layers)
    await page.screenshot({ path: join(directory, `${name}.png`) })
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
