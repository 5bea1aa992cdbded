import type { Pool } from 'pg'
import { type Checked, type OrganisationFacts, readFacts } from '#records'
import { rebuildRegisters } from '../cases/rebuild-registers.ts'
import { rebuild } from '../database/rebuild.ts'
import type { BaselineCompiler } from '../documents/documents.ts'
import { askCustodians, type Custodian, checkCustody, type Remembered } from './check-custody.ts'
import { checkDocuments } from './check-documents.ts'
import { checkFiles } from './check-files.ts'
import { checkPeople } from './check-people.ts'
import { checkStreamData, type FileNamed } from './check-stream-data.ts'
import { type AssuranceFinding, finding, ofRebuild, ofRegister } from './finding.ts'
import { onOneSnapshot } from './one-snapshot.ts'

/** The parts of a run, in order. */
export const assuranceParts = ['streams', 'files', 'documents', 'people', 'registers', 'log'] as const
export type AssurancePart = (typeof assuranceParts)[number]

export type AssessNeeds = Readonly<{
  pool: Pool
  /** What remembers the log outside the database. */
  custodians: readonly Custodian[]
  compile?: BaselineCompiler
}>
export type AssessOptions = Readonly<{ signal: AbortSignal; progress: (part: AssurancePart, done: number) => void }>
export type Assessed = Readonly<{ checked: Checked; findings: readonly AssuranceFinding[] }>

/**
 * Makes everything again from the entries and compares: chains, data, projections, files, released documents, rights,
 * registers, the Merkle log, its checkpoints, and what is remembered of them elsewhere. Changes nothing, and sees the
 * database as of one moment: what is written meanwhile is no difference. One case is in memory at a time; what is kept of
 * each is the places of its files.
 */
export async function assess({ pool, custodians, compile }: AssessNeeds, options: AssessOptions): Promise<Assessed> {
  const remembered = await askCustodians(custodians)
  return onOneSnapshot(pool, (snapshot) => assessSnapshot(snapshot, remembered, compile, options))
}

async function assessSnapshot(
  pool: Pool,
  remembered: readonly Remembered[],
  compile: BaselineCompiler | undefined,
  { signal, progress }: AssessOptions,
): Promise<Assessed> {
  const findings: AssuranceFinding[] = []
  const files: FileNamed[] = []
  const pinned = new Set<string>()
  const organisation: OrganisationFacts[] = []
  const counted = { streams: 0, payloads: 0 }
  const rebuilt = await rebuild(pool, {
    write: false,
    each(stream, replayed) {
      signal.throwIfAborted()
      counted.streams += 1
      counted.payloads += stream.payloads.length
      progress('streams', counted.streams)
      if (stream.kind === 'organisation') return void organisation.push(...organisationFacts(stream.entries))
      const data = checkStreamData(stream, replayed)
      findings.push(...data.findings)
      files.push(...data.files)
      for (const baseline of data.baselines) pinned.add(baseline)
    },
  })
  findings.unshift(...rebuilt.findings.map(ofRebuild))
  findings.push(...(await strangers(pool)))
  findings.push(...(await checkFiles(pool, files, (done) => next('files', done))))
  const documents = await checkDocuments(pool, pinned, organisation)
  findings.push(...documents.findings)
  next('documents', documents.baselines)
  findings.push(...(await checkPeople(pool, organisation)))
  next('people', 1)
  const registers = await registersOf(pool, compile)
  findings.push(...registers.findings)
  next('registers', registers.changes)
  const custody = await checkCustody(pool, remembered)
  findings.push(...custody.findings)
  next('log', custody.leaves)
  return {
    findings,
    checked: {
      cases: rebuilt.cases,
      entries: rebuilt.entries,
      payloads: counted.payloads,
      attachments: new Set(files.map(({ attachment }) => attachment)).size,
      baselines: documents.baselines,
      registerChanges: registers.changes,
      leaves: custody.leaves,
      checkpoint: custody.checkpoint,
    },
  }

  function next(part: AssurancePart, done: number) {
    signal.throwIfAborted()
    progress(part, done)
  }
}

function organisationFacts(entries: readonly Readonly<{ facts: Uint8Array }>[]): readonly OrganisationFacts[] {
  return entries.flatMap(({ facts }) => {
    const read = readFacts(facts)
    return read.outcome === 'read' && read.facts.document === null ? [read.facts as OrganisationFacts] : []
  })
}

/** Registers cannot be derived where entries or documents are damaged; that is then said, beside the damage itself. */
async function registersOf(pool: Pool, compile?: BaselineCompiler) {
  try {
    const { changes, findings } = await rebuildRegisters(pool, { write: false, ...(compile && { compile }) })
    return { changes, findings: findings.map(ofRegister) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const words = { zh: `名册无法由记录重算：${why}`, en: `The registers cannot be derived from the records: ${why}` }
    return { changes: 0, findings: [finding('register', words)] }
  }
}

/** What stands in no stream: entries and data whose stream is not registered. */
async function strangers(pool: Pool): Promise<readonly AssuranceFinding[]> {
  const { rows } = await pool.query<{ stream: string; kind: 'entry' | 'payload' }>(
    `select distinct stream, 'entry' as kind from entry e where not exists (select from stream s where s.id = e.stream)
      union select distinct stream, 'payload' from payload p where not exists (select from stream s where s.id = p.stream) limit 100`,
  )
  return rows.map(({ stream, kind }) =>
    finding(
      kind === 'entry' ? 'chain' : 'payload',
      { zh: '这里有不属于任何案卷的条目或数据。', en: 'Entries or data stand here that belong to no case.' },
      { case: stream },
    ),
  )
}
