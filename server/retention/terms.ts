import type { Pool } from 'pg'
import type { CaseState, CompiledProcedure } from '#engine'
import { keptUntil } from '#records'
import { answered } from '../database/transaction.ts'
import { organisationDay } from '../organisation-day.ts'

/**
 * Notes until when the records of a closed case have to be kept, form by form, as long as there is something of them.
 * Made from the case and its payloads alone, so it may be repeated at any time; a case under way has no term yet.
 */
export async function noteTerms(state: CaseState, procedure: CompiledProcedure, zone: string, pool: Pick<Pool, 'query'>): Promise<void> {
  if (!state.closed) return
  const beganOn = organisationDay(state.taken.at(-1)?.at ?? state.openedAt, zone)
  const forms = [...procedure.forms.values()].map(({ form: { code, retention } }) => ({
    form: code,
    class: retention.class,
    kept_until: keptUntil(retention.class, beganOn),
  }))
  await answered(pool.query({ name: 'note-retention-terms', text: noteSql, values: [state.id, beganOn, JSON.stringify(forms)] }))
}

const noteSql = `
with present as (select form, count(*)::int as records from payload where stream = $1 and serial > 0 group by form),
fresh as (
  select p.form, f.class, p.records, f.kept_until from present p
  join jsonb_to_recordset($3::jsonb) as f (form text, class text, kept_until date) on f.form = p.form
),
gone as (delete from retention_term t where t.stream = $1 and not exists (select from fresh where fresh.form = t.form))
insert into retention_term as t (stream, form, class, records, began_on, kept_until)
  select $1, form, class, records, $2::date, kept_until from fresh
on conflict (stream, form) do update set class = excluded.class, records = excluded.records, began_on = excluded.began_on, kept_until = excluded.kept_until
  where (t.class, t.records, t.began_on, t.kept_until) is distinct from (excluded.class, excluded.records, excluded.began_on, excluded.kept_until)`

/** Closed cases of which no term was noted and something is there: those of a house older than this list. */
export async function casesWithoutTerms(pool: Pick<Pool, 'query'>, most: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select h.id from case_head h where h.closed and not exists (select from retention_term t where t.stream = h.id)
      and exists (select from payload p where p.stream = h.id and p.serial > 0) limit $1`,
    [most],
  )
  return rows.map(({ id }) => id)
}
