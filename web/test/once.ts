// What is made once for all the files of a run.

import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inject } from 'vitest'

/** Where something of that name is: the first file that asks makes it, and the others wait. */
export async function once(name: string, make: (path: string) => Promise<unknown>): Promise<string> {
  const made = join(inject('directory'), name)
  const first = await mkdir(`${made}-begun`).then(
    () => true,
    () => false,
  )
  if (first) {
    const fresh = join(`${made}-begun`, name)
    await make(fresh)
    await rename(fresh, made)
  }
  while (!existsSync(made)) await setTimeout(200)
  return made
}
