// Three ways of working the page: by mouse, by keyboard alone, by touch.

import type { Locator, Page } from 'playwright-core'

export interface Hand {
  name: string
  touch: boolean
  press(what: Locator): Promise<void>
  type(what: Locator, text: string): Promise<void>
  choose(what: Locator, label: string): Promise<void>
}

export const mouse: Hand = {
  name: 'by mouse',
  touch: false,
  press: (what) => what.click(),
  type: (what, text) => what.fill(text),
  choose: async (what, label) => void (await what.selectOption({ label })),
}

export const finger: Hand = { ...mouse, name: 'by touch', touch: true, press: (what) => what.tap() }

/** The most stops of Tab between two places of the page. */
const far = 400

/** Goes on with Tab until something has the focus; nothing else can be reached by keyboard alone. */
export async function reach(what: Locator): Promise<Page> {
  const page = what.page()
  await what.waitFor()
  for (let n = 0; n < far; n++) {
    if (await what.evaluate((e) => e === document.activeElement)) return page
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${String(what)}`)
}

export const keys: Hand = {
  name: 'by keyboard alone',
  touch: false,
  press: async (what) => {
    const { keyboard } = await reach(what)
    const ticked = await what.evaluate((e) => e instanceof HTMLInputElement && e.type === 'checkbox')
    await keyboard.press(ticked ? 'Space' : 'Enter')
  },
  type: async (what, text) => {
    const { keyboard } = await reach(what)
    const dated = await what.evaluate((e) => e instanceof HTMLInputElement && e.type === 'date')
    if (dated) {
      // The parts of a date in the order of the browser's own language.
      const [year, month, day] = text.split('-')
      await keyboard.type(`${month}${day}${year}`)
    } else {
      await keyboard.press('ControlOrMeta+a')
      await keyboard.type(text)
    }
  },
  choose: async (what, label) => {
    const { keyboard } = await reach(what)
    await keyboard.type(label)
  },
}
