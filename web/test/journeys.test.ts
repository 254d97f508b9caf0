// What three people leave a meeting, a weekend and a week with: each journey to the
// file that they take away, on a real program with Demoshire.

import { readFile } from 'node:fs/promises'
import type { Browser, Download, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Meeting, Model, Plan, ZoneSet } from '../src/api'
import { dayName } from '../src/words'
import { desktop, launch, phone, Visit } from './browser'
import { finger, type Hand, keys, mouse } from './hands'
import { missing, type Program, start } from './program'

// By keyboard and by touch in make test-long.
const long = process.env.BEATPLAN_LONG === '1'
const ways: [Hand, typeof desktop][] = [[mouse, desktop], ...(long ? [[keys, desktop], [finger, phone]] as [Hand, typeof desktop][] : [])] // prettier-ignore

/** Of each way its own, one after the other: all are on one program. */
const nights: Record<string, string> = {
  [mouse.name]: '2026-01-16',
  [keys.name]: '2026-01-23',
  [finger.name]: '2026-01-30',
}
const meetingDays: Record<string, [string, string]> = {
  [mouse.name]: ['2025-12-04', '2026-01-08'],
  [keys.name]: ['2026-02-05', '2026-03-05'],
  [finger.name]: ['2026-04-09', '2026-05-07'],
}

