import { Migration } from '@mikro-orm/migrations'

/** What a package on its way out has come to, so that it goes on where it stopped. */
export class ExportJobs extends Migration {
  override name = '0010-export-jobs'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = [
  `alter table "export_job" add column "recorded_at" timestamptz(3) null, add column "expires_at" timestamptz(3) null, add column "report" jsonb null`,
]
