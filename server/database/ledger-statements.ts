import type { CaseState } from '#engine'
import type { PlannedEntry, PlannedPayload, UnitOfWork } from './ledger.ts'
import type { Statement } from './transaction.ts'

/** The statements of one unit of work, in the order the ledger sends them. All data travels in parameters. */

export const rememberAnswer = ({ actor, key, fingerprint, answer }: NonNullable<UnitOfWork['idempotency']>): Statement => ({
  name: 'remember-answer',
  text: 'insert into idempotency (actor, key, fingerprint, answer) values ($1, $2, $3, $4) on conflict (actor, key) do nothing returning key',
  values: [actor, key, Buffer.from(fingerprint), JSON.stringify(answer ?? null)],
})

export const recallAnswer = ({ actor, key, fingerprint }: NonNullable<UnitOfWork['idempotency']>): Statement => ({
  name: 'recall-answer',
  text: 'select answer, fingerprint = $3 as same from idempotency where actor = $1 and key = $2',
  values: [actor, key, Buffer.from(fingerprint)],
})

/** Locks heads in the order of their ids: everybody does, so nobody waits in a circle. */
export const lockHeads = (streams: readonly string[], mode: 'read' | 'write'): Statement => ({
  name: `lock-heads-to-${mode}`,
  text: `select id, sequence from stream where id = any($1::uuid[]) order by id for ${mode === 'read' ? 'share' : 'no key update'}`,
  values: [streams],
})

export const presentHeads = (streams: readonly string[]): Statement => ({
  name: 'present-heads',
  text: 'select id, sequence from stream where id = any($1::uuid[])',
  values: [streams],
})

export const testFencing = ({ name, fencing }: Readonly<{ name: string; fencing: number }>): Statement => ({
  name: 'test-fencing',
  text: 'select fencing from leader where name = $1 and fencing = $2 for share',
  values: [name, fencing],
})

export const claim = (claims: UnitOfWork['claims']): Statement => ({
  name: 'claim-subjects',
  text: `insert into claim (document, key, stream)
    select document, key, stream from unnest($1::text[], $2::text[], $3::uuid[]) as c (document, key, stream) order by document collate "C", key collate "C"
    on conflict (document, key) do nothing`,
  values: columns(claims, ['document', 'key', 'stream']),
})

export const foreignClaims = (claims: UnitOfWork['claims']): Statement => ({
  name: 'foreign-claims',
  text: `select c.document, c.stream from claim c join unnest($1::text[], $2::text[], $3::uuid[]) as mine (document, key, stream)
    on mine.document = c.document and mine.key = c.key where mine.stream <> c.stream limit 1`,
  values: columns(claims, ['document', 'key', 'stream']),
})

/** A part that an earlier entry of the case had already sealed, byte for byte, is not stored twice. `rows`: what gives them, as `p`. */
export const storePayloadsSql = (
  rows: string,
) => `insert into payload (stream, serial, sequence, record_number, form, part, hash, data, content)
  select distinct on (p.stream, p.serial, p.hash) p.stream, p.serial, p.sequence, p.record_number, p.form, p.part, p.hash, p.data, convert_from(p.data, 'UTF8')::jsonb
  from ${rows}
  where not exists (select from payload known where known.stream = p.stream and known.serial = p.serial and known.hash = p.hash)
  order by p.stream, p.serial, p.hash, p.sequence`

export function storePayloads(entries: readonly PlannedEntry[]): Statement {
  const rows = payloadRows(entries)
  return {
    name: 'store-payloads',
    text: storePayloadsSql(
      'unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[]) as p (stream, serial, sequence, record_number, form, part, hash, data)',
    ),
    values: columns(rows, ['stream', 'serial', 'sequence', 'recordNumber', 'form', 'part', 'hash', 'data']),
  }
}

export function storeOpenings(entries: readonly PlannedEntry[]): Statement {
  const rows = payloadRows(entries).flatMap(({ stream, serial, openings }) =>
    openings.map(({ path, salt, value }) => ({ stream, serial, path, salt: Buffer.from(salt), value: JSON.stringify(value) })),
  )
  return {
    name: 'store-openings',
    text: `insert into opening (stream, serial, path, salt, value)
      select * from unnest($1::uuid[], $2::int[], $3::text[], $4::bytea[], $5::text[])
      on conflict (stream, serial, path) do nothing`,
    values: columns(rows, ['stream', 'serial', 'path', 'salt', 'value']),
  }
}

