import { Migration } from '@mikro-orm/migrations'

/** What the nightly comparisons found. */
export class Assurance extends Migration {
  override name = '0012-assurance'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = []
