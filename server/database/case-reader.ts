import type { CaseState } from '#engine'
import type { Entry, HashText, Opening } from '#records'
import type { StoredOpening } from '../privacy/seal-openings.ts'
import { askTogether } from './ask-together.ts'
import { readsWithin, type ServingPool } from './guarded-reads.ts'
import type { CaseReader } from './ledger.ts'
import { openedStates, openingsOf } from './stored-openings.ts'
import { answered } from './transaction.ts'

/** Which cases a session may see: those of these testing centres, or all. Tested in the statement itself. */
export type Scope = Readonly<{
  sites: readonly string[] | 'all'
  /** Beside these, the cases about this person or opened by them, and all of these documents. */
  own?: Readonly<{ person: string | null; documents: readonly string[] }>
}>

/** The scope as statements take it, $1: codes of centres and documents and the id of a person in one list, for none is another; null for all. */
export function scopeParameter({ sites, own }: Scope): readonly string[] | null {
  if (sites === 'all') return null
  return [...sites, ...(own?.documents ?? []), ...(own?.person == null ? [] : [own.person])]
}

export const everywhere: Scope = { sites: 'all' }

/** One sealed part, or values beside the records (negative serial), as it was stored. */
export type StoredPayload = Readonly<{
  sequence: number
  serial: number
  hash: HashText
  bytes: Uint8Array
  recordNumber: string | null
  form: string
  part: string
  openings: readonly Opening[]
  attachments: readonly string[]
}>

/** A case and the moment of the record clock it was read at. */
export type CaseNow = Readonly<{ state: CaseState; at: string }>

/** What one case's page needs of the store. `null` and empty also mean: outside the scope. */
export type PostgresCaseReader = CaseReader &
  Readonly<{
    /** The case as it stands now, for whoever decides about it: one journey for both. */
    byIdNow(id: string): Promise<CaseNow | null>
    /** All payloads of a stream that have not been disposed of, by entry and serial. */
    payloadsOf(stream: string): Promise<readonly StoredPayload[]>
    /** Openings of the values an entry names beside its records. */
    openingsBeside(stream: string, sequence: number): Promise<readonly Opening[]>
    /** The case and the serial a record number names. */
    recordByNumber(number: string): Promise<Readonly<{ stream: string; serial: number }> | null>
    /** Cases that this one started or sent a step to, and those that did so to it. */
    linksOf(id: string): Promise<readonly CaseLinkFound[]>
  }>

export type CaseLinkFound = Readonly<{
  direction: 'started' | 'starter' | 'demanded' | 'demander'
  id: string
  number: string
  document: string
  state: string
  closed: boolean
  step: string
}>

/** Reads the projection within a scope; the server's own work reads `everywhere`. */
export function makeCaseReader(pool: Pick<ServingPool, 'query' | 'reader'>, scope: Scope = everywhere): PostgresCaseReader {
  const sites = scopeParameter(scope)
  const reads = readsWithin(pool, sites)
  const ask = async <Row extends object>(name: string, text: string, values: readonly unknown[]) =>
    (await answered(reads.query<Row>({ name, text, values: [...values] }))).rows
  const states = async (name: string, where: string, values: readonly unknown[]) => {
    const text = `select projection from case_head h where ${inScope} and ${where}`
    const found = await ask<{ projection: CaseState }>(name, text, [sites, ...values])
    return openedStates(
      pool,
      found.map(({ projection }) => projection),
    )
  }
  const storedNow = askTogether(async (ids: readonly string[]) => {
    const text = `select id, projection, record_clock() as at from case_head h where ${inScope} and id = any($2::uuid[])`
    const found = await ask<Readonly<{ id: string; projection: CaseState; at: string }>>('cases-by-id-now', text, [sites, ids])
    const byId = new Map(found.map((row) => [row.id, row]))
    return ids.map((id) => byId.get(id) ?? null)
  })
  const first = async <T>(found: Promise<readonly T[]>) => (await found)[0] ?? null

  return {
    byId: async (id) => (isUuid(id) ? first(states('case-by-id', 'id = $2', [id])) : null),
    async byIdNow(id) {
      const found = isUuid(id) ? await storedNow(id.toLowerCase()) : null
      const [state] = found === null ? [] : await openedStates(pool, [found.projection])
      return found === null || state === undefined ? null : { state, at: found.at }
    },
    byIds: (ids) => states('cases-by-ids', 'id = any($2::uuid[])', [ids.filter(isUuid)]),
    byNumber: (number) => first(states('case-by-number', 'number = $2', [number])),
    startedBy: (caseId, document) =>
      states('cases-started', 'started_by = $2 and document = $3 order by opened_at, number', [caseId, document]),
    bySubject: (document, subject) =>
      states('cases-by-subject', 'document = $2 and subject @> $3::jsonb order by opened_at, number', [document, JSON.stringify(subject)]),
    bySubjects: async (asked) => {
      if (asked.length === 0) return []
      const keys = asked.map(({ subject }) => JSON.stringify(subject))
      const rows = await ask<{ place: number; projection: CaseState }>('cases-by-subjects', bySubjectsSql, [
        sites,
        asked.map(({ document }) => document),
        keys,
      ])
      const opened = await openedStates(
        pool,
        rows.map(({ projection }) => projection),
      )
      const found = Map.groupBy(opened.keys(), (index) => rows[index]?.place)
      return asked.map((_, place) => (found.get(place + 1) ?? []).flatMap((index) => opened[index] ?? []))
    },
    entriesOf: (stream) =>
      ask<Entry>(
        'entries-of-stream',
        `select stream, sequence, facts, stamp, hash from entry e where stream = $2 and ${streamInScope('e.stream')} order by sequence`,
        [sites, stream],
      ),
    async payloadsOf(stream) {
      const rows = await ask<PayloadRow>('payloads-of-stream', payloadSql, [sites, stream])
      const stored = rows.flatMap(({ serial, openings }) => openings.map((one) => storedOpening(stream, serial, one)))
      const bySerial = Map.groupBy(await openingsOf(pool, stored), ({ serial }) => serial)
      return rows.map((row) => payloadOf(row, bySerial.get(row.serial) ?? []))
    },
    async openingsBeside(stream, sequence) {
      const text = `select stream, serial, path, salt, value, key, sealed from opening o
        where stream = $2 and serial = -$3::int and ${streamInScope('o.stream')} order by path`
      return (await openingsOf(pool, await ask<StoredOpening>('openings-beside', text, [sites, stream, sequence]))).map(justOpening)
    },
    recordByNumber: (number) =>
      first(
        ask<{ stream: string; serial: number }>(
          'record-by-number',
          `select stream, serial from payload p where record_number = $2 and ${streamInScope('p.stream')}`,
          [sites, number],
        ),
      ),
    linksOf: (id) => ask<CaseLinkFound>('links-of-case', linkSql, [sites, id]),
  }
}

