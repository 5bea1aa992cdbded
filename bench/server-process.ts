import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** The program somebody would run. */
export const program = join(import.meta.dirname, '../server/main.ts')

/** Whether the server at this address says that it is ready. */
export async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/ready`, { signal: AbortSignal.timeout(3000) })).ok
  } catch {
    return false
  }
}

/** Ends a process and waits until it is gone. One that does not heed the signal is killed after a minute. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  const insist = setTimeout(() => child.kill('SIGKILL'), 60_000)
  await ended
  clearTimeout(insist)
}

/** A port nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const door = createServer()
    door.once('error', reject)
    door.listen(0, '127.0.0.1', () => {
      const at = door.address()
      door.close(() => resolve(typeof at === 'object' && at !== null ? at.port : 0))
    })
  })
}

/** The end of a log file; nothing where there is none. */
export function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-15).join('\n')
  } catch {
    return ''
  }
}
