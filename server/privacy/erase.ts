import type { Pool } from 'pg'
import type { Signer } from '#engine'
import { attachmentIds, hashTextOf, readFacts, sealNotice } from '#records'
import type { Ledger, PlannedEntry, Statement } from '../database/ledger.ts'
import { replayStream } from '../database/replay-stream.ts'
import { onSnapshot, type StoredStream } from '../database/stream-source.ts'
import { noteErasures } from './erasure-ledger.ts'
import { personalValuesOf } from './personal-values.ts'

export type ErasureNeeds = Readonly<{
  pool: Pool
  ledger: Ledger
  organisation: string
  /** May delete files a record names; without it an erased photo's bytes stay until its record is disposed of. */
  disposal?: Pool | undefined
  /** Takes away finished packages that show values: the erased ones must not lie on there. */
  purgePackages?: (() => Promise<void>) | undefined
  /** Forgets sheets of a case that were laid out before: they show a masked value still. */
  forgetSheets?: ((stream: string) => Promise<void>) | undefined
}>

export type Erasure = Readonly<{
  keys: readonly string[]
  basis: string
  by: (at: string) => Signer
  session: string | null
  /** Done again after a backup was restored: what was decided then holds, whatever the backup says of the case. */
  again?: boolean
  beside?: readonly Statement[]
}>

export type ErasureOutcome = Readonly<
  { outcome: 'erased'; cases: number; values: number } | { outcome: 'refused'; because: 'running' | 'held'; cases: readonly string[] }
>

type Refused = Extract<ErasureOutcome, { outcome: 'refused' }>
type Found = Readonly<{ entries: readonly PlannedEntry[]; values: number; files: readonly string[]; at: string }>
type Place = Readonly<{ stream: string; serial: number; path: string }>

const MOST_TRIES = 5

/**
 * Destroys the keys of a person: every value sealed with them is gone for good, in openings, projections and backups that
 * are brought back. The records, their hashes and the chains stay: a commitment without salt says nothing of its value.
 * Refused while a case still runs on the values or a hold stands. Each case says in its stream what was erased.
 */
export async function eraseKeys(erasure: Erasure, needs: ErasureNeeds): Promise<ErasureOutcome> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await erasureOf(erasure, needs)
    if ('outcome' in found) return found
    const { entries, values, files, at } = found
    const beside = [destroy(erasure.keys), forgetIndex(erasure.keys), ...(erasure.beside ?? [])]
    const done =
      entries.length === 0
        ? await withoutEntries(needs.pool, beside)
        : await needs.ledger.write({ entries, reads: [], agenda: new Map(), claims: [], idempotency: null, beside })
    if (done.outcome === 'moved-on') continue
    if (done.outcome !== 'written') throw new Error(`Expected an erasure to be written, but the ledger answered ${done.outcome}`)
    const personal = await personalValuesOf(needs.pool)
    personal?.forget()
    if (personal !== null && erasure.again !== true)
      await noteErasures(
        personal.ring.folder,
        erasure.keys.map((key) => ({ key, at })),
      )
    await deleteFiles(needs.disposal, files)
    for (const { stream } of entries) await needs.forgetSheets?.(stream)
    await needs.purgePackages?.()
    return { outcome: 'erased', cases: entries.length, values }
  }
  throw new Error('Expected the cases of a person to hold still for a moment, but they moved on again and again')
}

