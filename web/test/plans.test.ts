// What a commander does with a plan on a real program with Demoshire: sees how good it is,
// and changes it on the night.

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Plan, PlanCollection } from '../src/api'
import { coverage } from '../src/coverage'
import { figure, percent } from '../src/words'
import { launch, Visit } from './browser'
import { missing, type Program, start } from './program'

const name = 'a plan on a real program' + (missing ? ` (${missing})` : '')
describe.skipIf(missing)(name, { timeout: 300_000 }, () => {
  let browser: Browser
  let program: Program
  beforeAll(async () => {
    program = await start()
    browser = await launch()
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    await program?.stop()
  }, 120_000)

  async function ask<T>(path: string, body?: object): Promise<T> {
    const init = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } // prettier-ignore
    const reply = await fetch(program.url + path, init)
    const said = await reply.text()
    expect(reply.ok, `${path}: ${said}`).toBe(true)
    return JSON.parse(said) as T
  }
  const list = async () => (await ask<{ plans: Plan[] }>('/v1/plans?area=district:DEMO-D01')).plans
  const make = (date: string, constables: number) =>
    ask<PlanCollection>('/v1/plans', {
      area: 'district:DEMO-D01',
      operation: 'nte',
      from: '2025-01',
      to: '2025-12',
      date,
      shift: '19:00-03:00',
      crews: [{ role: 'constable', count: constables, officers: 2 }],
      mode: 'foot',
    })
  const desk = (plan: string, more = '') =>
    Visit.to(browser, `${program.url}/#desk=plans&area=district:DEMO-D01&operation=nte&plan=${plan}${more}`)

  test('says what it covers, beside chance and the last plan, and stands beside the approved one', async () => {
    const [approved] = await list()
    await ask('/v1/decisions', {
      result: approved!.id,
      verdict: 'approved',
      as: 'B. Sergeant',
      why: 'agreed',
    })
    const made = await make('2026-01-16', 2)
    const { covered, present, random } = coverage(made.basis.metrics)!
    const visit = await desk(made.plan.id)
    const { page } = visit
    const column = page.getByRole('region', { name: 'Patrol and Engagement Plan' })
    await column.getByText(`${figure(covered)} of ${figure(present)} days`).waitFor()
    await column.getByText(`at random ${percent(random!.mean / present)}`).waitFor()
    const last = coverage(approved!.metrics)!
    await column.getByText(`last plan, Fri, 9 Jan 2026 ${percent(last.covered / last.present)}`).waitFor()
    await column
      .getByText(/% more than the same units cover when they go from spot to spot at random/)
      .waitFor()

    const beside = page.getByRole('region', { name: 'Compare with another plan' })
    await beside.getByLabel('Compare with').selectOption(approved!.id)
    await beside.getByRole('row', { name: `Units 2 ${approved!.units}` }).waitFor()
    expect(await beside.getByRole('row', { name: /^Harm covered/ }).innerText()).toMatch(
      `${figure(covered)} days\t${figure(last.covered)} days`,
    )
    expect(await beside.innerText()).toMatch(/ewer .*18:00–/)
    const missed = beside.getByText(/^Spots that only the other covers: \d+/)
    expect(await missed.innerText(), 'two units cover fewer spots than four').not.toMatch(/: 0/)
    expect(await visit.barriers()).toEqual([])
    const { hash } = new URL(page.url())
    expect(hash).toContain(`against=${approved!.id}`)
    await page.reload()
    await beside.getByRole('row', { name: `Units 2 ${approved!.units}` }).waitFor()
    expect(new URL(page.url()).hash, 'a reload shows the same').toBe(hash)
    await page.getByRole('button', { name: 'Dark colours' }).click()
    expect(await visit.barriers(), 'dark').toEqual([])
    await beside.getByLabel('Compare with').selectOption('no other plan')
    await missed.waitFor({ state: 'detached' })
    visit.sawNothingWrong()
    await visit.close()
  })

  test('says so when the plan to compare with is not there any more', async () => {
    const [plan] = await list()
    const visit = await desk(plan!.id, '&against=plan-gone')
    await visit.page.getByRole('alert').getByText('the plan plan-gone').waitFor()
    await visit.page.waitForFunction(() => !location.hash.includes('plan-gone'))
    visit.sawNothingWrong()
    await visit.close()
  })
})
