import type { ASTNode } from '@marcbachmann/cel-js'
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts'
import type { Field, RecordForm } from '../language/form.generated.ts'
import type { ProcedureDocument } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { pathOf } from '../rules/filled.ts'
import type { ExpectedType } from '../rules/fits.ts'
import { compileRule, type Rule, type RuleProblem } from '../rules/rule.ts'
import { documentEnvironment, formEnvironment, type RuleEnvironment } from '../rules/rule-environment.ts'
import { fieldsOfForm, type PlacedField } from './check-fields.ts'
import { type Expression, expressionsOf } from './document-expressions.ts'
import { type Findings, findingsIn, type Path } from './findings.ts'

export type CompiledExpression = Expression & Readonly<{ rule: Rule }>
export type CompiledField = PlacedField & Readonly<{ use: 'computed' | 'required_when' | 'rows'; usePath: Path; rule: Rule }>

/** Compiles every expression of a document; those that are no rules become findings. */
export function checkDocumentRules(
  library: Library,
  source: SourceFile<ProcedureDocument>,
  into: Diagnostic[],
): readonly CompiledExpression[] {
  const environment = documentEnvironment(library, source.value)
  const findings = findingsIn(source, into)
  const codes = codesByPath(library, source.value)
  for (const [name, { is }] of Object.entries(source.value.terms ?? {}))
    compiled(environment, is, 'anything', findings, ['terms', name, 'is'])
  return expressionsOf(library, source.value).flatMap((expression) => {
    const rule = compiled(environment, expression.source, expression.expected, findings, expression.path)
    if (rule === undefined) return []
    checkCodes(rule.ast, codes, findings, expression.path)
    return [{ ...expression, rule }]
  })
}

/** Compiles the computed fields, conditions and fixed rows of a form. */
export function checkFormRules(library: Library, source: SourceFile<RecordForm>, into: Diagnostic[]): readonly CompiledField[] {
  const environments = new Map<string | undefined, ReturnType<typeof formEnvironment>>()
  const findings = findingsIn(source, into)
  return fieldsOfForm(source.value).flatMap((placed) => {
    const { field, list, path } = placed
    const uses = [
      ['required_when', field.required_when, 'bool'],
      ['rows', field.rows, { field }],
      ['computed', field.computed, { field }],
    ] as const
    return uses.flatMap(([use, text, expected]) => {
      if (text === undefined) return []
      const environment = environments.get(list) ?? formEnvironment(library, source.value, list)
      environments.set(list, environment)
      const usePath = [...path, use]
      const rule = compiled(environment, text, expected, findings, usePath)
      return rule === undefined ? [] : [{ ...placed, use, usePath, rule }]
    })
  })
}

function compiled<Facts>(
  environment: RuleEnvironment<Facts>,
  source: string,
  expected: ExpectedType,
  findings: Findings,
  path: Path,
): Rule | undefined {
  const { rule, problem } = compileRule(source, environment, expected)
  if (problem !== undefined) tell(problem, source, expected, findings, path)
  return rule
}

/** Says what is wrong with an expression that is no rule, where it stands. */
export function tell(problem: RuleProblem, source: string, expected: ExpectedType, findings: Findings, path: Path): void {
  const details = { rule: source, problem: problem.message }
  switch (problem.kind) {
    case 'parse':
      findings.addInside('rule-does-not-parse', path, problem.offset, details)
      break
    case 'unknown-name':
      if (source.slice(0, problem.offset).endsWith('registers.'))
        findings.addInside('unknown-register', path, problem.offset, { register: problem.name ?? '' })
      else findings.addInside('unknown-field', path, problem.offset, { field: problem.name ?? '' })
      break
    case 'type':
    case 'function':
      findings.addInside('rule-does-not-type-check', path, problem.offset, details)
      break
    case 'result':
      findings.add(misfitCode(expected), path, { ...details, expected: problem.expected ?? '', found: problem.found ?? '' })
      break
    default:
      problem.kind satisfies never
  }
}

function misfitCode(expected: ExpectedType): DiagnosticCode {
  if (expected === 'bool') return 'rule-not-boolean'
  return typeof expected === 'object' ? 'fills-wrong-type' : 'rule-does-not-type-check'
}

/** Codes of every enum a document's rules may read, by the names they are read under. */
function codesByPath(library: Library, document: ProcedureDocument): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>()
  const add = (prefix: string, of: ProcedureDocument) => {
    for (const step of Object.values(of.steps))
      for (const { form, part } of step.records)
        for (const [key, field] of Object.entries(library.forms.get(form)?.value.parts[part]?.fields ?? {})) {
          const codes = codesOf(library, field)
          const name = prefix + key
          if (codes !== undefined) found.set(name, new Set([...codes, ...(found.get(name) ?? [])]))
        }
  }
  add('', document)
  for (const [name, relation] of Object.entries(document.related ?? {})) {
    const other = library.documents.get(relation.document)?.value
    if (other !== undefined) add(`${name}.`, other)
  }
  return found
}

/** The codes an enum may have; `undefined` for other fields and lists of people or places. */
export function codesOf(library: Library, field: Field): ReadonlySet<string> | undefined {
  if (field.type !== 'enum') return undefined
  if (field.values !== undefined) return new Set(field.values.map(({ code }) => code))
  const items = library.reference.flatMap(({ value }) =>
    field.list !== undefined && Object.hasOwn(value.code_lists ?? {}, field.list) ? (value.code_lists?.[field.list] ?? []) : [],
  )
  return items.length === 0 ? undefined : new Set(items.map(({ code }) => code))
}

/** A comparison with a code the list does not have is never true: a slip of the pen that types cannot see. */
function checkCodes(node: ASTNode, codes: ReadonlyMap<string, ReadonlySet<string>>, findings: Findings, path: Path): void {
  if (node.op === '==' || node.op === '!=' || node.op === 'in') {
    const [left, right] = node.args
    for (const [side, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const name = pathOf(side)?.join('.')
      const known = name === undefined ? undefined : codes.get(name)
      const literals = other.op === 'list' ? other.args : [other]
      for (const literal of literals)
        if (known !== undefined && literal.op === 'value' && typeof literal.args === 'string' && !known.has(literal.args))
          findings.add('unknown-enum-value', path, { field: name ?? '', value: literal.args, known: [...known].join(', ') })
    }
  }
  for (const child of nodesIn(node.args)) checkCodes(child, codes, findings, path)
}

function nodesIn(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : []
}
