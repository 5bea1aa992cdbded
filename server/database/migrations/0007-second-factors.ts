import { Migration } from '@mikro-orm/migrations'

/** Second factors of accounts, and what went wrong at their doors. */
export class SecondFactors extends Migration {
  override name = '0007-second-factors'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

// Real time throughout: sessions, locks and codes run on it also where the record clock is simulated.
const statements: readonly string[] = [
  `alter table "account" add column "last_signed_in_at" timestamptz(3) null`,
  `alter table "session" add column "address" text not null default '', add column "device" text not null default '', add column "failed_before" int not null default 0, add column "failed_since" timestamptz(3) null`,
  `create table "factor" ("id" uuid not null, "account" uuid not null, "kind" text not null, "name" text not null, "secret" bytea null, "last_step" int null, "credential" bytea null, "public_key" bytea null, "spki" bytea null, "counter" bigint null, "transports" text[] null, "created_at" timestamptz(3) not null, "confirmed_at" timestamptz(3) null, "last_used_at" timestamptz(3) null, "suspended_at" timestamptz(3) null, primary key ("id"))`,
  `alter table "factor" add constraint "factor_credential_key" unique ("credential")`,
  `create index "factor_account_idx" on "factor" ("account")`,
  `alter table "factor" add constraint "factor_kind_check" check ((kind = 'totp' and secret is not null and credential is null) or (kind = 'passkey' and secret is null and credential is not null and public_key is not null and spki is not null and counter is not null))`,
  `create table "recovery_code" ("account" uuid not null, "hash" bytea not null, "used_at" timestamptz(3) null, primary key ("account", "hash"))`,
  `create table "challenge" ("ticket" bytea not null, "account" uuid not null, "purpose" text not null, "challenge" bytea not null, "about" text null, "expires_at" timestamptz(3) not null, primary key ("ticket"))`,
  `create index "challenge_expires_at_idx" on "challenge" ("expires_at")`,
  `create table "signing_series" ("session" bytea not null, "id" uuid not null, "account" uuid not null, "meaning" text not null, "signed" int not null, "opened_at" timestamptz(3) not null, "last_signed_at" timestamptz(3) not null, primary key ("session"))`,
  `create index "signing_series_account_idx" on "signing_series" ("account")`,
  `create table "security_event" ("id" uuid not null, "at" timestamptz(3) not null, "kind" text not null, "door" text not null, "account" uuid null, "address" text not null, "noticed_at" timestamptz(3) null, primary key ("id"))`,
  `create index "security_event_at_idx" on "security_event" ("at")`,
  `create index "security_event_account_idx" on "security_event" ("account", "at")`,
  `create index "security_event_address_idx" on "security_event" ("address", "at")`,
  `create table "security_setting" ("singleton" boolean not null default true, "demand" text not null, primary key ("singleton"))`,
  `alter table "security_setting" add constraint "security_setting_demand_check" check (demand in ('nobody', 'administrators', 'everybody'))`,
  `alter table "security_setting" add constraint "security_setting_singleton_check" check (singleton)`,
]
