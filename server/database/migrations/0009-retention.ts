import { Migration } from '@mikro-orm/migrations'

/** What is kept how long, what is held, what was disposed of. */
export class Retention extends Migration {
  override name = '0009-retention'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = []
