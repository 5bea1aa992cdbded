import type { CompiledProcedure, Rejection, SubjectValues } from '#engine'
import type { CaseNeeds } from './case-needs.ts'

/**
 * What a subject names must exist here: its centre, its person. The engine checks types and completeness; this checks what
 * only the house knows.
 */
export async function checkSubject(
  procedure: CompiledProcedure,
  subject: SubjectValues,
  { people }: Pick<CaseNeeds, 'people'>,
): Promise<Extract<Rejection, { code: 'subject-invalid' }> | null> {
  for (const [key, { type }] of procedure.subject) {
    const value = Object.hasOwn(subject, key) ? subject[key] : undefined
    if (typeof value !== 'string') continue
    if (type === 'site' && !(await people.centres()).some(({ code, active }) => active && code === value))
      return { code: 'subject-invalid', key, expected: 'site' }
    if (type === 'person' && !(await people.namesOf([value])).has(value)) return { code: 'subject-invalid', key, expected: 'person' }
  }
  return null
}
