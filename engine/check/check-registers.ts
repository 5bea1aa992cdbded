import type { Diagnostic } from '../diagnostic.ts'
import { fieldsOfDocument, partsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument } from '../language/procedure.generated.ts'
import type { Column, RegisterDeclaration, Setter } from '../language/register.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { setterRules } from '../register/compile-setters.ts'
import { rowKey } from '../rules/register-names.ts'
import { reservedNames } from '../rules/reserved-names.ts'
import type { Rule } from '../rules/rule.ts'
import { documentEnvironment } from '../rules/rule-environment.ts'
import { checkShape, listsOf } from './check-fields.ts'
import { tell } from './check-rules.ts'
import { type Findings, findingsIn, type Path } from './findings.ts'

/** A register for itself: its columns, and what sets them in every document that seals the parts it names. */
export function checkRegister(library: Library, source: SourceFile<RegisterDeclaration>, into: Diagnostic[]): void {
  const own: Diagnostic[] = []
  const findings = findingsIn(source, own)
  checkColumns(findings, listsOf(library), source.value.columns, ['columns'])
  for (const [place, setter] of source.value.set_by.entries()) checkSetter(library, source.value, setter, ['set_by', place], findings)
  // Several documents may seal the same part: what is wrong in each is said once.
  into.push(...new Map(own.map((finding) => [JSON.stringify(finding), finding])).values())
}

function checkColumns(findings: Findings, lists: ReadonlySet<string>, columns: Readonly<Record<string, Column>>, at: Path): void {
  for (const [key, column] of Object.entries(columns)) {
    const path = [...at, key]
    if (reservedNames.has(key) || (key === rowKey && at.length === 1)) findings.add('reserved-name', path, { name: key }, 'key')
    if (column.list !== undefined && !lists.has(column.list)) findings.add('unknown-list', [...path, 'list'], { list: column.list })
    checkShape(findings, key, column, path)
    if (column.columns !== undefined) checkColumns(findings, lists, column.columns, [...path, 'columns'])
  }
}

function checkSetter(library: Library, register: RegisterDeclaration, setter: Setter, at: Path, findings: Findings): void {
  const { form, part } = setter
  const found = library.forms.get(form)?.value
  if (found === undefined) findings.add('unknown-form', [...at, 'form'], { form })
  else if (!Object.hasOwn(found.parts, part)) findings.add('unknown-part', [...at, 'part'], { form, part })
  for (const column of Object.keys(setter.sets ?? {}))
    if (!Object.hasOwn(register.columns, column)) findings.add('unknown-field', [...at, 'sets', column], { field: column }, 'key')
  for (const [place, column] of (setter.removes ?? []).entries())
    if (!Object.hasOwn(register.columns, column)) findings.add('unknown-field', [...at, 'removes', place], { field: column })
  for (const { value: document } of library.documents.values())
    if (seals(library, document, setter)) checkIn(library, register, setter, document, at, findings)
}

function seals(library: Library, document: ProcedureDocument, { form, part }: Setter): boolean {
  return Object.values(document.steps).some((step) => partsOfStep(library, step).some((one) => one.form === form && one.part === part))
}

function checkIn(
  library: Library,
  register: RegisterDeclaration,
  setter: Setter,
  document: ProcedureDocument,
  at: Path,
  findings: Findings,
): void {
  const rules = setterRules(register, setter, documentEnvironment(library, document))
  const each = rules.find(({ path }) => path[0] === 'each')?.compiled.rule
  for (const { path, source, expected, compiled } of rules) {
    const place = [...at, ...path]
    if (compiled.problem !== undefined) tell(compiled.problem, source, expected, findings, place)
    const [kind, name = ''] = path
    const column =
      kind === 'sets' ? register.columns[name] : kind === 'key' ? { title: register.title, type: 'string' as const } : undefined
    if (column === undefined || compiled.rule === undefined) continue
    const field = sensitiveRead(library, document, { rule: compiled.rule, each }, column)
    if (field !== undefined) findings.add('register-shows-sensitive', place, { column: kind === 'key' ? rowKey : name, field })
  }
}

type Reading = Readonly<{ rule: Rule; each: Rule | undefined }>

/** The first sensitive field an expression would put into a column that is not marked. `one` is a row of what `each` reads. */
function sensitiveRead(library: Library, document: ProcedureDocument, { rule, each }: Reading, column: Column): string | undefined {
  for (const path of rule.reads) {
    const names = path.filter((name) => name !== '*')
    const sources = names[0] === 'one' ? (each?.reads ?? []).map((list) => [...list, ...names.slice(1)]) : [names]
    for (const source of sources) {
      const [field, rest] = fieldAt(library, document, source)
      if (secretOf(field, rest, column) !== undefined) return path.join('.')
    }
  }
  return undefined
}

/** The field a path begins at, of this document or of a related one, and the rest of the path. */
function fieldAt(library: Library, document: ProcedureDocument, path: readonly string[]): readonly [Field | undefined, readonly string[]] {
  const [root = '', ...rest] = path
  const relation = document.related?.[root]
  if (relation === undefined)
    return [fieldsOfDocument(library, document).get(root === 'given' ? (rest[0] ?? '') : root), root === 'given' ? rest.slice(1) : rest]
  const other = library.documents.get(relation.document)?.value
  const [key = '', ...more] = rest[0] === 'cases' ? rest.slice(1) : rest
  return [other === undefined ? undefined : fieldsOfDocument(library, other).get(key), more]
}

function secretOf(field: Field | undefined, [key, ...rest]: readonly string[], column: Column): readonly string[] | undefined {
  if (field === undefined) return undefined
  if (field.sensitive !== undefined) return column.sensitive === undefined ? [] : undefined
  if (key !== undefined) {
    const inner = secretOf(field.columns?.[key], rest, column)
    return inner === undefined ? undefined : [key, ...inner]
  }
  // A whole table is taken over column by column.
  const shared = Object.entries(column.columns ?? {}).flatMap(([name, own]) => {
    const inner = secretOf(field.columns?.[name], [], own)
    return inner === undefined ? [] : [[name, ...inner]]
  })
  return shared[0]
}
