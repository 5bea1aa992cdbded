import { execFile } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'server/web')
export const builtClient = join(folder, 'dist')

/**
 * Builds the web client where its sources are newer than what was built, so that no test looks at an old page. In a process of
 * its own: what a test run would build inside itself is a client for development, and the next start would serve it.
 */
export async function buildWebClient(): Promise<void> {
  if (timeOf(join(builtClient, 'index.html')) >= newestSource()) return
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', join(folder, 'vite.config.ts'), '--logLevel', 'error'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

function newestSource(): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('dist'))
  return Math.max(...files.map((name) => timeOf(join(folder, name))))
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
