import { join } from 'node:path'
import { runRebuild } from '../server/commands/rebuild.ts'
import { lookForKeysIn } from '../server/privacy/personal-values.ts'
import type { Check } from './check-log.ts'

/** `guiju rebuild` over the house of this data folder; it looks at entries, and at none where it says nothing of them. */
export async function checkRebuild(databaseUrl: string, dataFolder: string): Promise<Check> {
  lookForKeysIn(join(dataFolder, 'keys'))
  const said: string[] = []
  const code = await runRebuild({ databaseUrl, write: false }, (line) => said.push(line))
  const looked = Number(/(\d+) entries/.exec(said.join('\n'))?.[1] ?? 0)
  const wrong = looked === 0 ? ['it looked at no entry', ...said] : said
  return { title: 'guiju rebuild finds no difference', looked, wrong: code === 0 && looked > 0 ? [] : wrong }
}