async function erasureOf(erasure: Erasure, { pool, ledger, organisation }: ErasureNeeds): Promise<Found | Refused> {
  const { rows: places } = await pool.query<Place>(
    'select stream, serial, path from opening where key = any($1::uuid[]) order by stream, serial, path',
    [erasure.keys],
  )
  const { at } = await ledger.now()
  const entries: PlannedEntry[] = []
  const [running, held]: [string[], string[]] = [[], []]
  const files: string[] = []
  await onSnapshot(pool, async (source) => {
    for (const [id, own] of Map.groupBy(places, ({ stream }) => stream)) {
      const stream = await source.stream(id)
      if (stream === null || stream.head === null) continue
      if (!stream.head.closed) running.push(stream.head.number)
      if (isHeld(stream)) held.push(stream.head.number)
      files.push(...filesIn(stream, own))
      entries.push(noticeOf(stream, own, { erasure, organisation, at }))
    }
  })
  if (erasure.again !== true && running.length > 0) return { outcome: 'refused', because: 'running', cases: running }
  if (erasure.again !== true && held.length > 0) return { outcome: 'refused', because: 'held', cases: held }
  return { entries, values: places.length, files, at }
}

type Setting = Readonly<{ erasure: Erasure; organisation: string; at: string }>

function noticeOf(stream: StoredStream, own: readonly Place[], { erasure, organisation, at }: Setting): PlannedEntry {
  const gone = new Set(own.map(({ serial, path }) => `${serial} ${path}`))
  const payloads = stream.payloads.map((payload) => ({
    ...payload,
    openings: payload.openings.filter(({ path }) => !gone.has(`${payload.serial} ${path}`)),
  }))
  const { state } = replayStream({ ...stream, payloads })
  if (state === null) throw new Error(`Expected the entries of ${stream.id} to give a case before values of it are erased, but they do not`)
  const hashes = new Map(stream.payloads.map(({ serial, bytes }) => [serial, hashTextOf(bytes)]))
  const openings = own.flatMap(({ serial, path }) => {
    const data = hashes.get(serial)
    return data === undefined ? [] : [{ data, path }]
  })
  const sequence = stream.sequence + 1
  const sealed = sealNotice(
    { kind: 'erasure', by: erasure.by(at), basis: erasure.basis, openings },
    {
      organisation,
      stream: stream.id,
      document: state.document,
      baseline: state.baseline,
      session: erasure.session,
      closed: state.closed ? (state.taken.at(-1)?.sequence ?? null) : null,
      sequence,
      at,
    },
  )
  return { ...sealed, projection: { ...state, version: sequence } }
}

/** A hold was placed and none of its kind lifted since: a lawsuit, an investigation. */
function isHeld({ entries }: StoredStream): boolean {
  const placed = new Set<string>()
  for (const entry of entries) {
    const read = entry.kind === 'hold' ? readFacts(entry.facts) : null
    if (read?.outcome !== 'read' || read.facts.kind !== 'hold') continue
    if (read.facts.act === 'placed') placed.add(read.facts.hold)
    else placed.delete(read.facts.hold)
  }
  return placed.size > 0
}

function filesIn({ payloads }: StoredStream, own: readonly Place[]): readonly string[] {
  const gone = new Set(own.map(({ serial, path }) => `${serial} ${path}`))
  const values = payloads.flatMap(({ serial, openings }) => openings.filter(({ path }) => gone.has(`${serial} ${path}`)))
  return values.flatMap(({ value }) => attachmentIds({ value }))
}

const destroy = (keys: readonly string[]): Statement => ({
  text: 'update personal_key set subject = null, wrapped = null, erased_at = record_clock() where id = any($1::uuid[]) and erased_at is null',
  values: [keys],
})

const forgetIndex = (keys: readonly string[]): Statement => ({
  text: 'delete from blind_index where key = any($1::uuid[])',
  values: [keys],
})

/** A key nothing is sealed with any more: its records were disposed of. */
async function withoutEntries(pool: Pool, statements: readonly Statement[]) {
  for (const { text, values } of statements) await pool.query(text, [...values])
  return { outcome: 'written' } as const
}

async function deleteFiles(disposal: Pool | undefined, files: readonly string[]): Promise<void> {
  if (disposal === undefined || files.length === 0) return
  for (const text of [
    'delete from attachment_use where attachment = any($1::uuid[])',
    'delete from attachment_piece where attachment = any($1::uuid[])',
    'delete from attachment where id = any($1::uuid[])',
  ])
    await disposal.query(text, [files])
}
