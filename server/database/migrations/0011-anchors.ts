import { Migration } from '@mikro-orm/migrations'

/** Where checkpoints were anchored outside, and what was drawn from them. */
export class Anchors extends Migration {
  override name = '0011-anchors'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = []
