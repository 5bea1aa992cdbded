import { Migration } from '@mikro-orm/migrations'

/** Second factors of accounts, and what went wrong at their doors. */
export class SecondFactors extends Migration {
  override name = '0007-second-factors'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = []
