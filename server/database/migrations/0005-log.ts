import { Migration } from '@mikro-orm/migrations'

/** The Merkle log: which entry stands at which leaf, its tiles and its checkpoints. */
export class TransparencyLog extends Migration {
  override name = '0005-log'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = []
