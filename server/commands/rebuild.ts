import { rebuildRegisters } from '../cases/rebuild-registers.ts'
import { makePool } from '../database/connection-pool.ts'
import { rebuild } from '../database/rebuild.ts'
import type { RebuildFinding } from '../database/replay-stream.ts'

/**
 * `guiju rebuild [--write]`: folds all entries anew and names every difference, by case number and field. Answers the
 * exit code: 1 where something differed, also where it was then replaced.
 */
export async function runRebuild(options: Readonly<{ databaseUrl: string; write: boolean }>, say: (line: string) => void): Promise<0 | 1> {
  const pool = makePool(options.databaseUrl, { max: 2 })
  try {
    const { cases, entries, findings, written } = await rebuild(pool, options)
    const registers = await rebuildRegisters(pool, options)
    for (const finding of findings) say(sentence(finding))
    say(`案卷 ${cases}，条目 ${entries}，差异 ${findings.length} · ${cases} cases, ${entries} entries, ${findings.length} differences`)
    for (const { register, key, differs } of registers.findings) say(`${register}  ${key}  ${differs}`)
    say(
      `名册变动 ${registers.changes}，差异 ${registers.findings.length} · ${registers.changes} changes of registers, ${registers.findings.length} differences`,
    )
    if (registers.written.length > 0) say(`名册已重建 · Registers rebuilt: ${registers.written.join(', ')}`)
    if (written.length > 0) say(`已按条目重建 · Rebuilt from their entries: ${written.join(', ')}`)
    return findings.length + registers.findings.length === 0 ? 0 : 1
  } finally {
    await pool.end()
  }
}

function sentence(finding: RebuildFinding): string {
  switch (finding.code) {
    case 'chain':
      return `${finding.case}  chain  ${finding.finding.code}  entry ${finding.finding.sequence}`
    case 'head':
      return `${finding.case}  head  ${finding.field}`
    case 'entry-column':
      return `${finding.case}  entry ${finding.sequence}  ${finding.field}`
    case 'unreadable':
      return `${finding.case}  entry ${finding.sequence}  unreadable  ${finding.problem}`
    case 'counter':
      return `counter ${finding.counter}  stored ${finding.stored}  given ${finding.given}`
    case 'projection':
      // Values stay out: they may be personal.
      return `${finding.case}  ${finding.field}`
    case 'projection-missing':
    case 'projection-without-entries':
      return `${finding.case}  ${finding.code}`
    default:
      return finding satisfies never
  }
}
