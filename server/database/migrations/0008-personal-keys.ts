import { Migration } from '@mikro-orm/migrations'

/** The wrapped key of each person, and what is found by it. */
export class PersonalKeys extends Migration {
  override name = '0008-personal-keys'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = []
