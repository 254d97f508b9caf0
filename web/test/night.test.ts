import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { desktop, launch, type Visit } from './browser'
import { nteCounts } from './county'
import { draft, zones, zoneSet } from './county-zones'
import { serve, type Stand } from './server'
import { build, type Built, choice, quayStreet, tellStory } from './story'

let browser: Browser
let built: Built
let full: Stand
let edited: Stand

beforeAll(async () => {
  built = await build()
  ;[browser, full, edited] = await Promise.all([launch(), serve(built.root), serve(built.root)])
}, 300_000)

afterAll(async () => {
  await browser?.close()
  for (const stand of [full, edited]) stand?.close()
  await built?.remove()
})

const story = (hash: string, viewport: typeof desktop, tell: (visit: Visit) => Promise<void>, at = full) =>
  tellStory(browser, `${at.url}/${hash}`, viewport, tell)

describe('the Night desk', { timeout: 300_000 }, () => {
  test('loads little: at most 600 kB packed, and 25 requests before the first tile', async () => {
    const page = await (await browser.newContext({ viewport: desktop })).newPage()
    const requests: string[] = []
    page.on('request', (r) => {
      const { pathname } = new URL(r.url())
      // Chromium looks at the icon again whenever the address changes.
      if (pathname !== '/icon.svg' || !requests.includes(pathname)) requests.push(pathname)
    })
    const tile = page.waitForRequest((r) => r.url().endsWith('.mvt'), { timeout: 90_000 })
    await page.goto(`${full.url}/${choice}`)
    await tile
    await page.waitForSelector('[data-map-ready]', { timeout: 90_000 })
    const first = requests.findIndex((r) => r.endsWith('.mvt'))
    expect(first).toBeGreaterThan(0)
    expect(first, requests.slice(0, first).join(' ')).toBeLessThanOrEqual(25)
    const files = requests.filter((r) => r === '/' || r.startsWith('/assets/') || r.endsWith('.svg'))
    const sizes = await Promise.all(
      files.map(async (f) => {
        const body = await readFile(join(built.root, f === '/' ? 'index.html' : f))
        return f.endsWith('.woff2') ? body.length : gzipSync(body).length
      }),
    )
    const sum = sizes.reduce((a, b) => a + b, 0)
    expect(files.length).toBeGreaterThan(4)
    expect(sum, `${files.map((f, i) => `${f} ${sizes[i]}`).join(', ')}`).toBeLessThanOrEqual(600_000)
    await page.context().close()
  })

  test('an outline is dragged, typed and undone, and survives a refusal', () =>
    story(
      `${choice}&at=zone:Z-01`,
      desktop,
      async (visit) => {
        const { page } = visit
        await visit.drawn('cells', 'zone-primary')
        await page.getByRole('button', { name: 'Change outline…' }).click()
        const form = page.getByRole('region', { name: 'Why' }).locator('form')
        const facts = form.locator('dl')
        await facts.getByText('Offences').waitFor()
        await visit.drawn('cells')
        const asDrawn = await facts.innerText()
        // A corner of the outline, to the middle of the area.
        await visit.drag(
          [1.49 + (0.009 * 1.2 * Math.cos(Math.PI / 6)) / 0.62, 51.755 + 0.009 * 1.2 * 0.5],
          quayStreet,
        )
        await page.waitForFunction(
          (was) => document.querySelector<HTMLElement>('form dl')!.innerText !== was,
          asDrawn,
        )
        expect(await facts.innerText()).toMatch(/26\.6 → [\d.]+ ha[^]*31% → [\d.]+%[^]*471 → \d+/)
        const dragged = await facts.innerText()
        await form.getByRole('button', { name: 'Undo (1)' }).click()
        expect(await facts.innerText()).toBe(asDrawn)
        await page.keyboard.press('Control+Shift+z')
        await form.getByRole('button', { name: 'Undo (1)' }).waitFor()
        expect(await facts.innerText()).toBe(dragged)
        await page.keyboard.press('Control+z')
        await form.getByRole('button', { name: 'Undo', exact: true }).waitFor()
        expect(await facts.innerText()).toBe(asDrawn)

        await form.getByText('Type the corners').click()
        const corners = form.getByLabel(/^Grid references/)
        const lines = (await corners.inputValue()).split('\n')
        expect(lines).toHaveLength(9)
        await corners.fill(['Quay Street', ...lines.slice(1)].join('\n'))
        await form.getByRole('button', { name: 'Draw these corners' }).click()
        await form.getByText('“Quay Street” is no grid reference').waitFor()
        await corners.fill(lines.slice(1).join('\n'))
        await form.getByRole('button', { name: 'Draw these corners' }).click()
        await form.getByRole('button', { name: 'Undo (1)' }).waitFor()
        expect(await visit.barriers()).toEqual([])

        await fetch(`${edited.url}/v1/decisions`, {
          method: 'POST',
          body: JSON.stringify({ as: 'B. Sergeant', why: 'agreed', despite: 'agreed' }),
        })
        await form.getByLabel('Reason').fill('the pier is closed')
        await form.getByLabel('Edited by').fill('C. Planner')
        visit.refused = true
        await form.getByRole('button', { name: 'Change outline' }).click()
        await form.getByRole('alert').getByText('What you drew and typed stays here.').waitFor()
        await form.getByRole('button', { name: 'Show the set as it is now' }).click()
        await page.getByText('Approved by B. Sergeant (unverified)').waitFor()
        expect(await form.getByLabel('Reason').inputValue()).toBe('the pier is closed')
        const [request] = await Promise.all([
          page.waitForRequest((r) => r.url().endsWith('/v1/zone-sets/zones-1/edits')),
          form.getByRole('button', { name: 'Change outline' }).click(),
        ])
        expect(request.headers()['if-match']).toBe('"zones-1-approved"')
        expect(request.postDataJSON()).toMatchObject({
          as: 'C. Planner',
          edits: [{ kind: 'outline', zone: 'Z-01', why: 'the pier is closed', outline: { type: 'Polygon' } }],
        })
        expect(request.postDataJSON().edits[0].outline.coordinates[0]).toHaveLength(9)
        await form.waitFor({ state: 'detached' })
        await page.waitForFunction(() => location.hash.includes('set=zones-2'))
        const list = page.getByRole('region', { name: 'Focus areas', exact: true })
        await list.getByText('History').click()
        await list.getByText('outline changed: the pier is closed').waitFor()
        await list.getByRole('button', { name: 'Approve…' }).click()
        expect(await list.getByLabel(/^Your name/).inputValue(), 'not who edited').toBe('')
        await page.goBack()
        await page.waitForFunction(() => location.hash.includes('set=zones-1'))
      },
      edited,
    ))

  test('shows chosen hours, a month, and another period beside it', () =>
    story(`${choice}&from=2025-07`, desktop, async (visit) => {
      const { page } = visit
      const asked = (path: string) =>
        page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith(path))
      await visit.drawn('cells')
      const hour = (name: RegExp) => page.getByRole('gridcell', { name })
      await hour(/^Fri night, 22:00/).hover()
      await page.mouse.down()
      await hour(/^Sat night, 01:00/).hover()
      const [chosen] = await Promise.all([asked('/v1/surfaces'), page.mouse.up()])
      expect(chosen.postDataJSON()).toMatchObject({ from: '2025-07', clock: 'Fri-Sat 22:00-02:00' })
      await page.getByText('the map shows those alone').waitFor()
      await page.waitForFunction(() => location.hash.includes('hours=Fri-Sat%2022:00-02:00'))
      expect(await page.locator('td.chosen').count()).toBe(8)
      await page.keyboard.press('Tab')
      await hour(/^Sat night, 01:00/).press('Escape')
      await page.waitForFunction(() => !location.hash.includes('hours='))

      // By keyboard: one hour to the left with Shift, then Enter.
      await hour(/^Sat night, 01:00/).press('Shift+ArrowLeft')
      const [two] = await Promise.all([asked('/v1/surfaces'), page.keyboard.press('Enter')])
      expect(two.postDataJSON()).toMatchObject({ clock: 'Sat 00:00-02:00'.replace('Sat', 'Sun') })
      await page.getByRole('button', { name: 'All hours again' }).click()

      const months = page.getByRole('slider', { name: 'Month shown' })
      const [month] = await Promise.all([asked('/v1/surfaces'), months.fill('1')])
      expect(month.postDataJSON()).toMatchObject({ from: '2025-08', to: '2025-08', clock: 'nte' })
      await page.getByRole('button', { name: 'Whole period' }).click()
      await page.getByRole('button', { name: 'Play the months' }).click()
      await page.waitForFunction(() => location.hash.includes('month=2025-09'))
      await page.getByRole('button', { name: 'Play the months' }).waitFor()
      await page.getByRole('button', { name: 'Whole period' }).click()

      const [compared] = await Promise.all([
        asked('/v1/hotspots/comparisons'),
        page.getByLabel('Compare with').selectOption('2025-04..2025-06'),
      ])
      expect(compared.postDataJSON()).toMatchObject({
        from: '2025-07',
        to: '2025-09',
        with: '2025-04..2025-06',
      })
      await page.getByText('Above: 261 offences against 205 (+27.3%)').waitFor()
      await page.waitForFunction(() => document.querySelectorAll('[data-map-ready]').length === 2)
      const halves = await page
        .locator('canvas.maplibregl-canvas')
        .evaluateAll((all) => all.map((c) => Math.round(c.getBoundingClientRect().width)))
      expect(Math.abs(halves[0]! - halves[1]!)).toBeLessThan(8)
      expect(await visit.barriers()).toEqual([])
      await page.reload()
      await page.getByText('Above: 261 offences against 205 (+27.3%)').waitFor()

      // A place has hours of its own.
      await page.getByLabel('Compare with').selectOption('')
      const [place] = await Promise.all([
        asked('/v1/hotspots/hours'),
        page.getByRole('button', { name: /Quay Street/ }).click(),
      ])
      expect(place.postDataJSON()).toMatchObject({ outline: { type: 'Polygon' } })
      await page.getByText('In Quay Street', { exact: true }).waitFor()
    }))

  test('lays another period over the map, up to a divider', () =>
    story(`${choice}&from=2025-07&with=2025-04..2025-06`, desktop, async (visit) => {
      const { page } = visit
      const both = () =>
        page.waitForFunction(() => document.querySelectorAll('[data-map-ready]').length === 2)
      await both()
      await page.getByRole('button', { name: 'Swipe' }).click()
      const divider = page.getByRole('slider', { name: 'Divider: Apr – Jun 2025 | Jul – Sep 2025' })
      await both()
      const key = page.getByRole('region', { name: 'Legend and layers' })
      await key.getByText('Left: Apr – Jun 2025 · right: Jul – Sep 2025, in the same classes').waitFor()
      expect(await visit.barriers()).toEqual([])
      await visit.shot('swipe')

      const views = () =>
        page.locator('.maplibregl-map').evaluateAll((all) =>
          all.map((e) => {
            const { map } = e as HTMLElement
            const { lat, lng } = map!.getCenter()
            return [e.clientWidth, map!.getZoom(), lat, lng, map!.getPaintProperty('cells', 'fill-color')]
          }),
        )
      const [under, over] = await views()
      expect(over, 'the same place, size and classes').toEqual(under)

      // Whose map the pointer meets on either side, and what moves when it is dragged.
      const main = (await page.getByRole('main').boundingBox())!
      const across = (share: number) => [main.x + share * main.width, main.y + main.height / 2] as const
      const { mouse } = page
      for (const share of [0.3, 0.8]) {
        const before = (await views())[0]
        await mouse.move(...across(share))
        await mouse.down()
        await mouse.move(...across(share + 0.02))
        const [first, second] = await views()
        expect(second, 'in step while it moves').toEqual(first)
        expect(first, 'moved').not.toEqual(before)
        await mouse.up()
      }

      // By pointer, by key, and in the address.
      await mouse.move(...across(0.5))
      await mouse.down()
      await mouse.move(...across(0.25))
      await mouse.up()
      await page.waitForFunction(() => location.hash.includes('swipe=25'))
      await divider.press('ArrowRight')
      await divider.press('Shift+ArrowRight')
      await page.waitForFunction(() => location.hash.includes('swipe=36'))
      expect(await divider.getAttribute('aria-valuenow')).toBe('36')
      const clip = () =>
        page
          .locator('.beside canvas.maplibregl-canvas')
          .evaluate((c) => getComputedStyle(c).getPropertyValue('clip-path'))
      expect(await clip()).toBe('inset(0px 64% 0px 0px)')
      await divider.press('Home')
      expect(await clip()).toBe('inset(0px 99% 0px 0px)')
      await page.reload()
      await both()
      expect(await divider.getAttribute('aria-valuenow')).toBe('1')
      await page.getByRole('button', { name: 'Side by side' }).click()
      await divider.waitFor({ state: 'detached' })
      const [shown, earlier] = await page
        .locator('.maplibregl-map')
        .evaluateAll((all) => all.map((e) => e.getBoundingClientRect().left))
      expect(earlier, 'the earlier period stands on the left').toBeLessThan(shown!)
    }))
})

