import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, launch, phone } from './browser'
import { strandTable } from './county'
import { serve } from './server'
import { build, type Built, choice, tellStory } from './story'

let browser: Browser
let built: Built

beforeAll(async () => {
  ;[built, browser] = await Promise.all([build(), launch()])
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await built?.remove()
})

describe('the Reports desk', { timeout: 300_000 }, () => {
  test('compares as many months as are loaded where two years are not', async () => {
    const [night] = strandTable.strands
    const strands = (months: string | null) =>
      months === '4'
        ? { ...strandTable, before: '2025-02..2025-05', after: '2025-06..2025-09', comparable: 4 }
        : { ...strandTable, comparable: 4, strands: [{ ...night, before: null, percent: '', verdict: '' }] }
    const stand = await serve(built.root, { strands })
    await tellStory(browser, `${stand.url}/${choice}&desk=reports`, desktop, async ({ page }) => {
      await page.getByText('Jun – Sep 2025 against Feb – May 2025').waitFor()
      await page.getByText('4 months are compared with as many before').waitFor()
      await page.getByRole('row', { name: /Night-time economy.*100.*140.*above/ }).waitFor()
    })
    stand.close()
  })

  test.each([
    ['a desktop', desktop],
    ['a phone', phone],
  ])('on %s declares a break, and lists searches and homes to visit', async (_, viewport) => {
    const stand = await serve(built.root)
    await tellStory(browser, `${stand.url}/${choice}&desk=reports`, viewport, async (visit) => {
      const { page } = visit
      await page.getByText('None is declared.').waitFor()
      await page.getByRole('img', { name: '23 months of 24: 5 to 8, last 8' }).waitFor()
      const told = (await page.getByRole('cell', { name: 'cannot be told' }).boundingBox())!
      expect(told.height, 'its words are whole').toBeLessThan(70)
      const form = page.getByRole('form', { name: 'Declare a break' })
      await form.getByLabel('What').fill('First lockdown')
      await form.getByLabel('First day').fill('2020-03-23')
      await form.getByLabel('Last day').fill('2020-01-01')
      await form.getByRole('button', { name: 'Declare' }).click()
      await form.getByRole('alert').getByText('it is before from 2020-03-23').waitFor()
      await expect.poll(() => visit.errors.length, { timeout: 60_000, message: 'the refusal' }).toBe(1)
      visit.errors.length = 0
      await form.getByLabel('Last day').fill('2020-07-04')
      await form.getByRole('button', { name: 'Declare' }).click()
      const declared = page.getByRole('table', { name: /^Breaks/ })
      await declared.getByRole('row', { name: /First lockdown.*23 Mar 2020.*4 Jul 2020/ }).waitFor()
      expect(await form.getByLabel('What').inputValue()).toBe('')

      await page.getByText('Searches in Saltmarsh').click()
      const searches = page.getByRole('table', { name: 'Searches in Saltmarsh' })
      await searches.getByRole('row', { name: /Aug 2025.*12.*Offensive weapons 12.*Arrest 3/ }).waitFor()
      await page.getByText('31 searches, Oct 2024 to Sep 2025: an output of patrol.').waitFor()

      await page.getByText('Homes to visit after burglaries in Saltmarsh').click()
      const homes = page.getByRole('table', { name: 'Homes to visit after burglaries in Saltmarsh' })
      await homes.getByRole('row', { name: /4 Quay Cottages.*not yet/ }).waitFor()
      await page.getByText('1 of 2 homes near them visited.').waitFor()

      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(wide).toBeLessThanOrEqual(viewport.width)
      expect(await visit.barriers()).toEqual([])
      await visit.shot('reports-outputs')

      const top = page.getByRole('table', { name: 'Top 3 places in Saltmarsh' })
      expect(await top.locator('tbody th').allInnerTexts(), 'those with most harm first').toEqual([
        'Quay Street',
        'Station Parade',
        'Mill Lane',
      ])
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV', exact: true }).click(),
      ])
      expect(file.suggestedFilename()).toMatch(/^top-3-saltmarsh-.*\.csv$/)
      expect(await readFile(await file.path(), 'utf8')).toMatch(
        /^\uFEFFRank,Place,Tier,.*,"Share of harm, 0–1",.*,Made from\r\n1,Quay Street,primary,.*,"zones-1, .*INVENTED COUNTY/,
      )

      await declared.getByRole('button', { name: 'Retire First lockdown' }).click()
      await page.getByText('None is declared.').waitFor()

      await top.getByRole('button', { name: 'Mill Lane' }).click()
      await page.getByRole('region', { name: 'Why' }).getByRole('heading', { name: 'Mill Lane' }).waitFor()
      await visit.drawn('zone-chosen')
    })
    stand.close()
  })
})
