// A directory for all the files of a run.

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    directory: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'beatplan-map-'))
  await chmod(directory, 0o711) // as root the database is run by a user of its own
  project.provide('directory', directory)
  return () => rm(directory, { recursive: true, force: true })
}
