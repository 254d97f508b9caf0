// What a commander does with a plan on a real program with Demoshire: sees how good it is,
// and changes it on the night.

import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Job, Plan, PlanCollection } from '../src/api'
import { coverage } from '../src/coverage'
import { amount, withoutIds } from '../src/plan'
import { capital, figure, percent, two } from '../src/words'
import { launch, Visit } from './browser'
import { keys, mouse, reach } from './hands'
import { missing, type Program, start } from './program'

// By keyboard in make test-long.
const hands = process.env.BEATPLAN_LONG === '1' ? [mouse, keys] : [mouse]
const nights: Record<string, string> = { [mouse.name]: '2026-01-23', [keys.name]: '2026-01-30' }

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
    return (reply.status === 202 ? await made((JSON.parse(said) as Job).id) : JSON.parse(said)) as T
  }
  /** What a job makes, to which a busy server leaves what takes over five seconds. */
  async function made(id: string): Promise<unknown> {
    let job = await ask<Job>(`/v1/jobs/${id}`)
    while (['waiting', 'running', 'retrying'].includes(job.state)) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      job = await ask<Job>(`/v1/jobs/${id}`)
    }
    expect(job.state, JSON.stringify(job.failures)).toBe('done')
    return await ask(job.results![0]!)
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
    const approved = (await list()).find((p) => p.date === '2026-01-09')
    await ask('/v1/decisions', {
      result: approved!.id,
      verdict: 'approved',
      as: 'B. Sergeant',
      why: 'agreed',
      despite: 'a test',
    })
    const made = await make('2026-01-16', 2)
    const { covered, present, random } = coverage(made.basis.metrics)!
    const visit = await desk(made.plan.id)
    const { page } = visit
    const column = page.getByRole('region', { name: 'Patrol and Engagement Plan' })
    await column.getByText(`${figure(covered)} of ${figure(present)} days`).waitFor()
    await column.getByText(`at random ${percent(random!.mean / present)}`).waitFor()
    const { pai, pei } = made.basis.accuracy!
    await column
      .getByText(`${two(pai)} times what ground drawn by lot would have (PAI), and ${two(pei)} of what`)
      .waitFor()
    const last = coverage(approved!.metrics)!
    await column.getByText(`last plan, Fri, 9 Jan 2026 ${percent(last.covered / last.present)}`).waitFor()
    await column
      .getByText(/% more than the same units cover when they go from spot to spot at random/)
      .waitFor()

    await column.getByText('Who has the patrol time').click()
    await column.getByText(/% of the residents of Ostermouth live there, so that each of them has/).waitFor()
    await column.getByText(/recorded crime follows where officers are/).waitFor()
    await column.getByRole('button', { name: 'Ward' }).click()
    await column.getByRole('row', { name: /^Ostermouth Harbour .*%/ }).waitFor()

    const beside = page.getByRole('region', { name: 'Compare with another plan' })
    await beside.getByLabel('Compare with').selectOption(approved!.id)
    await beside.getByRole('row', { name: `Units 2 ${approved!.units}` }).waitFor()
    expect(await beside.getByRole('row', { name: /^Harm covered/ }).innerText()).toMatch(
      `${figure(covered)} days\t${figure(last.covered)} days`,
    )
    expect(await beside.getByRole('row', { name: /\(PAI\)/ }).innerText()).toMatch(
      `${two(pai)}\t${two(approved!.accuracy!.pai)}`,
    )
    expect(await beside.innerText()).toMatch(/ewer .*18:00–/)
    const missed = beside.getByText(/^Spots that only the other covers/)
    expect(await missed.innerText(), 'two units cover fewer spots than four').toMatch(/covers: [1-9]\d*$/)
    expect(await visit.barriers()).toEqual([])
    const compared = () => {
      const link = new URLSearchParams(new URL(page.url()).hash.slice(1))
      return [link.get('plan'), link.get('against')]
    }
    const both = [made.plan.id, approved!.id]
    await visit.drawn('routes')
    await expect.poll(compared).toEqual(both)
    await page.reload()
    await beside.getByRole('row', { name: `Units 2 ${approved!.units}` }).waitFor()
    await expect.poll(compared, { message: 'a reload shows the same' }).toEqual(both)
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

  test.each(hands)('is changed on the night; $name', async (hand) => {
    const made = await make(nights[hand.name]!, 3)
    const visit = await desk(made.plan.id)
    const { page } = visit
    const night = page.getByRole('region', { name: 'When the night changes' })
    const stop = page.getByRole('region', { name: 'Stop', exact: true })
    const button = (name: string) => night.getByRole('button', { name, exact: true })
    await hand.type(night.getByLabel('From'), hand === keys ? '0800PM' : '20:00')

    /** What the page shows after a change: the plan that was made by it, and what it says of it. */
    const changed = async (before: string, words: RegExp) => {
      await page.waitForFunction((id) => !location.hash.includes(`plan=${id}`), before)
      await night.getByText(words).waitFor()
      const id = /plan=([\w-]+)/.exec(new URL(page.url()).hash)![1]!
      const now = await ask<PlanCollection>(`/v1/plans/${id}`)
      const { before: was, after: is, parent, lost } = now.plan.replan!
      expect(parent).toBe(before)
      const told = await night.innerText()
      expect(told).toContain(
        `Harm covered goes from ${amount(was.harm_covered, 'harm')} to ${amount(is.harm_covered, 'harm')}, ` +
          `visits from ${figure(was.visits)} to ${figure(is.visits)}, ` +
          `minutes at spots from ${figure(was.patrol_min)} to ${figure(is.patrol_min)}.`,
      )
      expect(told).toContain(lost.length ? `${lost.length} thing` : 'Nothing is lost by it.')
      return now
    }
    const choose = async (s: Stop) => {
      const line = page.getByRole('listbox', { name: new RegExp(`^Stops of ${s.called}`) })
      const option = line.getByRole('option', { name: `${s.called}, stop ${s.seq}: ` })
      if (hand === mouse) await option.click()
      else {
        const { keyboard } = await reach(line)
        await keyboard.press('Home')
        for (let n = 1; n < s.seq; n++) {
          await line.getByRole('option', { selected: true, name: `, stop ${n}: ` }).waitFor()
          await keyboard.press('ArrowRight')
        }
      }
      await stop.getByRole('heading', { name: `${s.called}, stop ${s.seq}: ` }).waitFor()
    }

    // A stop is locked, and a unit drops out: the stop stays.
    const kept = late(made, 'unit-2')
    await choose(kept)
    await hand.press(button(`Lock stop ${kept.seq}`))
    const locked = await changed(made.plan.id, /\) is locked\./)
    await stop.getByRole('heading', { name: /, locked$/ }).waitFor()
    expect(find(locked, kept)).toMatchObject({ unit: 'unit-2', locked: true })
    await hand.press(page.getByRole('button', { name: 'Unit 3 2 constables' }))
    await hand.press(button('Take Unit 3 out'))
    const fewer = await changed(locked.plan.id, /Unit 3 is off duty\./)
    await night.getByText('Unit 3 is off duty since 20:00.').waitFor()
    expect(await button('Take Unit 3 out').count(), 'a unit is lost once').toBe(0)
    expect(find(fewer, kept), 'a locked stop stays').toMatchObject({ unit: 'unit-2', locked: true })
    await hand.press(night.getByText(/^\d+ things? lost by it$/))
    await night.getByText(capital(withoutIds(fewer.plan.replan!.lost[0]!))).waitFor()

    // A stop is dropped, another is given away.
    const dropped = late(fewer, 'unit-1')
    await choose(dropped)
    await hand.press(button(`Drop stop ${dropped.seq}`))
    const without = await changed(fewer.plan.id, /\) is dropped\./)
    expect(find(without, dropped), 'a dropped stop is gone').toBeUndefined()
    expect(find(without, kept)).toMatchObject({ unit: 'unit-2', locked: true })
    const back = button(`Put ${dropped.place} back`)
    await back.waitFor()
    const given = late(without, 'unit-1')
    await choose(given)
    await hand.choose(night.getByLabel(`Give stop ${given.seq} to`), 'Unit 2')
    expect(new URL(page.url()).hash, 'a choice alone changes nothing').toContain(without.plan.id)
    await hand.press(button('Give it'))
    const moved = await changed(without.plan.id, /\) goes to Unit 2\./)

    // A place that nobody knows is refused: what was typed stays, and the reason is in view.
    await hand.press(page.getByRole('button', { name: 'Unit 1 2 constables' }))
    const place = night.getByLabel('A place that Unit 1 must visit')
    await hand.type(place, 'Atlantis')
    visit.refused = true
    await hand.press(button('Add the stop'))
    const reason = night.getByRole('alert').getByText(/Atlantis/)
    await reason.waitFor()
    expect(await place.inputValue()).toBe('Atlantis')
    await expect
      .poll(() =>
        reason.evaluate((e) => {
          const { top, bottom } = e.getBoundingClientRect()
          return top >= 0 && bottom <= innerHeight + 1
        }),
      )
      .toBe(true)
    await hand.type(place, dropped.place)
    await hand.press(button('Add the stop'))
    const added = await changed(moved.plan.id, / is added\./)
    await back.waitFor({ state: 'detached' })
    expect(await place.inputValue(), 'what was taken is not typed any more').toBe('')

    // What is exported is the night as it stands now.
    const link = page.getByRole('link', { name: 'GeoJSON' })
    await expect.poll(() => link.getAttribute('href')).toContain(added.plan.id)
    const [file] = await Promise.all([page.waitForEvent('download'), hand.press(link)])
    const exported = JSON.parse(await readFile(await file.path(), 'utf8')) as PlanCollection
    expect(exported).toEqual(added)
    expect(find(exported, kept)).toMatchObject({ unit: 'unit-2', locked: true })
    if (hand === mouse) expect(await visit.barriers()).toEqual([])
    visit.sawNothingWrong()
    await visit.close()
  })
})

/** A stop of a plan, as the timetable calls it. */
interface Stop {
  called: string
  seq: number
  area: string
  place: string
  arrive: string
}
type PatrolStop = Extract<PlanCollection['features'][number]['properties'], { kind: 'patrol_stop' }>

function patrols({ features }: PlanCollection): PatrolStop[] {
  return features.map((f) => f.properties).filter((p): p is PatrolStop => p.kind === 'patrol_stop')
}

/** The unit's first free patrol stop in the second half of the shift. */
function late(plan: PlanCollection, unit: string): Stop {
  const { start, end } = plan.plan.period
  const middle = (Date.parse(start) + Date.parse(end)) / 2
  const { seq, area, name, arrive } = patrols(plan).find(
    (p) => p.unit === unit && Date.parse(p.arrive) > middle && !p.locked,
  )!
  return { called: unit.replace('unit-', 'Unit '), seq, area, place: name ?? area, arrive }
}

const find = (plan: PlanCollection, s: Stop) =>
  patrols(plan).find((p) => p.area === s.area && p.arrive === s.arrive)
