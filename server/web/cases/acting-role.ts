import type { OpenStep } from '../../http/api/cases.ts'
import type { Session } from '../../http/api/session.ts'
import type { Words } from '../language/language.tsx'

/** The roles of mine a step may be taken in; all that may take it where the session does not tell. */
export function actingRole(step: Pick<OpenStep, 'roles'>, session: Pick<Session, 'roles'>, words: (both: Words) => string): string {
  const mine = step.roles.filter(({ role }) => session.roles.some((held) => held.role === role))
  return [...new Set((mine.length === 0 ? step.roles : mine).map(({ title }) => words(title)))].join(' / ')
}
