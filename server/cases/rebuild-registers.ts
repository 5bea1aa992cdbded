import { isDeepStrictEqual } from 'node:util'
import type { Pool } from 'pg'
import type { CompiledProcedure, RegisterChange, Values } from '#engine'
import { recordNumber } from '#records'
import { onSnapshot } from '../database/stream-source.ts'
import { inTransaction, type Statement } from '../database/transaction.ts'
import { makeBaselineStore } from '../documents/baseline-store.ts'
import { type BaselineCompiler, makeDocuments } from '../documents/documents.ts'
import { organisationDay } from '../organisation-day.ts'
import { makeOrganisationReader } from '../people/organisation.ts'
import { type DerivedChange, deriveRegisters, type ReadEntry } from './derive-registers.ts'
import { entriesIn } from './entries-read.ts'

/** One row whose present, or whose history, is not what the records say. */
export type RegisterFinding = Readonly<{ register: string; key: string; differs: 'row' | 'history' }>
export type RegistersReport = Readonly<{ changes: number; findings: readonly RegisterFinding[]; written: readonly string[] }>

type StoredChange = RegisterChange & Readonly<{ id: string; version: number; stream: string; sequence: number }>
type Stored = Readonly<{ changes: readonly StoredChange[]; rows: readonly Readonly<{ register: string; key: string; values: Values }>[] }>

/** `compile`: how documents are read, where somebody has read them already. */
export type RebuildOptions = Readonly<{ write: boolean; compile?: BaselineCompiler }>

/**
 * Derives all registers from the entries and says where the database differs. With `write`, rows that differ are replaced,
 * and a register that has no history at all gets it; a history that says something else is left for a person to look into.
 */
export async function rebuildRegisters(pool: Pool, { write, compile }: RebuildOptions): Promise<RegistersReport> {
  const [{ entries, numbers, erased }, stored] = await readAll(pool)
  const derived = await derive(pool, entries, stored, compile)
  const findings = differences(derived, stored).filter(({ register, key }) => !restsOnErased({ register, key }, stored, erased))
  const written = write ? await replace(pool, derived, stored, findings, numbers) : []
  return { changes: derived.length, findings, written }
}

async function readAll(
  pool: Pool,
): Promise<
  readonly [Readonly<{ entries: readonly ReadEntry[]; numbers: ReadonlyMap<string, string>; erased: ReadonlySet<string> }>, Stored]
> {
  const entries: ReadEntry[] = []
  const numbers = new Map<string, string>()
  const erased = new Set<string>()
  return onSnapshot(pool, async (source, asked) => {
    for await (const stream of source.streams()) {
      if (stream.kind !== 'case') continue
      if (stream.entries.some(({ kind }) => kind === 'erasure')) erased.add(stream.id)
      const read = entriesIn(stream)
      entries.push(...read)
      const [first] = read
      if (first?.event.kind === 'opened') numbers.set(stream.id, first.event.numbers.case_number ?? '')
    }
    const changes = await asked.query<StoredChange>(
      `select id, register, version, key, split_part(record_number, '/', 1) as form, set, removed, row, stream, sequence, serial
        from register_change order by register, version`,
    )
    const rows = await asked.query<Stored['rows'][number]>('select register, key, "values" from register_row')
    return [
      { entries, numbers, erased },
      { changes: changes.rows, rows: rows.rows },
    ]
  })
}

async function derive(
  pool: Pool,
  entries: readonly ReadEntry[],
  stored: Stored,
  compile?: BaselineCompiler,
): Promise<readonly DerivedChange[]> {
  const zone = (await makeOrganisationReader(pool)())?.zone ?? 'Asia/Shanghai'
  const baselines = makeBaselineStore(pool)
  const documents = makeDocuments(baselines, async () => zone, compile)
  const known = new Map<string, Promise<CompiledProcedure | null>>()
  const find = async (baseline: string, document: string) =>
    (await baselines.manifestOf(baseline)) === null ? null : documents.procedureOf(baseline, document)
  const byEntry = Map.groupBy(stored.changes, ({ stream, sequence }) => `${stream} ${sequence}`)
  const places = new Map(stored.changes.map(({ stream, sequence, id }) => [`${stream} ${sequence}`, Number(id)]))
  return deriveRegisters(entries, {
    placeOf: (stream, sequence) => places.get(`${stream} ${sequence}`) ?? 0,
    procedureOf(baseline, document) {
      const name = `${baseline} ${document}`
      const found = known.get(name) ?? find(baseline, document)
      known.set(name, found)
      return found
    },
    calendarAt: (at) => documents.calendarOn(organisationDay(at, zone)),
    storedOf: (stream, sequence) => byEntry.get(`${stream} ${sequence}`) ?? [],
  })
}

