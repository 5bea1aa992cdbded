import { Migration } from '@mikro-orm/migrations'

/**
 * What is released, set in registers or attached to records stays as well; who reads which rows is said by the database
 * itself. The policies name roles, whose names are the database's own: `guiju migrate` makes them (row-policies.ts).
 */
export class RowGuards extends Migration {
  override name = '0006-row-guards'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const onlyAdded = ['baseline', 'baseline_file', 'content', 'register_change']

const refusal = (table: string) => [
  `create or replace function "${table}_${table}_append_only_fn"() returns trigger as $$ begin raise exception 'Expected ${table} to be only added to, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  `create trigger "${table}_append_only" BEFORE UPDATE OR DELETE on "${table}" for each ROW execute function "${table}_${table}_append_only_fn"()`,
  `alter table ${table} enable always trigger ${table}_append_only`,
]

const noTruncate = (table: string) => [
  `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_truncate()`,
  `alter table ${table} enable always trigger ${table}_no_truncate`,
]

/** A row trigger that lets through what its condition says and refuses everything else. */
const kept = (table: string, events: string, body: string) => [
  `create or replace function "${table}_${table}_kept_fn"() returns trigger as $$ begin ${body} end; $$ language plpgsql`,
  `create trigger "${table}_kept" BEFORE ${events} on "${table}" for each ROW execute function "${table}_${table}_kept_fn"()`,
  `alter table ${table} enable always trigger ${table}_kept`,
]

export const keptBodies = {
  baseline_in_force: `if tg_op = 'UPDATE' and (new.document, new.from_date, new.baseline) is not distinct from (old.document, old.from_date, old.baseline) then return new; end if; raise exception 'Expected what was in force to stay, but a % came.', tg_op using errcode = '42501'; return null;`,
  attachment: `if tg_op = 'UPDATE' and (new.expires_at is null or not exists (select from attachment_use u where u.attachment = old.id)) and (new.id, new.sha256, new.size, new.type, new.name, new.uploaded_by, new.uploaded_at) is not distinct from (old.id, old.sha256, old.size, old.type, old.name, old.uploaded_by, old.uploaded_at) then return new; end if; if tg_op = 'DELETE' and (is_disposing() or not exists (select from attachment_use u where u.attachment = old.id)) then return old; end if; raise exception 'Expected a file to stay as it is and as long as a record names it, but a % came.', tg_op using errcode = '42501'; return null;`,
  attachment_piece: `if tg_op = 'INSERT' and not exists (select from attachment a where a.id = new.attachment) then return new; end if; if tg_op = 'DELETE' and (is_disposing() or not exists (select from attachment_use u where u.attachment = old.attachment)) then return old; end if; raise exception 'Expected the bytes of a file to stay as they are and as long as a record names it, but a % came.', tg_op using errcode = '42501'; return null;`,
} as const

const statements: readonly string[] = [
  ...onlyAdded.flatMap(refusal),
  ...kept('baseline_in_force', 'UPDATE OR DELETE', keptBodies.baseline_in_force),
  ...kept('attachment', 'UPDATE OR DELETE', keptBodies.attachment),
  ...kept('attachment_piece', 'INSERT OR UPDATE OR DELETE', keptBodies.attachment_piece),
  `create or replace function "attachment_use_attachment_use_append_only_fn"() returns trigger as $$ begin if tg_op = 'DELETE' and is_disposing() then return old; end if; raise exception 'Expected attachment_use to be only added to, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  `create trigger "attachment_use_append_only" BEFORE UPDATE OR DELETE on "attachment_use" for each ROW execute function "attachment_use_attachment_use_append_only_fn"()`,
  'alter table attachment_use enable always trigger attachment_use_append_only',
  ...[...onlyAdded, 'baseline_in_force', 'organisation', 'attachment', 'attachment_piece', 'attachment_use'].flatMap(noTruncate),
  // Written as SQL, not as text: what they name is settled now, whatever schema stands first in a caller's path.
  `create or replace function database_role(kind text) returns text language sql stable return left(regexp_replace(lower(current_database()), '[^a-z0-9_]', '_', 'g'), 40) || '_' || kind`,
  `create or replace function record_clock() returns timestamptz language sql stable return date_trunc('milliseconds', coalesce((select simulated_at from clock_setting), clock_timestamp()))`,
  `create or replace function clock_kind() returns text language sql stable return case when (select simulated_at from clock_setting) is null then 'real' else 'simulated' end`,
  // Whoever has the rights of the disposing role, but for superusers, who have those of all.
  `create function is_disposing() returns boolean language sql stable return pg_has_role(current_user, database_role('disposal'), 'member') and not (select rolsuper from pg_roles where rolname = current_user)`,
  ...['payload', 'opening'].map(
    (table) =>
      `create or replace function "${table}_${table}_append_only_fn"() returns trigger as $$ begin if tg_op = 'DELETE' and is_disposing() then return old; end if; raise exception 'Expected ${table} to be only added to, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  ),
  // What this transaction may read: codes of centres and documents and the id of a person, one a line; nothing set, nothing seen.
  `create function reading_scope() returns text[] language sql stable return string_to_array(nullif(current_setting('guiju.scope', true), ''), E'\\n')`,
]
