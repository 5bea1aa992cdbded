/**
 * Refuses to change or remove rows of an append-only table, to its owner and to superusers too. Where a retention
 * ends, the role `<database>_disposal` may delete payloads and openings; entries stay for ever. Migrations set the
 * triggers ENABLE ALWAYS and add the refusal of TRUNCATE, which this description cannot express to the comparison.
 */
export const appendOnly = (table: string, disposable: 'disposable' | 'permanent') => ({
  name: `${table}_append_only`,
  timing: 'before' as const,
  events: ['update' as const, 'delete' as const],
  forEach: 'row' as const,
  body: `${disposable === 'disposable' ? "if tg_op = 'DELETE' and is_disposing() then return old; end if; " : ''}raise exception 'Expected ${table} to be only added to, but a % came.', tg_op using errcode = '42501'; return null;`,
})

/** A row trigger with a condition of its own; 0006-row-guards holds the same words. */
export const keptAs = (table: string, events: readonly ('insert' | 'update' | 'delete')[], body: string) => ({
  name: `${table}_kept`,
  timing: 'before' as const,
  events: [...events],
  forEach: 'row' as const,
  body,
})
