import type { Field, FieldProblem } from '#engine'
import type { AttachmentStore, StoredAttachment } from '../database/attachment-store.ts'
import type { PeopleStore } from '../people/people-store.ts'

export type PartsInput = Readonly<Record<string, Readonly<Record<string, unknown>>>>
export type FieldsOf = (form: string, part: string) => ReadonlyMap<string, Field>
export type Completed = Readonly<{
  parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  wrong: readonly Readonly<{ form: string; part: string; problems: readonly FieldProblem[] }>[]
}>
export type CompletionNeeds = Readonly<{ people: Pick<PeopleStore, 'namesOf'>; attachments: Pick<AttachmentStore, 'find'> }>

type Directory = Readonly<{
  names: ReadonlyMap<string, string>
  files: ReadonlyMap<string, StoredAttachment>
  person: string /** Ids of files the case already holds. */
  held: ReadonlySet<string>
}>

/**
 * Completes what a person sent with what only the server knows: a chosen person gets the name that is printed, a file the
 * name, type, size and hash it was kept under. Whoever is not in the directory, and whatever is not the sender's own file
 * (or one the case already holds), is a problem of its field. `parts` are keyed `<form>/<part>`.
 */
export async function completeValues(
  parts: PartsInput,
  fieldsOf: FieldsOf,
  by: Readonly<{ person: string; held: ReadonlySet<string> }>,
  needs: CompletionNeeds,
): Promise<Completed> {
  const ids = collect(parts)
  const [names, files] = await Promise.all([
    ids.persons.length === 0 ? new Map<string, string>() : needs.people.namesOf(ids.persons),
    findFiles(ids.files, needs),
  ])
  const directory = { names, files, ...by }
  const wrong: { form: string; part: string; problems: FieldProblem[] }[] = []
  const completed = Object.entries(parts).map(([key, values]) => {
    const [form = '', part = ''] = key.split('/')
    const problems: FieldProblem[] = []
    const fields = fieldsOf(form, part)
    const filled = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, completeField(fields.get(name), value, `/${name}`, directory, problems)]),
    )
    if (problems.length > 0) wrong.push({ form, part, problems })
    return [key, filled] as const
  })
  return { parts: Object.fromEntries(completed), wrong }
}

function completeField(field: Field | undefined, value: unknown, path: string, directory: Directory, problems: FieldProblem[]): unknown {
  if (field === undefined) return value
  if (field.type === 'person') return completePerson(field, value, path, directory, problems)
  if (field.type === 'attachment') return completeFile(field, value, path, directory, problems)
  if (field.type !== 'list' || !Array.isArray(value)) return value
  return value.map((item, index) => completeItem(field, item, `${path}/${index}`, directory, problems))
}

function completeItem(field: Field, item: unknown, path: string, directory: Directory, problems: FieldProblem[]): unknown {
  if (field.of === 'person') return completePerson(field, item, path, directory, problems)
  if (field.of === 'attachment') return completeFile(field, item, path, directory, problems)
  if (field.of !== 'row' || !isObject(item)) return item
  const incomplete = Object.entries(field.columns ?? {}).filter(([name, { type }]) => onlyHere.has(type) && Object.hasOwn(item, name))
  if (incomplete.length === 0) return item
  const completed = incomplete.map(([name, column]) => [name, completeField(column, item[name], `${path}/${name}`, directory, problems)])
  return { ...item, ...Object.fromEntries(completed) }
}

/** Types whose values only the server can complete. */
const onlyHere: ReadonlySet<string> = new Set(['person', 'attachment', 'list'])

function completePerson(field: Field, value: unknown, path: string, { names }: Directory, problems: FieldProblem[]): unknown {
  const id = isObject(value) ? value.person : undefined
  if (typeof id !== 'string') return value
  const name = names.get(id)
  if (name !== undefined) return { person: id, name }
  problems.push({ path, code: 'unknown-person', title: field.title, details: {} })
  return value
}

function completeFile(field: Field, value: unknown, path: string, { files, person, held }: Directory, problems: FieldProblem[]): unknown {
  const id = isObject(value) ? value.attachment : undefined
  if (typeof id !== 'string') return value
  const found = files.get(id)
  const mayBind = found !== undefined && (held.has(id) || found.uploadedBy === person)
  const saysOtherwise = isObject(value) && value.sha256 !== undefined && value.sha256 !== found?.sha256
  if (found !== undefined && mayBind && !saysOtherwise)
    return { attachment: id, name: found.name, type: found.type, size: found.size, sha256: found.sha256 }
  problems.push({ path, code: 'unknown-attachment', title: field.title, details: {} })
  return value
}

async function findFiles(ids: readonly string[], { attachments }: CompletionNeeds): Promise<ReadonlyMap<string, StoredAttachment>> {
  const found = await Promise.all(ids.map((id) => attachments.find(id)))
  return new Map(found.flatMap((file) => (file === null ? [] : [[file.id, file] as const])))
}

/** Every id that looks like a person or a file, so that each directory is asked once. */
function collect(value: unknown): Readonly<{ persons: readonly string[]; files: readonly string[] }> {
  const persons = new Set<string>()
  const files = new Set<string>()
  const walk = (item: unknown): void => {
    if (Array.isArray(item)) item.forEach(walk)
    else if (isObject(item)) {
      if (typeof item.person === 'string') persons.add(item.person)
      if (typeof item.attachment === 'string') files.add(item.attachment)
      for (const key in item) if (typeof item[key] === 'object') walk(item[key])
    }
  }
  walk(value)
  return { persons: [...persons], files: [...files] }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