describe('what goes wrong is said, and nothing typed is lost', { timeout: 300_000 }, () => {
  const answer = (page: Page, path: string, body: object, status = 200) =>
    page.route(path, (r) =>
      r.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) }),
    )
  const job = (more: object) => ({
    id: 'job-1',
    kind: 'plan',
    percent: 40,
    failures: [],
    results: [],
    ...more,
  })

  test('the server is down', () =>
    story(choice, desktop, async (visit) => {
      const { page } = visit
      await visit.drawn('cells')
      await page.route('**/v1/**', (r) => r.abort())
      await page.getByRole('button', { name: 'Approve…' }).click()
      await page.getByLabel(/^Your name/).fill('B. Sergeant')
      await page.getByLabel('Why', { exact: true }).fill('agreed')
      await page.getByRole('button', { name: 'Approve these focus areas' }).click()
      await page
        .getByRole('alert')
        .getByText(/The server does not answer; try again/)
        .waitFor()
      expect(await page.getByLabel('Why', { exact: true }).inputValue()).toBe('agreed')
      visit.errors.length = 0 // the browser's own lines about the requests
    }))

  test('the table of a meeting has a newer set than the map', () =>
    story(`${choice}&set=zones-1&show=meeting`, desktop, async (visit) => {
      const { page } = visit
      const meeting = { id: '1', version: 1, title: 'Crime Reduction Group', area: 'X01', date: '2025-10-02', chair: '', decisions: [], closed: false } // prettier-ignore
      const line = { agency: '', funding: '', patrols: 0, person_hours: 0, outputs: {}, visits: [] }
      const table = {
        meeting,
        edition: 'police',
        area_name: 'Saltmarsh',
        data_to: '2025-09-30',
        invented: false,
        since: [],
        return: { from: '2025-09-02', to: '2025-10-01', all: line, lines: [], lost: [] },
        areas: [{ name: 'Pier', tier: 'primary', harm: 12, share: 0.2, hectares: 3, changed: '', since: '' }],
        zone_set: 'zones-2',
        actions: [],
        intelligence: [],
      }
      await answer(page, '**/v1/meetings', { meetings: [meeting] })
      await answer(page, '**/v1/meetings?*', { meetings: [meeting] })
      await answer(page, '**/v1/meetings/1', table)
      let asked = 0
      page.on('request', (r) => (asked += Number(r.url().endsWith('/v1/meetings/1'))))
      await page.reload()
      await page.getByText('The map shows another set of focus areas than this table').waitFor()
      expect(await page.getByRole('button', { name: 'Approve…' }).count(), 'nothing to approve').toBe(0)
      expect(await visit.barriers()).toEqual([])
      // Somebody's edit is on the list by now.
      const newest = { ...zoneSet, id: 'zones-2', parent: zoneSet.id, version: 2, decision: draft }
      await answer(page, '**/v1/zone-sets?*', {
        zone_sets: [newest, { ...newest, ...zoneSet, version: 1, decision: draft }],
      })
      await answer(page, '**/v1/zone-sets/zones-2', { ...zones, zone_set: newest })
      await page.getByRole('button', { name: 'Show the newest' }).click()
      await page.getByRole('button', { name: 'Approve…' }).waitFor()
      expect(page.url()).toContain('set=zones-2')
      expect(await page.getByText('The map shows another set').count()).toBe(0)
      expect(asked, 'the table is read once for each set').toBeLessThan(5)
    }))

  test('a run fails, and another is stopped', () =>
    story(`${choice}&desk=plans`, desktop, async (visit) => {
      const { page } = visit
      await page.getByText('Make another plan').click()
      await page.getByLabel('Units of constables').fill('7')
      const make = page.getByRole('button', { name: 'Make plan' })
      const failed = { attempt: 1, reason: 'no street within 500 m of the station', at: '' }
      await answer(page, '**/v1/jobs/job-1', job({ state: 'failed', failures: [failed] }))
      await make.click()
      await page.getByRole('alert').getByText('No street within 500 m of the station.').waitFor()
      await page.unroute('**/v1/jobs/job-1')
      let state = 'running'
      const told = (r: Route) =>
        r.fulfill({ contentType: 'application/json', body: JSON.stringify(job({ state })) })
      await page.route('**/v1/jobs/job-1', told)
      await page.route('**/v1/jobs/job-1/cancel', (r) => ((state = 'cancelled'), told(r)))
      await make.click()
      await page.getByRole('progressbar', { name: 'Planning' }).waitFor()
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await page.getByRole('alert').getByText('Stopped; nothing was kept.').waitFor()
      expect(await page.getByLabel('Units of constables').inputValue()).toBe('7')
    }))

  test('a file is rejected', () =>
    story('#desk=import', desktop, async (visit) => {
      const { page } = visit
      await page.route('**/v1/imports?*', (r) =>
        r.fulfill({ status: 202, headers: { Location: '/v1/jobs/job-1' }, body: '' }),
      )
      const failed = {
        attempt: 1,
        reason: '12% of the rows are rejected, more than 5%: correct the file',
        at: '',
      }
      await answer(page, '**/v1/jobs/job-1', job({ kind: 'import', state: 'failed', failures: [failed] }))
      const csv = {
        name: '2025-10-essex-street.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('Month,Longitude,Latitude,Crime type\n2025-10,1.48,51.75,Robbery\n'),
      }
      await page.locator('input[type=file]').setInputFiles(csv)
      await page.getByRole('button', { name: 'Check and load' }).click()
      await page
        .getByRole('alert')
        .getByText(/12% of the rows are rejected, more than 5%: correct the file/)
        .waitFor()
      await page.getByRole('alert').getByText('Nothing of the file was loaded.').waitFor()
      expect(await page.getByText(csv.name).isVisible(), 'the file is still chosen').toBe(true)
    }))

  const put = (page: Page, name: string, content: string | Buffer) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })
  const offences = 'What,When,Where\nRobbery,2025-01-03,B1\n'

  const none = { precisions: [], quality: [], strange_type: [], reasons: [], unplaced: 0 }

  test('columns are changed while a check is on its way', () =>
    story('#desk=import', desktop, async (visit) => {
      const { page } = visit
      let answered = Promise.resolve()
      let read = 11
      await page.route('**/v1/import-checks?*', async (r) => {
        await answered
        await r.fulfill({
          json: { ...none, read, accepted: read, rejected: 0, quality: [{ what: 'piled', rows: 2 }] },
        })
      })
      await put(page, 'export.csv', offences)
      const check = page.getByRole('button', { name: /^Check/ })
      const said = page.getByRole('status').filter({ hasText: 'would be loaded' })
      const load = page.getByRole('button', { name: 'Load it' })
      await check.waitFor()
      expect(await check.isDisabled()).toBe(true)
      const why = page.locator(`[id="${await check.getAttribute('aria-describedby')}"]`)
      expect(await why.innerText()).toBe('Say which column is: type of offence.')
      await page.getByLabel('What is', { exact: true }).selectOption('type of offence')
      await check.click()
      await said.getByText('11 rows: 11 would be loaded').waitFor()
      await said.getByText('2 rows doubtful: ten or more of a month are at the very same position.').waitFor()
      await load.waitFor()

      let release = () => {}
      answered = new Promise<void>((done) => (release = done))
      read = 12
      await page.getByLabel('Where is', { exact: true }).selectOption('street or location')
      await check.click()
      await page.getByRole('button', { name: 'Checking…' }).waitFor()
      expect(await said.count(), 'what was said of other columns').toBe(0)
      expect(await load.count()).toBe(0)
      release()
      await said.getByText('12 rows: 12 would be loaded').waitFor()
      await load.waitFor()
    }))

  test('an import is found among those of others, and said where they cannot be listed', () =>
    story('#desk=import', desktop, async (visit) => {
      const { page } = visit
      await page.route('**/v1/imports?*', (r) =>
        r.fulfill({ status: 202, headers: { Location: '/v1/jobs/job-1' }, body: '' }),
      )
      await answer(
        page,
        '**/v1/jobs/job-1',
        job({ kind: 'import', state: 'done', results: ['/v1/imports/7'] }),
      )
      const row = (id: string, filename: string) => ({ id, filename, kind: 'areas', read: 3, new: 3, updated: 0, unchanged: 0, rejected: 0, imported_at: '2025-11-03T10:00:00Z', principal: 'B' }) // prettier-ignore
      await answer(page, '**/v1/imports', {
        imports: [row('8', 'theirs.geojson'), row('7', 'wards.geojson')],
      })
      const load = page.getByRole('button', { name: 'Check and load' })
      await put(page, 'wards.geojson', '{}')
      await load.click()
      const said = page.getByRole('status')
      await said.getByText('wards.geojson: 3 rows read, 3 new, 0 changed, 0 rejected.').waitFor()
      await answer(page, '**/v1/imports', { status: 503, detail: 'the database is down' }, 503)
      await put(page, 'beats.geojson', '{}')
      await load.click()
      await said.getByText('beats.geojson is loaded.').waitFor()
      expect(visit.errors.splice(0)).toEqual([expect.stringContaining('503')])
    }))

  test('a packed file is damaged, and one takes long to read', () =>
    story('#desk=import', desktop, async (visit) => {
      const { page } = visit
      const load = page.getByRole('button', { name: 'Check and load' })
      await put(page, 'damaged.csv.gz', 'no gzip')
      await page.getByText('damaged.csv.gz').waitFor()
      await load.waitFor()
      await page.evaluate(() => {
        const { stream } = Blob.prototype
        Blob.prototype.stream = function (this: Blob) {
          if (!(this instanceof File) || this.name !== 'slow.csv.gz') return stream.call(this)
          return new ReadableStream({
            start: (c) =>
              document.addEventListener('release', () => {
                void this.arrayBuffer().then((b) => (c.enqueue(new Uint8Array(b)), c.close()))
              }),
          })
        }
      })
      await put(page, 'slow.csv.gz', gzipSync(offences))
      await page.getByText('Drop a file here, or choose one').waitFor()
      expect(await load.count(), 'the file before is not loaded').toBe(0)
      await put(page, 'quick.csv', offences)
      await page.getByText('quick.csv').waitFor()
      await page.evaluate(() => document.dispatchEvent(new Event('release')))
      await page.getByLabel('What is', { exact: true }).selectOption('type of offence')
      await answer(page, '**/v1/import-checks?*', { ...none, read: 1, accepted: 1, rejected: 0 })
      const [asked] = await Promise.all([
        page.waitForRequest('**/v1/import-checks?*'),
        page.getByRole('button', { name: 'Check', exact: true }).click(),
      ])
      expect(new URL(asked.url()).searchParams.get('filename')).toBe('quick.csv')
    }))

  test('a district has nothing, and a period no offence', () =>
    story('#area=district:X02&operation=nte', desktop, async (visit) => {
      const { page } = visit
      await page.getByRole('heading', { name: 'No focus areas yet' }).waitFor()
      await answer(page, '**/v1/surfaces', { ...nteCounts, offences: 0, harm: 0, nonzero: 0 })
      await page.getByRole('combobox', { name: 'Area' }).selectOption('district:X01')
      await page.getByText(/No offence of this operation is recorded in Saltmarsh/).waitFor()
    }))

  test('a name is long and looks like markup', () =>
    story('', desktop, async (visit) => {
      const { page } = visit
      const name = `<img src=x onerror="document.title='broken'"> ${'Quay'.repeat(34)}`.slice(0, 180)
      const [first, ...others] = zones.features
      const named = { ...first!, properties: { ...first!.properties, name } }
      await answer(page, '**/v1/zone-sets/zones-1', { ...zones, features: [named, ...others] })
      await page.goto(`${full.url}/${choice}&at=zone:Z-01`)
      await page.reload()
      await page.getByRole('region', { name: 'Why' }).getByText('<img src=x').first().waitFor()
      expect(await page.title()).not.toBe('broken')
      expect(await page.locator('img[src=x]').count()).toBe(0)
      for (const part of ['.list', '.why'])
        expect(await page.locator(part).evaluate((e) => e.scrollWidth - e.clientWidth), part).toBeLessThan(2)
    }))
})
