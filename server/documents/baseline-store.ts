import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import type { TextFile } from '#engine'
import { baselineManifest, type HashText, hashText } from '#records'
import type { Statement } from '../database/ledger.ts'

/** A released state of documents, forms, lists and templates, and the hash that names it. */
export type Baseline = Readonly<{
  hash: HashText /** Canonical bytes whose hash is the name; kept as a content of their own. */
  manifest: Uint8Array
  files: readonly TextFile[]
}>

/** Under which baseline new cases of a document begin, from a day on. */
export type InForce = Readonly<{ document: string; baseline: string; from: string; until: string | null }>

/** Released states are only ever added; of what is in force only the last day is set later. */
export type BaselineStore = Readonly<{
  /** The bytes whose hash is the baseline's name; null where there is no such baseline. */
  manifestOf(baseline: string): Promise<Uint8Array | null>
  /** The files of a baseline in order of their paths; empty where there is no such baseline. */
  filesOf(baseline: string): Promise<readonly TextFile[]>
  inForceOn(day: string): Promise<readonly InForce[]>
  /** Everything that is or will be in force after a day. */
  inForceAfter(day: string): Promise<readonly InForce[]>
}>

const IN_FORCE = 'select document, baseline, from_date::text as from, until_date::text as until from baseline_in_force'

export function makeBaselineStore(pool: Pick<Pool, 'query'>): BaselineStore {
  return {
    async manifestOf(baseline) {
      const { rows } = await pool.query<{ data: Buffer }>(
        "select data from content where hash = decode(substr($1, length('sha256:') + 1), 'hex')",
        [baseline],
      )
      return rows[0]?.data ?? null
    },
    async filesOf(baseline) {
      const { rows } = await pool.query<{ path: string; data: Buffer }>(
        'select f.path, c.data from baseline_file f join content c on c.hash = f.hash where f.baseline = $1 order by f.path',
        [baseline],
      )
      return rows.map(({ path, data }) => ({ file: path, text: data.toString('utf8') }))
    },
    async inForceOn(day) {
      const { rows } = await pool.query<InForce>(
        `${IN_FORCE} where from_date <= $1::date and (until_date is null or until_date > $1::date) order by document`,
        [day],
      )
      return rows
    },
    async inForceAfter(day) {
      const { rows } = await pool.query<InForce>(
        `${IN_FORCE} where until_date is null or until_date > $1::date order by document, from_date`,
        [day],
      )
      return rows
    },
  }
}

/** Names a set of files by the hash of its manifest: the same bytes give the same baseline, whatever their order. */
export function makeBaseline(files: readonly TextFile[], ruleLibrary: string): Baseline {
  const hashes = new Map(files.map(({ file, text }) => [file, hashText(digest(text))]))
  const { hash, bytes } = baselineManifest(ruleLibrary, hashes)
  return { hash, manifest: bytes, files: files.toSorted((one, other) => (one.file < other.file ? -1 : 1)) }
}

/** The statements that keep a baseline; contents that are there already are not kept twice. */
export function baselineStatements({ hash, manifest, files }: Baseline, by: string, reason: string): readonly Statement[] {
  const digests = files.map(({ text }) => digest(text))
  const contents = [Buffer.from(manifest), ...files.map(({ text }) => Buffer.from(text))]
  return [
    {
      text: 'insert into content (hash, data) select distinct on (h) h, d from (select sha256(d) as h, d from unnest($1::bytea[]) as t (d)) c on conflict do nothing',
      values: [contents],
    },
    {
      text: 'insert into baseline (hash, released_at, released_by, reason) values ($1, record_clock(), $2, $3) on conflict do nothing',
      values: [hash, by, reason],
    },
    {
      text: 'insert into baseline_file (baseline, path, hash) select $1, p, h from unnest($2::text[], $3::bytea[]) as t (p, h) on conflict do nothing',
      values: [hash, files.map(({ file }) => file), digests],
    },
  ]
}

/** Puts a baseline in force for a document from a day on, and ends what was in force until then. */
export function inForceStatements(document: string, baseline: string, from: string): readonly Statement[] {
  return [
    ...endStatements(document, from),
    { text: 'insert into baseline_in_force (document, from_date, baseline) values ($1, $2, $3)', values: [document, from, baseline] },
  ]
}

/** Takes a document out of force from a day on: no new case begins under it. */
export function endStatements(document: string, from: string): readonly Statement[] {
  return [{ text: 'update baseline_in_force set until_date = $2 where document = $1 and until_date is null', values: [document, from] }]
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
