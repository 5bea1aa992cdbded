import { Migration } from '@mikro-orm/migrations'

/** Whom a case is about and who opened it: what somebody sees who sees only their own. */
export class OwnCases extends Migration {
  override name = '0004-own-cases'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements = [
  `alter table "case_head" add column "person" text null, add column "opened_by" text null`,
  `update case_head h set person = h.subject ->> 'person', opened_by = o.by, projection = h.projection || jsonb_build_object('openedBy', o.by)
    from (select stream, case when f -> 'by' ->> 'kind' = 'person' then f -> 'by' ->> 'person' else '' end as by
      from (select stream, convert_from(facts, 'UTF8')::jsonb as f from entry where sequence = 1 and kind = 'opened') e) o where o.stream = h.id`,
  `create index "case_head_person_idx" on "case_head" ("person") where "person" is not null`,
  `create index "case_head_opened_by_idx" on "case_head" ("opened_by") where "opened_by" is not null`,
]
