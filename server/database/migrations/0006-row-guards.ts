import { Migration } from '@mikro-orm/migrations'

/** Who reads which rows, said by the database itself. */
export class RowGuards extends Migration {
  override name = '0006-row-guards'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = []
