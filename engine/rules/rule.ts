import { type ASTNode, TypeError as CelTypeError, EvaluationError, ParseError, type ParseResult } from '@marcbachmann/cel-js'
import { type ExactSource, exactSource } from './exact-source.ts'
import { pathOf } from './filled.ts'
import { type ExpectedType, expectedName, fits } from './fits.ts'
import { type Path, type Read, readsOf } from './reads.ts'
import type { RuleEnvironment, RuleScope } from './rule-environment.ts'
import { RuleFault, RuleReadsUnset } from './rule-fault.ts'

/** A compiled, type-checked CEL expression. */
export type Rule = Readonly<{
  source: string
  /** CEL type of what it gives, e.g. `Decimal` or `list<string>`. */
  type: string
  /** Places it reads, each once. */
  reads: readonly Path[]
  /** Every read with its offset and whether `filled` guards it. */
  occurrences: readonly Read[]
  /** Places it asks for by `filled`. */
  tests: readonly Path[]
  /** Places that are filled whenever it is true, dotted. */
  assures: ReadonlySet<string>
  /** The parsed expression; offsets in it are those of the exact source, not of `source`. */
  ast: ASTNode
  /** The value. Throws RuleReadsUnset where it reads a field without a value, RuleFault where it cannot be carried out. */
  evaluate(scope: RuleScope): unknown
}>

/** Why an expression is no rule. `offset` counts UTF-16 units in the text its author wrote. */
export type RuleProblem = Readonly<{
  kind: 'parse' | 'unknown-name' | 'type' | 'function' | 'result'
  message: string
  offset: number
  /** The name nobody knows, or the function that is none of the language's. */
  name?: string
  /** Types, where the expression gives another than its place takes. */
  expected?: string
  found?: string
}>

export type CompiledRule = Readonly<{ rule: Rule; problem?: undefined } | { rule?: undefined; problem: RuleProblem }>

/** Compiles an expression for the place it stands in. A problem is a value: it becomes a finding for the author. */
export function compileRule<Facts>(source: string, environment: RuleEnvironment<Facts>, expected: ExpectedType): CompiledRule {
  const exact = exactSource(source, environment.terms)
  const parsed = parse(exact, environment)
  if ('problem' in parsed) return parsed
  const foreign = foreignCall(parsed.program.ast, exact)
  if (foreign !== undefined) return { problem: foreign }
  const checked = parsed.program.check()
  if (!checked.valid || checked.type === undefined) return { problem: typeProblem(checked.error, exact) }
  if (!fits(checked.type, expected, environment.types)) return { problem: misfit(expectedName(expected), checked.type) }
  return { rule: makeRule(source, exact, parsed.program, checked.type) }
}

function misfit(expected: string, found: string): RuleProblem {
  return { kind: 'result', message: `Expected ${expected}, but the expression gives ${found}`, offset: 0, expected, found }
}

function makeRule(source: string, exact: ExactSource, program: ParseResult, type: string): Rule {
  const { reads: found, tests, assures } = readsOf(program.ast)
  const occurrences = found.map((read) => ({ ...read, offset: exact.originalOffset(read.offset) }))
  const reads = [...new Map(occurrences.map(({ path }) => [path.join('.'), path])).values()]
  return { source, type, reads, occurrences, tests, assures, ast: program.ast, evaluate: (scope) => evaluate(program, scope, source) }
}

function evaluate(program: ParseResult, scope: RuleScope, source: string): unknown {
  try {
    return program(scope)
  } catch (cause) {
    if (cause instanceof RuleFault || cause instanceof RuleReadsUnset) throw cause
    if (!(cause instanceof EvaluationError)) throw new RuleFault('evaluation', `Expected "${source}" to be evaluated, but it failed`, cause)
    if (cause.code === 'unknown_variable' || cause.code === 'no_such_key') throw new RuleReadsUnset(unsetPath(cause))
    if (cause.code === 'index_out_of_bounds') throw new RuleFault('out-of-range', cause.summary, cause)
    throw new RuleFault(cause.code === 'modulo_by_zero' ? 'division-by-zero' : 'evaluation', cause.summary, cause)
  }
}

function unsetPath(error: EvaluationError): string {
  const node = error.node
  const path = node !== undefined && node.op !== undefined ? pathOf(node as ASTNode) : undefined
  return path?.join('.') ?? error.summary.replace(/^[^:]*: /, '')
}

function parse<Facts>(exact: ExactSource, environment: RuleEnvironment<Facts>): { program: ParseResult } | { problem: RuleProblem } {
  try {
    return { program: environment.cel.parse(exact.text) }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return { problem: { kind: 'parse', message: error.summary, offset: exact.originalOffset(error.range?.start ?? 0) } }
  }
}

function typeProblem(error: unknown, exact: ExactSource): RuleProblem {
  if (!(error instanceof CelTypeError || error instanceof ParseError)) throw error
  const offset = exact.originalOffset(error.range?.start ?? 0)
  const name = error.code === 'unknown_variable' || error.code === 'no_such_key' ? error.summary.replace(/^[^:]*: /, '') : undefined
  return name === undefined
    ? { kind: 'type', message: error.summary, offset }
    : { kind: 'unknown-name', message: error.summary, offset, name }
}

const functions: ReadonlySet<string> = new Set([
  ...['filled', 'size', 'sum', 'avg', 'min', 'max', 'abs', 'round', 'ceil', 'floor', 'decimal', 'int', 'string', 'matches', 'range'],
  ...['add_years', 'add_months', 'add_days', 'add_workdays', 'months_between', 'workdays_between', 'minutes_between'],
  ...['end_of_year', 'end_of_quarter', 'latest', 'earliest', 'year_of', 'date_of', 'digest'],
])
const methods: ReadonlySet<string> = new Set([
  'at',
  'has',
  'all',
  'exists',
  'exists_one',
  'map',
  'filter',
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'substring',
  'trim',
  'join',
])

/** The CEL library brings functions that are not exact (double), not typed (dyn) or not bounded (its regular expressions). */
function foreignCall(node: ASTNode, exact: ExactSource): RuleProblem | undefined {
  if (node.op === 'call' && !functions.has(node.args[0])) return foreign(node.args[0], node, exact)
  if (node.op === 'rcall' && !methods.has(node.args[0])) return foreign(node.args[0], node, exact)
  for (const child of descend(node.args)) {
    const found = foreignCall(child, exact)
    if (found !== undefined) return found
  }
  return undefined
}

function foreign(name: string, node: ASTNode, exact: ExactSource): RuleProblem {
  return {
    kind: 'function',
    message: `Expected a function of the rule language, but found "${name}"`,
    offset: exact.originalOffset(node.start),
    name,
  }
}

function descend(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(descend)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : []
}
