import { Migration } from '@mikro-orm/migrations'

/** What the nightly comparisons found. */
export class Assurance extends Migration {
  override name = '0012-assurance'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = [
  `create table "assurance_run" ("id" uuid not null, "cause" text not null, "asked_by" text null, "state" text not null, "started_at" timestamptz(3) not null, "finished_at" timestamptz(3) null, "part" text null, "done" int not null default 0, "checked" jsonb null, "count" int not null default 0, "findings" jsonb null, "acknowledged_at" timestamptz(3) null, "acknowledged_by" text null, "reason" text null, primary key ("id"))`,
  `create index "assurance_run_started_at_idx" on "assurance_run" ("started_at")`,
  `alter table "assurance_run" add constraint "assurance_run_cause_check" check (cause in ('night', 'person', 'command'))`,
  `alter table "assurance_run" add constraint "assurance_run_state_check" check (state in ('running', 'sound', 'findings', 'failed'))`,
]
