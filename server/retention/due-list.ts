import type { Pool } from 'pg'
import type { CompiledProcedure, Words } from '#engine'
import { formInCase } from '#records'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { beginReading, type Reading, refOf } from '../cases/reading.ts'
import { namesForSubjects, subjectLine } from '../cases/subject-words.ts'
import type { CaseRef } from '../http/api/common.ts'
import { heldCases } from './holds.ts'
import type { OrderingDocument } from './ordering-documents.ts'

export type DueFilter = Readonly<{ on: string; class: string | null; form: string | null; year: number | null; after: string | null }>

/** Records of one form in a closed case that have to be kept no longer on the day asked for. */
export type DueItem = Readonly<{
  number: string
  case: CaseRef
  about: string
  form: string
  formTitle: Words
  class: string
  records: number
  beganOn: string
  keptUntil: string
  held: boolean
  /** Cases in which it was put forward, and how they stand. */
  appraisals: readonly CaseRef[]
}>
export type DueNeeds = CaseNeeds & Readonly<{ pool: Pick<Pool, 'query'> }>

type Row = Readonly<{
  stream: string
  form: string
  class: string
  records: number
  began_on: string
  kept_until: string
  id: string
  number: string
  document: string
  baseline: string
  state: string
  closed: boolean
  subject: Readonly<Record<string, string | number>>
}>

const PAGE = 100

/** What is due on a day, oldest term first; `next` asks for the page behind it. */
export async function dueList(
  filter: DueFilter,
  ordering: readonly OrderingDocument[],
  needs: DueNeeds,
): Promise<Readonly<{ items: readonly DueItem[]; next: string | null; total: number }>> {
  const values = [filter.on, filter.class, filter.form, filter.year]
  const [reading, held, page, counted] = await Promise.all([
    beginReading(needs),
    heldCases(needs.pool),
    needs.pool.query<Row>(`${dueSql} order by t.kept_until, h.number, t.form limit ${PAGE + 1}`, [...values, ...after(filter.after)]),
    needs.pool.query<{ total: number }>(`select count(*)::int as total from (${dueSql}) as due`, [...values, ...after(null)]),
  ])
  const rows = page.rows.slice(0, PAGE)
  const last = rows.at(-1)
  const put = await putForward(rows.map(numberOf), ordering, reading, needs.pool)
  const underHold = new Set(held.map(({ stream }) => stream))
  return {
    items: await itemsOf(rows, underHold, put, reading),
    next: page.rows.length > PAGE && last !== undefined ? `${last.kept_until}|${last.number}|${last.form}` : null,
    total: counted.rows[0]?.total ?? 0,
  }
}

/** The same lines by their numbers, as far as they are due. */
export async function dueByNumber(numbers: readonly string[], on: string, needs: DueNeeds): Promise<readonly DueItem[]> {
  const [reading, held] = await Promise.all([beginReading(needs), heldCases(needs.pool)])
  const { rows } = await needs.pool.query<Row>(`${dueSql} and t.form || '/' || h.number = any($8::text[]) order by h.number, t.form`, [
    on,
    null,
    null,
    null,
    ...after(null),
    numbers,
  ])
  const underHold = new Set(held.map(({ stream }) => stream))
  return itemsOf(rows, underHold, new Map(), reading)
}

const dueSql = `select t.stream, t.form, t.class, t.records, t.began_on::text, t.kept_until::text, h.id, h.number, h.document, h.baseline, h.state, h.closed, h.subject
  from retention_term t join case_head h on h.id = t.stream
  where t.kept_until < $1::date and ($2::text is null or t.class = $2) and ($3::text is null or t.form = $3)
    and ($4::int is null or extract(year from t.began_on) = $4)
    and ($5::date is null or (t.kept_until, h.number, t.form) > ($5::date, $6::text, $7::text))`

function after(cursor: string | null): readonly (string | null)[] {
  const [until, number, form] = /^(\d{4}-\d{2}-\d{2})\|([^|]+)\|([^|]+)$/.exec(cursor ?? '')?.slice(1) ?? []
  return [until ?? null, number ?? null, form ?? null]
}

const numberOf = ({ form, number }: Row): string => formInCase(form, number)

/** Cases of the ordering documents to which the due list gave one of these numbers. */
async function putForward(
  numbers: readonly string[],
  ordering: readonly OrderingDocument[],
  reading: Reading,
  pool: Pick<Pool, 'query'>,
): Promise<ReadonlyMap<string, readonly CaseRef[]>> {
  const found: (readonly [string, CaseRef])[] = []
  for (const { procedure, steps } of ordering)
    for (const { list, number } of steps.filter(({ fromDueList }) => fromDueList)) {
      const { rows } = await pool.query<Row & Readonly<{ item: string }>>(
        `select h.id, h.number, h.document, h.baseline, h.state, h.closed, item.value ->> $3 as item
          from case_head h cross join lateral jsonb_array_elements(h.projection #> array['given', $2, 'value']) as item (value)
          where h.document = $1 and h.projection -> 'given' ? $2 and item.value ->> $3 = any($4::text[]) order by h.opened_at`,
        [procedure.code, list, number, numbers],
      )
      for (const row of rows) found.push([row.item, refOf(row, await reading.documents.procedureOf(row.baseline, row.document))])
    }
  return new Map([...Map.groupBy(found, ([item]) => item)].map(([item, refs]) => [item, refs.map(([, ref]) => ref)]))
}

async function itemsOf(
  rows: readonly Row[],
  held: ReadonlySet<string>,
  put: ReadonlyMap<string, readonly CaseRef[]>,
  reading: Reading,
): Promise<DueItem[]> {
  const subjects = await Promise.all(
    rows.map(async (row) => ({ row, procedure: await reading.documents.procedureOf(row.baseline, row.document), subject: row.subject })),
  )
  const names = await namesForSubjects(subjects, reading)
  return subjects.map((one) => itemOf(one.row, one.procedure, subjectLine(one, names).zh, held, put))
}

function itemOf(
  row: Row,
  procedure: CompiledProcedure,
  about: string,
  held: ReadonlySet<string>,
  put: ReadonlyMap<string, readonly CaseRef[]>,
): DueItem {
  const number = numberOf(row)
  return {
    number,
    case: refOf(row, procedure),
    about,
    form: row.form,
    formTitle: procedure.forms.get(row.form)?.form.title ?? { zh: row.form, en: row.form },
    class: row.class,
    records: row.records,
    beganOn: row.began_on,
    keptUntil: row.kept_until,
    held: held.has(row.stream),
    appraisals: put.get(number) ?? [],
  }
}
