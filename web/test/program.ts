// The real program: the one at BEATPLAN_URL, or one of the test's own that holds
// Demoshire.

import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { once } from './once'

const binary = resolve(import.meta.dirname, '../../bin/beatplan')

export interface Program {
  url: string
  stop: () => Promise<void>
}

/** Why there is no program to test, or undefined. */
export const missing =
  process.env.BEATPLAN_URL || existsSync(binary) ? undefined : 'no bin/beatplan: run make build'

const run = promisify(execFile)

export async function start(): Promise<Program> {
  const given = process.env.BEATPLAN_URL?.replace(/\/$/, '')
  if (given) return { url: given, stop: async () => {} }
  const directory = await mkdtemp(join(inject('directory'), 'program-'))
  const loaded = await once('demoshire', (path) => run(binary, ['--data-dir', path, 'demoshire', 'load']))
  await run('cp', ['-a', `${loaded}/.`, directory])
  const program = spawn(binary, ['--data-dir', directory, 'serve', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((done) => program.once('close', () => done()))
  const stop = async () => {
    program.kill('SIGINT')
    await ended
    await rm(directory, { recursive: true, force: true })
  }
  let said = ''
  const url = await new Promise<string | undefined>((found) => {
    const hear = (text: Buffer) => {
      said += text
      const at = /the map is at (\S+)/.exec(said)
      if (at) found(at[1])
    }
    program.stdout.on('data', hear)
    program.stderr.on('data', hear)
    void ended.then(() => found(undefined))
  })
  if (url) return { url, stop }
  await stop()
  throw new Error(`beatplan serve ended: ${said}`)
}