const name = 'a journey' + (missing ? ` (${missing})` : '')
describe.skipIf(missing)(name, { timeout: 600_000 }, () => {
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

  async function ask<T>(path: string, member: string): Promise<T[]> {
    const reply = await fetch(program.url + path)
    expect(reply.status, path).toBe(200)
    return ((await reply.json()) as Record<string, T[]>)[member]!
  }

  /** Goes a way, and sees that nothing went wrong on it and that a reload shows the same. */
  async function go(hand: Hand, viewport: typeof desktop, hash: string, tell: (v: Visit) => Promise<void>) {
    const visit = await Visit.to(browser, `${program.url}/${hash}`, viewport, hand.touch)
    await tell(visit)
    const { hash: here } = new URL(visit.page.url())
    const heading = await visit.page.locator('h2').first().innerText()
    await visit.page.reload()
    await visit.page.locator('h2').first().getByText(heading, { exact: true }).waitFor()
    expect(new URL(visit.page.url()).hash, 'a reload shows the same').toBe(here)
    visit.sawNothingWrong()
    await visit.close()
  }

  async function download(visit: Visit, hand: Hand, link: Locator): Promise<Buffer> {
    const [file] = await Promise.all([
      visit.page.waitForEvent('download') as Promise<Download>,
      hand.press(link),
    ])
    return readFile(await file.path())
  }

  test.each(ways)(
    'of the NTE group: last meeting, edited area, approval, briefing; $name',
    (hand, viewport) =>
      go(hand, viewport, '#area=district:DEMO-D01&operation=nte', async (visit) => {
        const { page } = visit
        const does = `Taxi marshals stay to 03:30, ${hand.name}`
        const [first, second] = meetingDays[hand.name]!
        const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
        await hand.press(button('Meeting'))
        // A first meeting decides, so that the next one has something to begin with.
        const opening = page.getByRole('form', { name: 'Open a meeting' })
        const open = async (day: string) => {
          await hand.type(opening.getByLabel('Day'), day)
          await hand.type(opening.getByLabel('Chair'), 'Council')
          await hand.press(opening.getByRole('button'))
          await page.getByText('Areas to agree today').waitFor()
          // What lies on the table is numbered without a gap.
          const steps = page.getByRole('region', { name: 'Meeting' }).locator('h3 > i')
          await expect.poll(async () => (await steps.allInnerTexts()).join('')).toMatch(/^1234?$/)
        }
        await open(first)
        await hand.press(button('Set an action…'))
        await hand.type(page.getByLabel('What is to be done'), does)
        await hand.type(page.getByLabel('Agency that leads'), 'Council')
        await hand.type(page.getByLabel('Owner'), 'Licensing team')
        await hand.type(page.getByLabel('By', { exact: true }), '2025-12-20')
        await hand.press(button('Set the action'))
        await page.getByText(`${does}: Licensing team, by Sat, 20 Dec 2025`).waitFor()
        await hand.choose(page.getByLabel(`Status of ${does}`), 'Completed')
        await page.getByText('0 open').waitFor()
        await hand.press(button('Close the meeting…'))
        await hand.press(button('Close the meeting'))
        await open(second)
        const since = page.getByRole('row', { name: new RegExp(does) }).first()
        await page.getByText(`Since ${dayName(first)}`).waitFor()
        expect(await since.innerText()).toMatch(/Completed/)
        if (hand === mouse) expect(await visit.barriers(), 'the meeting').toEqual([])
        await visit.shot(`journey-meeting-${hand.name}`)

        // The first area is edited.
        const areas = page.locator('table.areas')
        await hand.press(areas.getByRole('button').first())
        const why = page.getByRole('region', { name: 'Why' })
        const named = (await why.getByRole('heading').first().innerText()).replace(/^\d\s*/, '')
        await hand.press(why.getByRole('button', { name: 'Change outline…' }))
        const form = why.locator('form')
        await form.locator('dl').getByText('Offences').waitFor()
        const before = await form.locator('dl').innerText()
        await moveCorner(visit, hand, form)
        await expect.poll(() => form.locator('dl').innerText(), { timeout: 60_000 }).not.toBe(before)
        await hand.type(form.getByLabel('Reason'), 'the corner belongs to the car park')
        await hand.type(form.getByLabel('Edited by'), 'C. Planner')
        await hand.press(form.getByRole('button', { name: 'Change outline' }))
        await form.waitFor({ state: 'detached' })
        const [edited] = await ask<ZoneSet>('/v1/zone-sets?area=district:DEMO-D01', 'zone_sets')
        expect(edited).toMatchObject({ recorded_by: 'C. Planner', edits: [{ kind: 'outline' }] })

        // Another than its maker approves it, and the meeting records it.
        await hand.press(why.getByRole('button', { name: 'Close' }))
        await hand.press(button('Approve…'))
        await hand.type(page.getByLabel(/^Your name/), 'B. Sergeant')
        await hand.type(page.getByLabel('Why', { exact: true }), 'agreed at the meeting')
        await hand.press(button('Approve these focus areas'))
        await page.getByText('Approved by B. Sergeant (unverified)').waitFor()
        await hand.press(button('Record a decision…'))
        await hand.press(button('Record'))
        await page
          .getByText(/^Primary: /)
          .first()
          .waitFor()
        const meetings = await ask<Meeting>('/v1/meetings', 'meetings')
        expect(meetings.at(-1)!.decisions).toMatchObject([{ kind: 'zones', of: edited!.id }])

        // What they leave with.
        const paper = await download(
          visit,
          hand,
          page.getByRole('link', { name: 'For police (PDF)' }).first(),
        )
        expect(paper.subarray(0, 5).toString()).toBe('%PDF-')
        await hand.press(areas.getByRole('button').first())
        const briefing = await download(visit, hand, why.getByRole('link', { name: 'For partners (PDF)' }))
        expect(briefing.subarray(0, 5).toString()).toBe('%PDF-')
        const zone = /at=zone:([\w-]+)/.exec(page.url())![1]!
        const page1 = await fetch(
          `${program.url}/v1/zone-sets/${edited!.id}/zones/${zone}/briefing?form=html&edition=partner`,
        )
        const text = await page1.text()
        expect(text.toLowerCase()).toContain(named.split(' and ')[0]!.toLowerCase())
        expect(text).not.toMatch(/OFFICIAL-SENSITIVE/)
        await hand.press(button('Close the meeting…'))
        await hand.press(button('Close the meeting'))
        await opening.waitFor()
      }),
  )

  const afoot = ways.filter(([hand]) => hand !== finger)

  test.each(ways)('of the commander: plan, unit lost, re-plan, log, review; $name', (hand, viewport) =>
    go(hand, viewport, '#area=district:DEMO-D01&operation=nte&desk=plans', async (visit) => {
      const { page } = visit
      const night = nights[hand.name]!
      await page.getByRole('region', { name: 'When the night changes' }).waitFor()
      await hand.press(page.getByText('Make another plan'))
      await hand.type(page.getByLabel('Date', { exact: true }), night)
      await hand.type(page.getByLabel('Units of constables'), '2')
      await hand.press(page.getByRole('button', { name: 'Make plan' }))
      await page.getByRole('heading', { name: `${dayName(night)}, draft` }).waitFor()
      const [made] = await ask<Plan>('/v1/plans?area=district:DEMO-D01', 'plans')
      expect(made).toMatchObject({ date: night, units: 2 })

      await hand.press(page.getByRole('button', { name: /^Take .* out$/ }))
      await page.getByText(/Harm covered goes from [\d.]+ days? to [\d.]+ days?/).waitFor()
      const [replanned] = await ask<Plan>('/v1/plans?area=district:DEMO-D01', 'plans')
      expect(replanned).toMatchObject({ parent: made!.id, date: night })

      await hand.press(page.getByRole('button', { name: 'Approve…' }))
      await hand.type(page.getByLabel(/^Your name/), 'D. Inspector')
      await hand.type(page.getByLabel('Why', { exact: true }), 'as briefed')
      await hand.press(page.getByRole('button', { name: 'Approve this plan' }))
      await page.getByText('Approved by D. Inspector (unverified)').waitFor()

      // The log is an officer's, on a telephone.
      const street = hand.touch ? visit : await Visit.to(browser, page.url(), phone, true)
      const mine = street.page.getByRole('region', { name: 'My unit' })
      await mine.getByRole('button', { name: 'More people met' }).tap()
      await mine.getByRole('button', { name: /^Done at/ }).tap()
      await mine.getByText('Logged.').waitFor()
      if (street !== visit) {
        street.sawNothingWrong()
        await street.close()
      }

      // Monday: what was delivered, and the plan on paper.
      await page.reload()
      const review = page.getByRole('region', { name: 'What was delivered' })
      await review.getByText(/1 visit/).waitFor()
      const paper = await download(visit, hand, page.getByRole('link', { name: 'PDF', exact: true }))
      expect(paper.subarray(0, 5).toString()).toBe('%PDF-')
    }),
  )

  /** Of each way its own: a model that one has approved is not the next one's draft. */
  const operations: Record<string, string> = { [mouse.name]: 'sceptre', [keys.name]: 'nte' }
  // Near enough to see premises.
  const town = '#area=district:DEMO-D01&map=14.00/51.79360/2.51400'
  test.each(afoot)('of the analyst: layers, fit, difference, approval; $name', (hand, viewport) =>
    go(hand, viewport, `${town}&desk=risk&operation=${operations[hand.name]}`, async (visit) => {
      const { page } = visit
      const first = page.getByRole('switch').first()
      await first.waitFor()
      const [model] = await ask<Model>('/v1/models?area=district:DEMO-D01', 'models')
      const approve = async (as: string) => {
        await hand.press(page.getByRole('button', { name: 'Approve…' }))
        await hand.type(page.getByLabel(/^Your name/), as)
        await hand.type(page.getByRole('textbox', { name: 'Why', exact: true }), 'it foretells best')
        await hand.press(page.getByRole('button', { name: 'Approve this model' }))
        await page.getByText(`Approved by ${as} (unverified)`).waitFor()
      }
      await hand.press(page.getByText('Layers', { exact: true }))
      const premises = page.getByRole('checkbox', { name: 'Premises', exact: true })
      await visit.drawn('sites')
      await hand.press(premises)
      await page.waitForFunction(() => location.hash.includes('off=sites'))
      await visit.gone('sites')
      await hand.press(premises)
      await page.waitForFunction(() => !location.hash.includes('off='))
      await visit.drawn('sites')
      for (const zoom of [13, 12, 11]) {
        await hand.press(page.getByRole('button', { name: 'Zoom out' }))
        await page.waitForFunction((z) => location.hash.includes(`map=${z}.00/`), zoom)
      }
      await approve('E. Reader')
      await hand.press(first)
      await hand.press(page.getByLabel('intervals (slower)'))
      await hand.press(page.getByRole('button', { name: 'Fit again' }))
      await page.getByText(/enter the top 1%/).waitFor({ timeout: 240_000 })
      const [fitted] = await ask<Model>('/v1/models?area=district:DEMO-D01', 'models')
      expect(fitted!.id).not.toBe(model!.id)
      await visit.drawn('moves-in')
      await hand.press(page.getByRole('button', { name: 'What differs' }))
      await page.waitForFunction(() => location.hash.includes('versus=difference'))
      await visit.drawn('moves-in')
      await visit.shot('journey-difference')
      if (hand === mouse) expect(await visit.barriers(), 'the difference').toEqual([])
      await approve('F. Second')
      await hand.press(page.getByText('Model card', { exact: true }))
      const card = page.getByRole('link', { name: 'JSON', exact: true })
      const [file] = await Promise.all([page.waitForEvent('download'), hand.press(card)])
      expect(file.suggestedFilename()).toBe(`${fitted!.id}-card.json`)
      expect(await readFile(await file.path(), 'utf8')).toContain('F. Second')
    }),
  )

  /** Moves the first corner of the outline that is edited towards the middle. */
  async function moveCorner(visit: Visit, hand: Hand, form: Locator): Promise<void> {
    if (hand === mouse) {
      const [corner, middle] = await visit.corner()
      await visit.drag(corner, middle)
      return
    }
    await hand.press(form.getByText('Type the corners'))
    const corners = form.getByLabel(/^Grid references/)
    await expect.poll(() => corners.inputValue(), { timeout: 60_000 }).toMatch(/\n/)
    // Without its outermost corner the area is smaller. Demoshire is off the British grid.
    const lines = (await corners.inputValue()).split('\n')
    const at = lines.map((l) => l.split(', ').map(Number) as [number, number])
    const mean = (i: 0 | 1) => at.reduce((sum, c) => sum + c[i], 0) / at.length
    const far = at.map(([lat, lon]) => Math.hypot(lat - mean(0), 0.62 * (lon - mean(1))))
    const outermost = far.indexOf(Math.max(...far))
    await hand.type(corners, lines.filter((_, i) => i !== outermost).join('\n'))
    await hand.press(form.getByRole('button', { name: 'Draw these corners' }))
  }
})
