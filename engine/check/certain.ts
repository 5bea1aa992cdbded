import { fieldsOfDocument, fieldsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument } from '../language/procedure.generated.ts'
import type { Library } from '../library.ts'
import type { Path } from '../rules/reads.ts'
import { rowKey } from '../rules/register-names.ts'
import { isRequired, type Keys } from './assignment.ts'

/** What is surely filled at one moment of a step: own fields, and fields of related cases by relation. */
export type Certain = Readonly<{ own: Keys; related: ReadonlyMap<string, Keys> }>
/** The document that reads, and its fields. */
export type Reader = Readonly<{ library: Library; document: ProcedureDocument; fields: ReadonlyMap<string, Field> }>

const always: ReadonlySet<string> = new Set(['case', 'taken', 'tables', 'lists', 'today', 'now', 'actor'])
const relationParts: ReadonlySet<string> = new Set(['exists', 'open', 'state', 'number'])

/**
 * Whether a place surely has a value when it is read. `filled`: places the expression has asked for. A column of a list
 * (`*`) is only asked about itself: the list is a read of its own.
 */
export function isSure(reader: Reader, certain: Certain, { path, filled }: Readonly<{ path: Path; filled: Keys }>): boolean {
  const [root = '', second, ...rest] = path
  const own = reader.fields.get(root)
  if (own !== undefined) {
    const tail = path.slice(1)
    return (certain.own.has(root) || filled.has(root) || tail[0] === '*') && columnsSure(own, tail)
  }
  if (root === 'registers') return columnSure(reader, path, filled)
  if (always.has(root) || second === undefined || filled.has(path.join('.'))) return true
  if (root === 'subject') return reader.document.subject[second]?.optional !== true
  if (root === 'given') return rest[0] === '*' || filled.has(`given.${second}`)
  if (root === 'each') return shareSure(reader, second, rest)
  if (second === 'cases') return caseSure(reader, certain, root, rest)
  return relationParts.has(second) || relatedSure(reader, certain, root, second, rest, filled)
}

/** No column of a register is sure: `registers.x.at(k).column`, `registers.x.rows.*.column`. */
function columnSure({ library }: Reader, [, register = '', rows, ...rest]: Path, filled: Keys): boolean {
  const [column, ...more] = rows === 'rows' ? rest.slice(1) : rest
  if (column === undefined || column === rowKey) return true
  const row = rows === 'rows' ? ['rows', '*'] : [rows]
  const isFilled = more[0] === '*' || filled.has(['registers', register, ...row, column].join('.'))
  return isFilled && columnsSure(library.registers.get(register)?.value.columns[column], more)
}

/** Of every related case what a wait for all of them makes certain. */
function caseSure(reader: Reader, certain: Certain, relation: string, [, key, ...rest]: Path): boolean {
  return key === undefined || relationParts.has(key) || relatedSure(reader, certain, relation, key, rest, new Set())
}

function relatedSure({ library, document }: Reader, certain: Certain, relation: string, key: string, rest: Path, filled: Keys): boolean {
  const code = document.related?.[relation]?.document
  const other = code === undefined ? undefined : library.documents.get(code)?.value
  if (other === undefined) return true
  if (key === 'subject')
    return rest[0] === undefined || other.subject[rest[0]]?.optional !== true || filled.has(`${relation}.subject.${rest[0]}`)
  const isFilled = certain.related.get(relation)?.has(key) || filled.has(`${relation}.${key}`) || rest[0] === '*'
  return isFilled && columnsSure(fieldsOfDocument(library, other).get(key), rest)
}

/** `*` and a column: whether every row has the column. Parts of a person or attachment are always there. */
export function columnsSure(list: Field | undefined, [star, column, ...rest]: Path): boolean {
  if (star !== '*' || column === undefined || list?.columns === undefined) return true
  const field = list.columns[column]
  return field === undefined || (isRequired(field) && columnsSure(field, rest))
}

function shareSure({ library, document }: Reader, step: string, [, key, ...rest]: Path): boolean {
  const declared = document.steps[step]
  if (declared === undefined || key === undefined || key === 'by') return true
  const field = fieldsOfStep(library, declared).get(key)
  return field === undefined || (isRequired(field) && columnsSure(field, rest))
}
