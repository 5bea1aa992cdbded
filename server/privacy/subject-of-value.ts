import type { Values } from '#engine'
import { blindIndex } from './blind-index.ts'
import type { SensitiveMarks } from './sensitive-marks.ts'

/** Whose a value is: `id:<blind index>`, `person:<id of an account>`, `case:<id>` where it names nobody else. */
export type Subject = string

/** What a case knows of whom it is about. */
export type CaseOf = Readonly<{ id: string; person: string | null }>

/**
 * Whose the sensitive values of one sheet are. Follows from the declarations alone: the ID number in the same row, else
 * the one in the same sheet, else the person the case is about, else the case itself.
 */
export function subjectsOfSheet(values: Values, marks: SensitiveMarks, of: CaseOf, indexKey: Uint8Array) {
  const named = (idNumber: unknown) => (typeof idNumber === 'string' ? subjectNamed(idNumber, indexKey) : null)
  const idAmong = (from: object, prefix: string): Subject | null => {
    for (const [key, value] of Object.entries(from)) {
      const subject = marks.get(prefix + key) === 'id_number' ? named(value) : null
      if (subject !== null) return subject
    }
    return null
  }
  const sheet = idAmong(values, '') ?? (of.person === null ? `case:${of.id}` : `person:${of.person}`)
  return { sheet, row: (field: string, row: object): Subject => idAmong(row, `${field}.`) ?? sheet }
}

const MOST = 20_000
let recent = new WeakMap<Uint8Array, Map<string, Subject | null>>()

/** One write asks several times whose a row is. */
function subjectNamed(idNumber: string, indexKey: Uint8Array): Subject | null {
  const known = recent.get(indexKey) ?? new Map<string, Subject | null>()
  const there = known.get(idNumber)
  if (there !== undefined) return there
  const index = blindIndex(indexKey, idNumber)
  const subject = index === null ? null : `id:${index.toString('hex')}`
  if (known.size >= MOST) known.clear()
  recent.set(indexKey, known.set(idNumber, subject))
  return subject
}

/** Numbers this process has seen are forgotten, as after an erasure. */
export function forgetSubjects(): void {
  recent = new WeakMap()
}