/** $1 as `scopeParameter` makes it. A case of no centre is seen by those who see all, by whom it is about and who opened it. */
export const inScope =
  '($1::text[] is null or h.site = any($1::text[]) or h.person = any($1::text[]) or h.opened_by = any($1::text[]) or h.document = any($1::text[]))'

const streamInScope = (stream: string) => `($1::text[] is null or exists (select from case_head h where h.id = ${stream} and ${inScope}))`

const bySubjectsSql = `select asked.place::int as place, found.projection
  from unnest($2::text[], $3::jsonb[]) with ordinality as asked(document, keys, place)
  cross join lateral (
    select h.projection, h.opened_at, h.number from case_head h where ${inScope} and h.document = asked.document and h.subject @> asked.keys
  ) found
  order by asked.place, found.opened_at, found.number`

const payloadSql = `select sequence, serial, hash, data, record_number, form, part,
    (select coalesce(json_agg(json_build_object('path', path, 'salt', encode(salt, 'base64'), 'value', value, 'key', key, 'sealed', encode(sealed, 'base64')) order by path), '[]') from opening o where o.stream = p.stream and o.serial = p.serial) as openings,
    (select coalesce(json_agg(attachment order by attachment), '[]') from attachment_use u where u.stream = p.stream and u.serial = p.serial) as attachments
  from payload p where stream = $2 and ${streamInScope('p.stream')} order by sequence, serial`

const linkSql = `select l.direction, h.id, h.number, h.document, h.state, h.closed, l.step from (
    select case kind when 'started' then 'started' else 'demanded' end as direction, to_case as other, step from case_link where from_case = $2
    union all
    select case kind when 'started' then 'starter' else 'demander' end, from_case, step from case_link where to_case = $2
  ) l join case_head h on h.id = l.other and ${inScope} order by h.opened_at, h.number, l.step`

type PayloadRow = Readonly<{
  sequence: number
  serial: number
  hash: Buffer
  data: Buffer
  record_number: string | null
  form: string
  part: string
  openings: readonly OpeningText[]
  attachments: readonly string[]
}>

type OpeningText = Readonly<{ path: string; salt: string | null; value: string | null; key: string | null; sealed: string | null }>

const bytesOf = (text: string | null) => (text === null ? null : Buffer.from(text, 'base64'))

const storedOpening = (stream: string, serial: number, { path, salt, value, key, sealed }: OpeningText): StoredOpening => ({
  stream,
  serial,
  path,
  salt: bytesOf(salt),
  value,
  key,
  sealed: bytesOf(sealed),
})

const justOpening = ({ path, salt, value }: Opening): Opening => ({ path, salt, value })

const payloadOf = (
  { sequence, serial, hash, data, record_number, form, part, attachments }: PayloadRow,
  openings: readonly Opening[],
): StoredPayload => ({
  sequence,
  serial,
  hash: `sha256:${hash.toString('hex')}`,
  bytes: data,
  recordNumber: record_number,
  form,
  part,
  openings: openings.map(justOpening),
  attachments,
})

/** What comes from a request may be anything; PostgreSQL would answer a malformed id with an error. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
