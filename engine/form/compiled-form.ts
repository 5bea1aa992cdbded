import type { Field, RecordForm } from '../language/form.generated.ts'
import type { Library } from '../library.ts'
import { compileRule, type Rule } from '../rules/rule.ts'
import { type FormFacts, formEnvironment, type RuleEnvironment } from '../rules/rule-environment.ts'
import type { Words } from '../words.ts'
import type { Reference } from './reference.ts'
import { makePartValidator, type PartValidator } from './validate-part.ts'

export type CompiledColumn = Readonly<{ key: string; field: Field; computed: Rule | null; requiredWhen: Rule | null }>
export type CompiledField = Readonly<{
  key: string
  field: Field
  computed: Rule | null
  requiredWhen: Rule | null
  rows: Rule | null
  columns: ReadonlyMap<string, CompiledColumn>
}>
export type CompiledPart = Readonly<{
  form: string
  code: string
  title: Words
  fields: ReadonlyMap<string, CompiledField>
  /** Computed fields in an order in which each finds those it reads already computed. */
  computed: readonly CompiledField[]
}>
export type CompiledForm = Readonly<{
  code: string
  form: RecordForm
  parts: ReadonlyMap<string, CompiledPart>
  environment: RuleEnvironment<FormFacts>
  /** Environment of the rules in a list's columns, by list. */
  columns: ReadonlyMap<string, RuleEnvironment<FormFacts>>
  validator: PartValidator
}>

const whenTrue: unique symbol = Symbol('a condition')

/** A form with its rules compiled. Throws where a rule is none: `check` says so to the author before release. */
export function compileForm(library: Library, form: RecordForm, reference: Reference): CompiledForm {
  const environment = formEnvironment(library, form)
  const columns = new Map<string, RuleEnvironment<FormFacts>>()
  const parts = Object.entries(form.parts).map(([code, part]): [string, CompiledPart] => {
    const fields = new Map(
      Object.entries(part.fields).map(([key, field]) => [key, compileField(library, form, environment, columns, key, field)]),
    )
    return [
      code,
      { form: form.code, code, title: part.title, fields, computed: inOrder([...fields.values()].filter((one) => one.computed !== null)) },
    ]
  })
  return { code: form.code, form, parts: new Map(parts), environment, columns, validator: makePartValidator(form, reference) }
}

function compileField(
  library: Library,
  form: RecordForm,
  environment: RuleEnvironment<FormFacts>,
  columns: Map<string, RuleEnvironment<FormFacts>>,
  key: string,
  field: Field,
): CompiledField {
  const inRows = Object.entries(field.columns ?? {})
  if (inRows.some(([, column]) => column.computed !== undefined || column.required_when !== undefined))
    columns.set(key, formEnvironment(library, form, key))
  const rowEnvironment = columns.get(key) ?? environment
  return {
    ...compileColumn(form, environment, key, field),
    rows: ruleOf(form, environment, field.rows, field),
    columns: new Map(inRows.map(([name, column]) => [name, compileColumn(form, rowEnvironment, name, column)])),
  }
}

function compileColumn(form: RecordForm, environment: RuleEnvironment<FormFacts>, key: string, field: Field): CompiledColumn {
  return {
    key,
    field,
    computed: ruleOf(form, environment, field.computed, field),
    requiredWhen: ruleOf(form, environment, field.required_when, whenTrue),
  }
}

function ruleOf(
  form: RecordForm,
  environment: RuleEnvironment<FormFacts>,
  source: string | undefined,
  expected: Field | typeof whenTrue,
): Rule | null {
  if (source === undefined) return null
  const { rule, problem } = compileRule(source, environment, expected === whenTrue ? 'bool' : { field: expected })
  if (rule === undefined)
    throw new Error(`Expected form ${form.code} to have passed the check, but "${source}" is no rule: ${problem.message}`)
  return rule
}

/** Fields read before they are computed come later; a circle keeps the order of the file. */
function inOrder(fields: readonly CompiledField[]): readonly CompiledField[] {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const ordered = new Set<CompiledField>()
  const visiting = new Set<CompiledField>()
  const visit = (field: CompiledField): void => {
    if (ordered.has(field) || visiting.has(field)) return
    visiting.add(field)
    for (const [name = ''] of field.computed?.reads ?? []) {
      const before = byKey.get(name)
      if (before !== undefined) visit(before)
    }
    ordered.add(field)
  }
  for (const field of fields) visit(field)
  return [...ordered]
}
