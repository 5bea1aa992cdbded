import { Migration } from '@mikro-orm/migrations'

/** The wrapped key of each person, what is found by it, and openings that may stand sealed. */
export class PersonalKeys extends Migration {
  override name = '0008-personal-keys'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = [
  `create table "personal_key" ("id" uuid not null, "subject" text null, "wrapped" bytea null, "kek" text not null, "restricted" boolean not null default false, "erased_at" timestamptz(3) null, primary key ("id"))`,
  `alter table "personal_key" add constraint "personal_key_subject_key" unique ("subject")`,
  `alter table "personal_key" add constraint "personal_key_erased_check" check ((erased_at is null) = (wrapped is not null and subject is not null))`,
  `create table "blind_index" ("value" bytea not null, "stream" uuid not null, "key" uuid not null, primary key ("value", "stream", "key"))`,
  `create index "blind_index_key_idx" on "blind_index" ("key")`,
  `create table "erasure_request" ("id" uuid not null, "keys" uuid[] not null, "basis" text not null, "requested_by" uuid not null, "requested_by_name" text not null, "requested_at" timestamptz(3) not null default record_clock(), primary key ("id"))`,
  `alter table "opening" alter column "salt" drop not null`,
  `alter table "opening" alter column "value" drop not null`,
  `alter table "opening" add column "key" uuid null, add column "sealed" bytea null`,
  `create index "opening_key_idx" on "opening" ("key")`,
  `alter table "opening" add constraint "opening_sealed_check" check ((sealed is null) = (key is null) and (sealed is null) = (salt is not null) and (sealed is null) = (value is not null))`,
  `alter table "person" drop column "phone"`,
]