/** Files that a record names are kept with it. Answers how many of them are there. */
export function keepAttachments(entries: readonly PlannedEntry[]): Statement {
  const rows = payloadRows(entries).flatMap(({ stream, serial, attachments }) =>
    attachments.map((attachment) => ({ attachment, stream, serial })),
  )
  return {
    name: 'keep-attachments',
    text: `with used as (select distinct * from unnest($1::uuid[], $2::uuid[], $3::int[]) as u (attachment, stream, serial)),
      kept as (update attachment set expires_at = null where id in (select attachment from used) returning id),
      named as (insert into attachment_use (attachment, stream, serial) select used.* from used join kept on kept.id = used.attachment on conflict do nothing)
      select (select count(*) from kept)::int as kept, (select count(distinct attachment) from used)::int as asked`,
    values: columns(rows, ['attachment', 'stream', 'serial']),
  }
}

/** A case with its sensitive values sealed, as `projection` holds it. */
export type SealedState = (state: CaseState) => unknown

/** `year` is the subject's where it has one, otherwise the organisation's year of opening. `states`, `at`: where the heads as JSON and the instant come from. */
export const projectHeadsSql = (
  states: string,
  at: string,
  on = '',
) => `insert into case_head as h (id, number, document, baseline, subject, site, occupation, year, state, closed, version, records, projection, numbers, started_by, opened_at, updated_at, person, opened_by)
    select p.id, p.number, p.document, p.baseline, p.subject, p.subject ->> 'site', p.subject ->> 'occupation',
      coalesce((p.subject ->> 'year')::int, extract(year from p.opened_at at time zone coalesce((select zone from organisation), 'Asia/Shanghai'))::int),
      p.state, p.closed, p.version, p.records, p.projection, p.numbers, p.started_by, p.opened_at, ${at}, p.subject ->> 'person', p.projection ->> 'openedBy'
    from ${states} as p (id uuid, number text, document text, baseline text, subject jsonb, state text, closed boolean, version int, records int, projection jsonb, numbers jsonb, started_by uuid, opened_at timestamptz) ${on}
    on conflict (id) do update set state = excluded.state, closed = excluded.closed, version = excluded.version, records = excluded.records,
      projection = excluded.projection, numbers = excluded.numbers, updated_at = excluded.updated_at`

export const projectHeads = (states: readonly CaseState[], recordedAt: string, sealed: SealedState = (state) => state): Statement => ({
  name: 'project-heads',
  text: projectHeadsSql('jsonb_to_recordset($1::jsonb)', '$2::timestamptz'),
  values: [`[${states.map((state) => headAsJson(state, sealed)).join()}]`, recordedAt],
})

export const headAsJson = (state: CaseState, sealed: SealedState): string => JSON.stringify({ ...headOf(state), projection: sealed(state) })

export function linkCases(states: readonly CaseState[]): Statement {
  const rows = states.flatMap((state) => [
    ...(state.startedBy === null ? [] : [{ from: state.startedBy.case, to: state.id, kind: 'started', step: state.startedBy.step }]),
    ...state.demands.map(({ from, step }) => ({ from: from.case, to: state.id, kind: 'demanded', step })),
  ])
  return {
    name: 'link-cases',
    text: `insert into case_link (from_case, to_case, kind, step) select distinct * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) on conflict do nothing`,
    values: columns(rows, ['from', 'to', 'kind', 'step']),
  }
}

/** Work for the consumers, for each case that changed. */
export const enqueue = (states: readonly CaseState[], consumers: readonly string[]): Statement => ({
  name: 'enqueue',
  text: `insert into outbox (consumer, stream, sequence)
    select consumer, stream, sequence from unnest($1::uuid[], $2::int[]) as s (stream, sequence), unnest($3::text[]) as consumer`,
  values: [states.map(({ id }) => id), states.map(({ version }) => version), consumers],
})

/** The row of `case_head` as JSON; the same columns `rebuild` compares. */
export const headOf = (state: CaseState) => ({
  id: state.id,
  number: state.numbers.case_number ?? '',
  document: state.document,
  baseline: state.baseline,
  subject: state.subject,
  state: state.state,
  closed: state.closed,
  version: state.version,
  records: state.sealed.length,
  projection: state,
  numbers: state.numbers,
  started_by: state.startedBy?.case ?? null,
  opened_at: state.openedAt,
})

export type PayloadRow = Omit<PlannedPayload, 'hash'> & Readonly<{ stream: string; sequence: number; hash: Buffer; data: Buffer }>

export const payloadRows = (entries: readonly PlannedEntry[]): readonly PayloadRow[] =>
  entries.flatMap(({ stream, expected, payloads }) =>
    payloads.map((payload) => ({
      ...payload,
      stream,
      sequence: expected + 1,
      hash: Buffer.from(payload.hash.slice('sha256:'.length), 'hex'),
      data: Buffer.from(payload.bytes),
    })),
  )

/** One array for each column, as unnest() wants them. */
export const columns = <Row, Key extends keyof Row>(rows: readonly Row[], keys: readonly Key[]): readonly (readonly Row[Key][])[] =>
  keys.map((key) => rows.map((row) => row[key]))
