import { Migration } from '@mikro-orm/migrations'

/** What stands in the way of carrying checkpoints outside, for every process to see. */
export class AnchorTroubles extends Migration {
  override name = '0013-anchor-troubles'

  override up(): void {
    for (const statement of statements) this.addSql(statement)
  }
}

const statements: readonly string[] = [
  `create table "anchor_trouble" ("kind" text not null, "name" text not null, "alarm" boolean not null, "words_zh" text not null, "words_en" text not null, "since" timestamptz(3) not null, primary key ("kind", "name"))`,
]
