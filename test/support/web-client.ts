import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const folder = join(import.meta.dirname, '../../server/web')
export const builtClient = join(folder, 'dist')

/** Builds the web client where its sources are newer than what was built, so that no test looks at an old page. */
export async function buildWebClient(): Promise<void> {
  if (timeOf(join(builtClient, 'index.html')) >= newestSource()) return
  await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'error' })
}

function newestSource(): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('dist'))
  return Math.max(...files.map((name) => timeOf(join(folder, name))))
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
