import { Migration } from '@mikro-orm/migrations'

/** The Merkle log: which entry stands at which leaf, its tiles and its checkpoints. */
export class TransparencyLog extends Migration {
  override name = '0005-log'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const tables = ['log_leaf', 'log_tile', 'log_checkpoint']

const refusal = (table: string) => [
  `create or replace function "${table}_${table}_append_only_fn"() returns trigger as $$ begin raise exception 'Expected ${table} to be only added to, but a % came.', tg_op using errcode = '42501'; return null; end; $$ language plpgsql`,
  `create trigger "${table}_append_only" BEFORE UPDATE OR DELETE on "${table}" for each ROW execute function "${table}_${table}_append_only_fn"()`,
  `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_truncate()`,
  `alter table ${table} enable always trigger ${table}_no_truncate`,
  `alter table ${table} enable always trigger ${table}_append_only`,
]

const statements: readonly string[] = [
  `create table "log_leaf" ("index" bigint not null, "stream" uuid not null, "sequence" int not null, "hash" bytea not null, primary key ("index"))`,
  `alter table "log_leaf" add constraint "log_leaf_entry_key" unique ("stream", "sequence")`,
  `alter table "log_leaf" add constraint "log_leaf_hash_check" check (octet_length(hash) = 32)`,
  `create table "log_tile" ("level" int not null, "index" bigint not null, "hashes" bytea not null, primary key ("level", "index"))`,
  `alter table "log_tile" add constraint "log_tile_hashes_check" check (octet_length(hashes) = 8192)`,
  `create table "log_checkpoint" ("size" bigint not null, "root" bytea not null, "note" text not null, "recorded_at" timestamptz(3) not null, "signed_at" timestamptz(3) not null, primary key ("size"))`,
  `alter table "log_checkpoint" add constraint "log_checkpoint_root_check" check (octet_length(root) = 32)`,
  ...tables.flatMap(refusal),
  // The sequencer looks at the last moments by this index; ranges that nobody summarised would be read whole each time.
  'alter index entry_recorded_at_idx set (autosummarize = on)',
]
