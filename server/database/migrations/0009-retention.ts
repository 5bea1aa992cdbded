import { Migration } from '@mikro-orm/migrations'

/** What is kept how long, what is held, what was disposed of. */
export class Retention extends Migration {
  override name = '0009-retention'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = [
  `create table "retention_term" ("stream" uuid not null, "form" text not null, "class" text not null, "records" int not null, "began_on" date not null, "kept_until" date null, primary key ("stream", "form"))`,
  `create index "retention_term_kept_until_idx" on "retention_term" ("kept_until", "stream", "form") where "kept_until" is not null`,
  `create table "disposal_order" ("basis" text not null, "stream" uuid not null, "numbers" jsonb not null, "ordered_at" timestamptz(3) not null default record_clock(), "done_at" timestamptz(3) null, "disposed" int not null default 0, "waiting" jsonb null, primary key ("basis"))`,
  // Kinds of entries that are few and looked for by themselves.
  `create index "entry_few_idx" on "entry" ("kind", "stream", "sequence") where "kind" in ('hold', 'disposal', 'drill')`,
]
