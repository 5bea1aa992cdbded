import type { CompiledProcedure, SubjectValues, Words } from '#engine'
import type { SubjectLine } from '../documents/render/face.ts'
import { same } from '../documents/render/labels.ts'
import type { PeopleStore } from '../people/people-store.ts'
import type { Reading } from './reading.ts'

/** The code lists that name the values of subject keys of these types. */
const lists: ReadonlyMap<string, string> = new Map([
  ['occupation', 'occupations'],
  ['level', 'levels'],
])

/** What a case is about, with the document that says what its keys mean. */
export type Subject = Readonly<{ procedure: CompiledProcedure; subject: SubjectValues }>
/** How centres and persons are called. */
export type SubjectNames = Pick<Reading, 'centres'> & Readonly<{ persons: ReadonlyMap<string, string> }>

/** The names of all persons these cases are about, read at once. */
export async function namesForSubjects(
  subjects: readonly Subject[],
  { centres, people }: Pick<Reading, 'centres'> & Readonly<{ people: Pick<PeopleStore, 'namesOf'> }>,
): Promise<SubjectNames> {
  const ids = subjects.flatMap(({ procedure, subject }) =>
    [...procedure.subject].flatMap(([key, { type }]) => (type === 'person' && subject[key] !== undefined ? [String(subject[key])] : [])),
  )
  return { centres, persons: ids.length === 0 ? new Map() : await people.namesOf([...new Set(ids)]) }
}

/** Each key of the subject in words: a centre and a person by name, an occupation and a level by title. */
export function subjectLines({ procedure, subject }: Subject, names: SubjectNames): readonly SubjectLine[] {
  return [...procedure.subject].flatMap(([key, { type, title }]) => {
    const value = Object.hasOwn(subject, key) ? subject[key] : undefined
    return value === undefined ? [] : [{ key, title, text: textOf(procedure, type, String(value), names) }]
  })
}

/** The same in one line; what two keys say alike is said once. */
export function subjectLine(subject: Subject, names: SubjectNames): Words {
  const lines = subjectLines(subject, names)
  const joined = (language: 'zh' | 'en') => [...new Set(lines.map(({ text }) => text[language]))].join(' · ')
  return { zh: joined('zh'), en: joined('en') }
}

function textOf({ reference }: CompiledProcedure, type: string, value: string, { centres, persons }: SubjectNames): Words {
  if (type === 'person') return same(persons.get(value) ?? value)
  const found = type === 'site' ? centres.get(value) : reference.lists.get(lists.get(type) ?? '')?.find(({ code }) => code === value)
  return found === undefined ? same(value) : { zh: found.zh, en: found.en }
}
