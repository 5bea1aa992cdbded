import { Migration } from '@mikro-orm/migrations'

/** Where checkpoints were anchored outside, and what was drawn from them. */
export class Anchors extends Migration {
  override name = '0011-anchors'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const tables = ['log_cosignature', 'log_stamp', 'log_anchor', 'draw', 'drawn']

const refusal = (table: string) => [
  `create or replace function "${table}_${table}_append_only_fn"() returns trigger as $$ begin raise exception 'Expected ${table} to be only added to, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  `create trigger "${table}_append_only" BEFORE UPDATE OR DELETE on "${table}" for each ROW execute function "${table}_${table}_append_only_fn"()`,
  `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_truncate()`,
  `alter table ${table} enable always trigger ${table}_no_truncate`,
  `alter table ${table} enable always trigger ${table}_append_only`,
]

const statements: readonly string[] = [
  `create table "log_cosignature" ("size" bigint not null, "key" text not null, "line" text not null, "at" timestamptz(3) not null, primary key ("size", "key"))`,
  `create table "log_stamp" ("size" bigint not null, "authority" text not null, "token" bytea not null, "at" timestamptz(3) not null, primary key ("size", "authority"))`,
  `create table "log_anchor" ("size" bigint not null, "anchor" text not null, "place" text not null, "at" timestamptz(3) not null, primary key ("size", "anchor"))`,
  `create table "draw" ("id" uuid not null, "announced" int not null, "population" bytea not null, primary key ("id"))`,
  `create table "drawn" ("draw" uuid not null, "drawn" int not null, primary key ("draw"))`,
  ...tables.flatMap(refusal),
]