/** What a record set whose values were erased cannot be worked out again: the row is believed as it stands. */
const restsOnErased = (row: Readonly<{ register: string; key: string }>, { changes }: Stored, erased: ReadonlySet<string>): boolean =>
  erased.size > 0 && changes.some(({ register, key, stream }) => register === row.register && key === row.key && erased.has(stream))

const placeOf = ({ register, key }: Readonly<{ register: string; key: string }>): string => JSON.stringify([register, key])

function differences(derived: readonly DerivedChange[], stored: Stored): readonly RegisterFinding[] {
  const [said, says] = [Map.groupBy(stored.changes, placeOf), Map.groupBy(derived, placeOf)]
  const rows = new Map(stored.rows.map((row) => [placeOf(row), row.values]))
  return [...new Set([...said.keys(), ...says.keys(), ...rows.keys()])].toSorted().flatMap((place): RegisterFinding[] => {
    const [register = '', key = ''] = JSON.parse(place) as string[]
    const history = (changes: readonly (RegisterChange & Readonly<{ stream: string; sequence: number }>)[] = []) =>
      changes.map(({ stream, sequence, serial, row, set, removed }) => ({ stream, sequence, serial, row, set, removed }))
    const latest = says.get(place)?.at(-1)?.row
    return [
      ...(isDeepStrictEqual(history(said.get(place)), history(says.get(place))) ? [] : [{ register, key, differs: 'history' as const }]),
      ...(isDeepStrictEqual(rows.get(place), latest) ? [] : [{ register, key, differs: 'row' as const }]),
    ]
  })
}

async function replace(
  pool: Pool,
  derived: readonly DerivedChange[],
  stored: Stored,
  findings: readonly RegisterFinding[],
  numbers: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const registers = [...new Set(findings.map(({ register }) => register))].toSorted()
  for (const register of registers) {
    const own = derived.filter((change) => change.register === register)
    const known = stored.changes.filter((change) => change.register === register)
    await inTransaction(pool, [], async (transaction) => {
      await transaction.sendAll(statementsFor(register, own, known, numbers))
      return { end: 'commit', result: undefined }
    })
  }
  return registers
}

function statementsFor(
  register: string,
  derived: readonly DerivedChange[],
  known: readonly StoredChange[],
  numbers: ReadonlyMap<string, string>,
): readonly Statement[] {
  const versionOf = new Map(known.map(({ stream, sequence, key, version }) => [`${stream} ${sequence} ${key}`, version]))
  const numbered = derived.map((change, index) => ({
    ...change,
    version: known.length === 0 ? index + 1 : (versionOf.get(`${change.stream} ${change.sequence} ${change.key}`) ?? known.length),
    recordNumber: recordNumber({ form: change.form, caseNumber: numbers.get(change.stream) ?? '', serial: change.serial }),
  }))
  const rows = [...new Map(numbered.map((change) => [change.key, change])).values()]
  return [
    { text: 'insert into register_head (register, version) values ($1, 0) on conflict do nothing', values: [register] },
    { text: 'select from register_head where register = $1 for update', values: [register] },
    { text: 'delete from register_row where register = $1', values: [register] },
    ...(known.length > 0 ? [] : [{ text: insertHistory, values: [JSON.stringify(numbered)] }]),
    { text: insertRows, values: [JSON.stringify(rows)] },
    {
      text: 'update register_head set version = coalesce((select max(version) from register_change where register = $1), 0) where register = $1',
      values: [register],
    },
  ]
}

const insertHistory = `insert into register_change (register, version, key, set, removed, row, stream, sequence, serial, record_number, at)
  select register, version, key, set, removed, row, stream, sequence, serial, "recordNumber", "recordedAt"
  from jsonb_to_recordset($1::jsonb) as c (register text, version int, key text, set jsonb, removed text[], row jsonb, stream uuid, sequence int, serial int, "recordNumber" text, "recordedAt" timestamptz)`

const insertRows = `insert into register_row (register, key, version, "values")
  select register, key, version, row from jsonb_to_recordset($1::jsonb) as c (register text, key text, version int, row jsonb)`
