import type { SubjectValues } from '#engine'
import { everywhere, inScope, isUuid, type Scope, scopeParameter } from './case-reader.ts'
import { readsWithin, type ServingPool } from './guarded-reads.ts'
import { keyOf, type Page, pageOf } from './keyset.ts'
import { answered } from './transaction.ts'

/** A case as a list shows it, without its contents. `due` is the earliest date on its tasks. */
export type ListedCase = Readonly<{
  id: string
  number: string
  document: string
  baseline: string
  subject: SubjectValues
  site: string | null
  year: number
  state: string
  closed: boolean
  version: number
  records: number
  openedAt: string
  updatedAt: string
  due: string | null
}>

export type CaseFilter = Readonly<{
  document?: string | undefined
  year?: number | undefined
  site?: string | undefined
  state?: string | undefined
  closed?: boolean | undefined
  ids?: readonly string[] | undefined
}>

/** What a person holds, deputed roles included. Null site or occupation: for all of them. */
export type TaskHolder = Readonly<{
  person: string
  roles: readonly Readonly<{
    role: string
    site: string | null
    occupation: string | null
    own?: string
    openDocuments?: readonly string[]
  }>[]
}>

export type ListedTask = Readonly<{
  case: ListedCase
  step: string
  roles: readonly string[]
  persons: readonly string[]
  dueAt: string | null
  demandedBy: string | null
}>

export type CaseLists = Readonly<{
  /** Latest opened first. */
  cases(filter: CaseFilter, page: Readonly<{ limit: number; cursor: string | null }>, scope: Scope): Promise<Page<ListedCase>>
  /** Earliest due first, those without a date last. A task that names persons is on their lists alone. */
  tasks(holder: TaskHolder, page: Readonly<{ limit: number; cursor: string | null }>, scope?: Scope): Promise<Page<ListedTask>>
  /** Open and closed cases by document and state, for overviews. */
  counts(
    filter: Pick<CaseFilter, 'document' | 'year'>,
    scope: Scope,
  ): Promise<readonly Readonly<{ document: string; state: string; closed: boolean; cases: number }>[]>
  /** Open cases by what binds them to a baseline: what a release must not take away. */
  running(): Promise<readonly Readonly<{ document: string; baseline: string; state: string; cases: number }>[]>
}>

export function makeCaseLists(pool: Pick<ServingPool, 'query' | 'reader'>): CaseLists {
  const ask = async <Row extends object>(name: string, text: string, values: readonly unknown[], scope = everywhere) =>
    (await answered(readsWithin(pool, scopeParameter(scope)).query<Row>({ name, text, values: [...values] }))).rows
  return {
    async cases(filter, { limit, cursor }, scope) {
      const [before = null] = keyOf(cursor, 1) ?? []
      const { document = null, year = null, site = null, state = null, closed = null, ids = null } = filter
      const asked = [document, year, site, state, closed, ids, isUuid(String(before)) ? before : null, limit + 1]
      const rows = await ask<ListedCase>('list-cases', caseSql, [scopeParameter(scope), ...asked], scope)
      return pageOf(rows, limit, ({ id }) => [id])
    },
    async tasks({ person, roles }, { limit, cursor }, scope) {
      const [due = null, stream = null, ordinal = null] = keyOf(cursor, 3) ?? []
      const after =
        isUuid(String(stream)) && Number.isSafeInteger(ordinal) && isMoment(String(due)) ? [due, stream, ordinal] : [null, null, null]
      const held = [
        roles.map(({ role }) => role),
        roles.map(({ site }) => site),
        roles.map(({ occupation }) => occupation),
        roles.map(({ own = null }) => own),
        roles.map(({ openDocuments = [] }) => openDocuments.join(' ')),
      ]
      const asked = [person, ...held, ...after, limit + 1]
      const rows = await ask<ListedTask & Readonly<{ ordinal: number }>>('list-tasks-of-person', taskSql, asked, scope)
      const page = pageOf(rows, limit, (row) => [row.dueAt ?? 'infinity', row.case.id, row.ordinal])
      return { items: page.items.map(({ ordinal: _place, ...task }) => task), next: page.next }
    },
    counts: ({ document = null, year = null }, scope) =>
      ask(
        'count-cases',
        `select document, state, closed, count(*)::int as cases from case_head h where ${inScope} and ($2::text is null or document = $2) and ($3::int is null or year = $3) group by document, state, closed order by document, state`,
        [scopeParameter(scope), document, year],
        scope,
      ),
    running: () =>
      ask(
        'running-cases',
        'select document, baseline, state, count(*)::int as cases from case_head where not closed group by document, baseline, state order by document, baseline, state',
        [],
      ),
  }
}

const isMoment = (text: string) => text === 'infinity' || !Number.isNaN(Date.parse(text))

const caseColumns = `h.id, h.number, h.document, h.baseline, h.subject, h.site, h.year, h.state, h.closed, h.version, h.records`
const earliestDue = '(select min(due_at) from task where task.stream = h.id)'

const caseSql = `select ${caseColumns}, h.opened_at as "openedAt", h.updated_at as "updatedAt", ${earliestDue} as due
  from case_head h
  where ${inScope} and ($2::text is null or h.document = $2) and ($3::int is null or h.year = $3) and ($4::text is null or h.site = $4)
    and ($5::text is null or h.state = $5) and ($6::boolean is null or h.closed = $6) and ($7::uuid[] is null or h.id = any($7::uuid[])) and ($8::uuid is null or h.id < $8)
  order by h.id desc limit $9`

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const taskSql = `select t.ordinal, t.step, t.roles, t.persons, t.due_at as "dueAt", t.demanded_by as "demandedBy",
    json_build_object('id', h.id, 'number', h.number, 'document', h.document, 'baseline', h.baseline, 'subject', h.subject, 'site', h.site, 'year', h.year, 'state', h.state, 'closed', h.closed,
      'version', h.version, 'records', h.records, 'openedAt', ${iso('h.opened_at')}, 'updatedAt', ${iso('h.updated_at')}, 'due', ${iso(earliestDue)}) as case
  from task t join case_head h on h.id = t.stream
  where (cardinality(t.persons) = 0 or $1 = any(t.persons))
    and exists (select from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as held (role, site, occupation, own, documents)
      where held.role = any(t.roles) and (h.document = any(string_to_array(held.documents, ' ')) or
        ((held.site is null or held.site = t.site) and (held.occupation is null or held.occupation = t.occupation) and (held.own is null or held.own = h.person or held.own = h.opened_by))))
    and ($7::timestamptz is null or (coalesce(t.due_at, 'infinity'), t.stream, t.ordinal) > ($7::timestamptz, $8::uuid, $9::int))
  order by coalesce(t.due_at, 'infinity'), t.stream, t.ordinal limit $10`
