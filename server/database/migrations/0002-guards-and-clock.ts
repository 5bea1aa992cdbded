import { Migration } from '@mikro-orm/migrations'

const appendOnlyTables = ['entry', 'payload', 'opening']

/** What tables alone do not hold: nothing is changed or removed afterwards, and there is one clock. */
export class GuardsAndClock extends Migration {
  override name = '0002-guards-and-clock'

  override up(): void {
    for (const statement of [...roleNames, ...triggers, ...truncateGuards, ...clock, ...storage]) this.addSql(statement)
  }
}

/** Roles belong to the whole server, so their names begin with the database's: two organisations on one server stay apart. */
const roleNames = [
  `create function database_role(kind text) returns text language sql stable as $$ select left(regexp_replace(lower(current_database()), '[^a-z0-9_]', '_', 'g'), 40) || '_' || kind $$`,
]

const triggers = [
  `create or replace function "entry_entry_append_only_fn"() returns trigger as $$ begin raise exception 'Expected entry to be only added to, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  `create trigger "entry_append_only" BEFORE UPDATE OR DELETE on "entry" for each ROW execute function "entry_entry_append_only_fn"()`,
  `create or replace function "opening_opening_append_only_fn"() returns trigger as $$ begin if tg_op = 'DELETE' and current_user = database_role('disposal') then return old; end if; raise exception 'Expected opening to be only added to, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  `create trigger "opening_append_only" BEFORE UPDATE OR DELETE on "opening" for each ROW execute function "opening_opening_append_only_fn"()`,
  `create or replace function "organisation_organisation_kind_fixed_fn"() returns trigger as $$ begin if tg_op = 'UPDATE' and new.id = old.id and new.kind = old.kind and new.zone = old.zone then return new; end if; raise exception 'Expected the organisation to keep its id, kind and zone, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  `create trigger "organisation_kind_fixed" BEFORE UPDATE OR DELETE on "organisation" for each ROW execute function "organisation_organisation_kind_fixed_fn"()`,
  `create or replace function "payload_payload_append_only_fn"() returns trigger as $$ begin if tg_op = 'DELETE' and current_user = database_role('disposal') then return old; end if; raise exception 'Expected payload to be only added to, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  `create trigger "payload_append_only" BEFORE UPDATE OR DELETE on "payload" for each ROW execute function "payload_payload_append_only_fn"()`,
]

// TRUNCATE asks per statement. ALWAYS: also in a session that plays replica, where ordinary triggers sleep.
const truncateGuards = [
  `create function refuse_truncate() returns trigger language plpgsql as $$ begin raise exception 'Expected % to be only added to, but a TRUNCATE came.', tg_table_name using errcode = '42501'; end $$`,
  ...appendOnlyTables.flatMap((table) => [
    `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_truncate()`,
    `alter table ${table} enable always trigger ${table}_no_truncate`,
    `alter table ${table} enable always trigger ${table}_append_only`,
  ]),
  'alter table organisation enable always trigger organisation_kind_fixed',
]

// STABLE: both answer from the statement's snapshot, so an instant and its kind belong together.
const clock = [
  'insert into clock_setting (singleton, simulated_at) values (true, null)',
  `create function record_clock() returns timestamptz language sql stable as $$ select date_trunc('milliseconds', coalesce((select simulated_at from clock_setting), clock_timestamp())) $$`,
  `create function clock_kind() returns text language sql stable as $$ select case when (select simulated_at from clock_setting) is null then 'real' else 'simulated' end $$`,
  `create function set_simulated_clock(instant timestamptz) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  present timestamptz;
begin
  if not exists (select from organisation where kind = 'demonstration') then
    raise exception 'Expected a demonstration organisation, but this is none: its clock is the database''s.' using errcode = 'GJ001';
  end if;
  select simulated_at into present from clock_setting for update;
  present := coalesce(present, (select max(recorded_at) from entry));
  if instant < present then
    raise exception 'Expected the clock to move forward from %, but % lies before it.', present, instant using errcode = 'GJ002';
  end if;
  update clock_setting set simulated_at = date_trunc('milliseconds', instant);
end $$`,
  `create function release_simulated_clock() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from clock_setting where simulated_at > clock_timestamp()) then
    raise exception 'Expected the real clock to have reached the simulated one before it is let go, but it has not.' using errcode = 'GJ002';
  end if;
  update clock_setting set simulated_at = null;
end $$`,
]

// Heads are updated in place all day. lz4 where this PostgreSQL was built with it.
const storage = [
  'alter table stream set (fillfactor = 50)',
  'alter table counter set (fillfactor = 50)',
  'alter table case_head set (fillfactor = 70)',
  `do $$ begin
  alter table entry alter column facts set compression lz4;
  alter table payload alter column data set compression lz4;
  alter table case_head alter column projection set compression lz4;
exception when feature_not_supported or invalid_parameter_value then null;
end $$`,
]
