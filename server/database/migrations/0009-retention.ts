import { Migration } from '@mikro-orm/migrations'

/** What is kept how long, what is held, what was disposed of. */
export class Retention extends Migration {
  override name = '0009-retention'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

export const deletionBody = `if exists (select from entry e where e.stream = old.stream and e.kind = 'disposal' and position(encode(old.hash, 'hex') in convert_from(e.facts, 'UTF8')) > 0) then return old; end if; raise exception 'Expected an entry of the log to name the data that is deleted, but none does.' using errcode = '42501'; return null;`

const statements: readonly string[] = [
  `create table "retention_term" ("stream" uuid not null, "form" text not null, "class" text not null, "records" int not null, "began_on" date not null, "kept_until" date null, primary key ("stream", "form"))`,
  `create index "retention_term_kept_until_idx" on "retention_term" ("kept_until", "stream", "form") where "kept_until" is not null`,
  `create table "disposal_order" ("basis" text not null, "stream" uuid not null, "numbers" jsonb not null, "ordered_at" timestamptz(3) not null default record_clock(), "done_at" timestamptz(3) null, "disposed" int not null default 0, "waiting" jsonb null, primary key ("basis"))`,
  // Kinds of entries that are few and looked for by themselves.
  `create index "entry_few_idx" on "entry" ("kind", "stream", "sequence") where "kind" in ('hold', 'disposal', 'drill')`,
  `create or replace function "payload_payload_ordered_fn"() returns trigger as $$ begin ${deletionBody} end; $$ language plpgsql`,
  `create trigger "payload_ordered" BEFORE DELETE on "payload" for each ROW execute function "payload_payload_ordered_fn"()`,
  'alter table payload enable always trigger payload_ordered',
]
