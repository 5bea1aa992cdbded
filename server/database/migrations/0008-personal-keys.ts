import { Migration } from '@mikro-orm/migrations'

/** The wrapped key of each person, what is found by it, and openings that may stand sealed. */
export class PersonalKeys extends Migration {
  override name = '0008-personal-keys'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

/** A key goes by erasure alone, and what was erased stays so: one statement that went wrong must not cost everybody's values. */
export const keptKeys = `if tg_op = 'UPDATE' and old.erased_at is null and new.id = old.id and (new.subject is not distinct from old.subject or new.erased_at is not null) then return new; end if; raise exception 'Expected the key of a person to stay, or to be erased for good, but a % came.', tg_op using errcode = '42501'; return null;`

const guards = [
  `create or replace function "personal_key_personal_key_kept_fn"() returns trigger as $$ begin ${keptKeys} end; $$ language plpgsql`,
  `create trigger "personal_key_kept" BEFORE UPDATE OR DELETE on "personal_key" for each ROW execute function "personal_key_personal_key_kept_fn"()`,
  'alter table personal_key enable always trigger personal_key_kept',
  'create trigger personal_key_no_truncate before truncate on personal_key for each statement execute function refuse_truncate()',
  'alter table personal_key enable always trigger personal_key_no_truncate',
]

const statements: readonly string[] = [
  `create table "personal_key" ("id" uuid not null, "subject" text null, "wrapped" bytea null, "kek" text not null, "restricted" boolean not null default false, "erased_at" timestamptz(3) null, primary key ("id"))`,
  `alter table "personal_key" add constraint "personal_key_subject_key" unique ("subject")`,
  `alter table "personal_key" add constraint "personal_key_erased_check" check ((erased_at is null) = (wrapped is not null and subject is not null))`,
  `create index "personal_key_kek_idx" on "personal_key" ("kek") where "wrapped" is not null`,
  `create index "personal_key_erased_idx" on "personal_key" ("erased_at") where "erased_at" is not null`,
  `create table "blind_index" ("value" bytea not null, "stream" uuid not null, "key" uuid not null, primary key ("value", "stream", "key"))`,
  `create index "blind_index_key_idx" on "blind_index" ("key")`,
  `create table "erasure_request" ("id" uuid not null, "keys" uuid[] not null, "basis" text not null, "requested_by" uuid not null, "requested_by_name" text not null, "requested_at" timestamptz(3) not null default record_clock(), primary key ("id"))`,
  `alter table "opening" alter column "salt" drop not null`,
  `alter table "opening" alter column "value" drop not null`,
  `alter table "opening" add column "key" uuid null, add column "sealed" bytea null`,
  `create index "opening_key_idx" on "opening" ("key")`,
  `create index "opening_plain_idx" on "opening" ("stream") where "sealed" is null`,
  `alter table "opening" add constraint "opening_sealed_check" check ((sealed is null) = (key is null) and (sealed is null) = (salt is not null) and (sealed is null) = (value is not null))`,
  `alter table "person" drop column "phone"`,
  ...guards,
]
