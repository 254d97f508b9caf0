// What is made once for all the files of a run.

import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inject } from 'vitest'

/** Where something of that name is: the first file that asks makes it, and the others wait. */
export async function once(name: string, make: (path: string) => Promise<unknown>): Promise<string> {
  const made = join(inject('directory'), name)
  const failed = `${made}-failed`
  const first = await mkdir(`${made}-begun`).then(
    () => true,
    () => false,
  )
  if (first) {
    const fresh = join(`${made}-begun`, name)
    await make(fresh).catch(async (fault: unknown) => {
      await writeFile(failed, String(fault))
      throw fault
    })
    await rename(fresh, made)
  }
  while (!existsSync(made)) {
    if (existsSync(failed)) throw new Error(await readFile(failed, 'utf8'))
    await setTimeout(200)
  }
  return made
}
