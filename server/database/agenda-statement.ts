import type { UnitOfWork } from './ledger.ts'
import type { Statement } from './transaction.ts'

type Agenda = UnitOfWork['agenda']

/** The rows of `task` and `due_moment` these cases have from now on, as two JSON parameters. */
export function agendaRows(agenda: Agenda): readonly [tasks: string, moments: string] {
  const numbered = <Row>(of: (one: Agenda extends ReadonlyMap<string, infer One> ? One : never) => readonly Row[]) =>
    JSON.stringify([...agenda].flatMap(([stream, one]) => of(one).map((row, ordinal) => ({ stream, ordinal, ...row }))))
  return [numbered(({ tasks }) => tasks), numbered(({ moments }) => moments)]
}

/**
 * Members of a WITH that put the agenda of cases in the place of what was there: rows are written over, and those beyond
 * the last go. `streams` is a query that gives the cases; rows of others are left out.
 */
export const agendaMembers = (streams: string, tasks: string, moments: string): string => `
tasks_now as materialized (
  select * from jsonb_to_recordset(${tasks}::jsonb) as t (stream uuid, ordinal int, step text, roles text[], persons text[], "dueAt" timestamptz, "demandedBy" text)
),
moments_now as materialized (
  select * from jsonb_to_recordset(${moments}::jsonb) as m (stream uuid, ordinal int, step text, at timestamptz, automatic boolean, provisional boolean)
),
tasks_gone as (
  delete from task where stream in (${streams}) and not exists (select from tasks_now n where n.stream = task.stream and n.ordinal = task.ordinal)
),
moments_gone as (
  delete from due_moment where stream in (${streams}) and not exists (select from moments_now n where n.stream = due_moment.stream and n.ordinal = due_moment.ordinal)
),
tasks_listed as (
  insert into task (stream, ordinal, step, roles, persons, due_at, demanded_by, site, occupation)
  select n.stream, n.ordinal, n.step, n.roles, n.persons, n."dueAt", n."demandedBy", h.site, h.occupation
  from tasks_now n join case_head h on h.id = n.stream where n.stream in (${streams})
  on conflict (stream, ordinal) do update set step = excluded.step, roles = excluded.roles, persons = excluded.persons, due_at = excluded.due_at,
    demanded_by = excluded.demanded_by, site = excluded.site, occupation = excluded.occupation
),
moments_listed as (
  insert into due_moment (stream, ordinal, step, at, automatic, provisional)
  select stream, ordinal, step, at, automatic, provisional from moments_now where stream in (${streams})
  on conflict (stream, ordinal) do update set step = excluded.step, at = excluded.at, automatic = excluded.automatic, provisional = excluded.provisional
)`

const replaceSql = `with ${agendaMembers('select unnest($1::uuid[])', '$2', '$3')} select`

/** What was on the lists of these cases goes, what is there from now on comes. */
export const replaceAgenda = (agenda: Agenda): Statement & { name: string } => ({
  name: 'replace-agenda',
  text: replaceSql,
  values: [[...agenda.keys()], ...agendaRows(agenda)],
})
