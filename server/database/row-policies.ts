import type { ClientBase } from 'pg'
import { type DatabaseRoles, quoted } from './roles.ts'

/**
 * What the reading role sees of each table, given the scope of its transaction. A case is seen by its testing centre, by
 * whom it is about, by who opened it, and by its document; everything else is seen with the case it belongs to. The
 * condition inside a policy is itself under the policies: there is one rule, on `case_head`.
 */
export const readerSees: Readonly<Record<string, string>> = {
  case_head:
    'site = any((select reading_scope())::text[]) or person = any((select reading_scope())::text[]) or opened_by = any((select reading_scope())::text[]) or document = any((select reading_scope())::text[])',
  stream: withCase('stream.id'),
  entry: withCase('entry.stream'),
  payload: withCase('payload.stream'),
  opening: withCase('opening.stream'),
  task: withCase('task.stream'),
  due_moment: withCase('due_moment.stream'),
  search_document: withCase('search_document.stream'),
  attachment_use: withCase('attachment_use.stream'),
  case_link: `${withCase('case_link.from_case')} and ${withCase('case_link.to_case')}`,
  attachment: 'exists (select from attachment_use u where u.attachment = attachment.id)',
  attachment_piece: 'exists (select from attachment_use u where u.attachment = attachment_piece.attachment)',
  register_change: withCase('register_change.stream'),
  register_row:
    'exists (select from register_change c where c.register = register_row.register and c.key = register_row.key and c.version = register_row.version)',
}

/** What the sequencer may do with the leads: its own and the anchors', nobody else's. */
const sequencersLeads = "name like 'sequenc%' or name like 'anchor%'"

function withCase(column: string): string {
  return `exists (select from case_head h where h.id = ${column})`
}

/**
 * The policies of every table under row security, made anew. Those who work on whole tables are let through by a policy
 * that says so; a role without a policy sees nothing. Under FORCE the owner needs one too: a migration that saw no rows
 * would change none, in silence.
 */
export async function policiesOn(owner: ClientBase, roles: DatabaseRoles): Promise<readonly string[]> {
  const { rows } = await owner.query<{ tablename: string; policyname: string }>(
    "select tablename, policyname from pg_policies where schemaname = 'public' order by 1, 2",
  )
  const tables = [...Object.keys(readerSees), 'leader']
  return [
    ...rows.map(({ tablename, policyname }) => `drop policy ${quoted(policyname)} on ${quoted(tablename)}`),
    ...tables.flatMap((table) => [
      `alter table ${table} enable row level security`,
      `alter table ${table} force row level security`,
      `create policy works_on_all on ${table} to ${quoted(roles.owner)}, ${quoted(roles.app)} using (true) with check (true)`,
    ]),
    ...Object.entries(readerSees).map(
      ([table, condition]) => `create policy reads_in_scope on ${table} for select to ${quoted(roles.reader)} using (${condition})`,
    ),
    ...['entry', 'stream'].map((table) => `create policy sequences_all on ${table} for select to ${quoted(roles.sequencer)} using (true)`),
    `create policy leads_alone on leader to ${quoted(roles.sequencer)} using (${sequencersLeads}) with check (${sequencersLeads})`,
    ...['entry', 'stream', 'payload', 'opening', 'attachment', 'attachment_piece', 'attachment_use'].map(
      (table) => `create policy disposes on ${table} to ${quoted(roles.disposal)} using (true) with check (false)`,
    ),
  ]
}
