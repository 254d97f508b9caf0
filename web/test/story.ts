// What the tests on the stand-in share: the built map, and a story told on it.

import type { Browser } from 'playwright-core'
import { build as bundle } from 'vite'
import { type desktop, Visit } from './browser'
import { once } from './once'

export const choice = '#area=district:X01&operation=nte'
export const quayStreet: [number, number] = [1.483, 51.758]

/** The map, built once for all files of a run, which removes it at its end. */
export interface Built {
  root: string
  remove: () => Promise<void>
}

export async function build(): Promise<Built> {
  process.env.NODE_ENV = 'production' // as it is served: Vitest's own gives another bundle
  const root = await once('map', (outDir) =>
    bundle({ logLevel: 'error', build: { outDir, emptyOutDir: true } }),
  )
  return { root, remove: async () => {} }
}

/** Opens the map at an address, tells a story there, and sees that nothing went wrong meanwhile. */
export async function tellStory(
  browser: Browser,
  url: string,
  viewport: typeof desktop,
  tell: (visit: Visit) => Promise<void>,
): Promise<void> {
  const visit = await Visit.to(browser, url, viewport)
  await tell(visit)
  visit.sawNothingWrong()
  await visit.close()
}
