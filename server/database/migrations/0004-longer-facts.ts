import { Migration } from '@mikro-orm/migrations'

/** A step that opens a case for each candidate of a batch names all of them in its entry. */
export class LongerFacts extends Migration {
  override name = '0004-longer-facts'

  override up(): void {
    this.addSql('alter table "entry" drop constraint "entry_facts_size_check"')
    this.addSql('alter table "entry" add constraint "entry_facts_size_check" check (octet_length(facts) <= 1048575)')
  }
}
