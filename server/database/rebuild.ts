import type { Pool } from 'pg'
import type { CaseState } from '#engine'
import { parseStamp, readFacts } from '#records'
import { sealedAsStored } from '../privacy/seal-by-baseline.ts'
import { linkCases, lockHeads, projectHeads } from './ledger-statements.ts'
import { type RebuildFinding, type Replayed, replayStream } from './replay-stream.ts'
import { onSnapshot, type StoredStream } from './stream-source.ts'
import { inTransaction } from './transaction.ts'

export type RebuildReport = Readonly<{
  cases: number
  entries: number
  findings: readonly RebuildFinding[] /** Cases whose projection was replaced. */
  written: readonly string[]
}>

/** `each` hears of every stream as it was read and folded; one that throws ends the run. */
export type RebuildOptions = Readonly<{ write: boolean; each?: (stream: StoredStream, replayed: Replayed) => void }>

/**
 * Folds every stream anew and says where the database differs. With `write`, projections that differ are replaced by what
 * the entries say; a case whose chain is broken, or that moved meanwhile, is left as it is.
 */
export async function rebuild(pool: Pool, { write, each }: RebuildOptions): Promise<RebuildReport> {
  const findings: RebuildFinding[] = []
  const repair: Readonly<{ number: string; state: CaseState; recordedAt: string }>[] = []
  let cases = 0
  let entries = 0
  await onSnapshot(pool, async (source) => {
    const given = new Map<string, number>()
    for await (const stream of source.streams()) {
      const replayed = replayStream(stream)
      each?.(stream, replayed)
      findings.push(...replayed.findings)
      cases += stream.kind === 'case' ? 1 : 0
      entries += stream.entries.length
      countGiven(stream, given)
      const { state } = replayed
      const mendable =
        state !== null &&
        replayed.findings.length > 0 &&
        replayed.findings.every(({ code }) => code === 'projection' || code === 'projection-missing')
      if (mendable)
        repair.push({
          number: state.numbers.case_number ?? state.id,
          state,
          recordedAt: stream.entries.at(-1)?.recordedAt ?? state.openedAt,
        })
    }
    findings.push(...counterFindings(await source.counters(), given))
    findings.push(...(await source.orphans()).map(({ number }) => ({ case: number, code: 'projection-without-entries' as const })))
  })
  const written: string[] = []
  if (write) for (const { number, state, recordedAt } of repair) if (await replace(pool, state, recordedAt)) written.push(number)
  return { cases, entries, findings, written }
}

/** How often each counter was taken, by what the stamps say; a gap or a number given twice shows as a difference. */
function countGiven({ entries }: StoredStream, given: Map<string, number>) {
  for (const { facts, stamp } of entries) {
    const read = readFacts(facts)
    const numbers = parseStamp(stamp)?.numbers ?? {}
    if (read.outcome !== 'read') continue
    for (const [name, pattern] of Object.entries(read.facts.counters)) {
      const key = `${pattern} ${pattern.includes('{year}') ? yearIn(pattern, numbers[name] ?? '') : '0'}`
      given.set(key, (given.get(key) ?? 0) + 1)
    }
  }
}

function yearIn(pattern: string, number: string): string {
  const [prefix = ''] = pattern.split('{year}')
  return number.slice(prefix.length, prefix.length + 4)
}

function counterFindings(
  counters: readonly Readonly<{ key: string; year: number; value: number }>[],
  given: ReadonlyMap<string, number>,
): readonly RebuildFinding[] {
  const stored = new Map(counters.map(({ key, year, value }) => [`${key} ${year}`, value]))
  return [...new Set([...stored.keys(), ...given.keys()])]
    .map((counter) => ({ case: '', code: 'counter' as const, counter, stored: stored.get(counter) ?? 0, given: given.get(counter) ?? 0 }))
    .filter((one) => one.stored !== one.given)
}

async function replace(pool: Pool, state: CaseState, recordedAt: string): Promise<boolean> {
  const sealed = await sealedAsStored(pool, state)
  return inTransaction(pool, [lockHeads([state.id], 'write')], async (transaction, [locked]) => {
    const still = (locked?.rows[0] as { sequence?: unknown } | undefined)?.sequence === state.version
    if (still) await transaction.sendAll([forget(state.id), projectHeads([state], recordedAt, () => sealed), linkCases([state])])
    return still ? { end: 'commit', result: true } : { end: 'rollback', result: false }
  })
}

/** The row is made anew: columns that never change afterwards may be the ones that are wrong. */
const forget = (id: string) => ({ name: 'forget-head', text: 'delete from case_head where id = $1', values: [id] })
