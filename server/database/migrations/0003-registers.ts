import { Migration } from '@mikro-orm/migrations'

/** What the records set in the registers, the rows as they stand, and how far each register has come. */
export class Registers extends Migration {
  override name = '0003-registers'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements = [
  `create table "register_change" ("id" bigserial primary key, "register" text not null, "version" int not null, "key" text not null, "set" jsonb not null, "removed" text[] not null, "row" jsonb not null, "stream" uuid not null, "sequence" int not null, "serial" int not null, "record_number" text not null, "at" timestamptz(3) not null)`,
  `create index "register_change_key_idx" on "register_change" ("register", "key", "version")`,
  `create index "register_change_at_idx" on "register_change" ("register", "at")`,
  `create index "register_change_stream_idx" on "register_change" ("stream", "serial")`,
  `alter table "register_change" add constraint "register_change_version_key" unique ("register", "version")`,
  `create table "register_head" ("register" text not null, "version" int not null, primary key ("register"))`,
  `create table "register_row" ("register" text not null, "key" text not null, "version" int not null, "values" jsonb not null, primary key ("register", "key"))`,
  `create index "register_row_version_idx" on "register_row" ("register", "version")`,
  'alter table register_head set (fillfactor = 70)',
]
