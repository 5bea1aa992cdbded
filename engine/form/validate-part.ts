import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { Decimal } from 'decimal.js'
import { RE2JS } from 're2js'
import { Temporal } from 'temporal-polyfill'
import type { Values } from '../case/values.ts'
import type { Field, RecordForm } from '../language/form.generated.ts'
import type { Words } from '../words.ts'
import type { FieldProblem } from './field-problem.ts'
import { isBadText, isRecord } from './normalise.ts'
import { ownKeywords, partSchema } from './part-schema.ts'
import type { Reference } from './reference.ts'

/** A form that knows its code lists and compiles the schema of each part when that part is first looked at. */
export type PartValidator = Readonly<{ form: RecordForm; validatorOf(part: string): ValidateFunction }>

/** Enough for a person to begin with; a list of 1,000 wrong rows does not become an answer of its own size. */
export const mostProblems = 100

/** One a revision: compiling a schema takes milliseconds, validating microseconds. */
export function makePartValidator(form: RecordForm, reference: Reference): PartValidator {
  const compiled = new Map<string, ValidateFunction>()
  return {
    form,
    validatorOf(part) {
      const known = compiled.get(part)
      if (known !== undefined) return known
      const made = makeAjv().compile(partSchema(form, part, reference, 'zh'))
      compiled.set(part, made)
      return made
    },
  }
}

/**
 * What is wrong with the values of one part: everything the form says of a field but `required_when` and what the step
 * fills, which `fillPart` adds. Empty when the part may be sealed. Values are as `normalise` leaves them.
 */
export function validatePart(
  validator: PartValidator,
  part: string,
  values: Values | Readonly<Record<string, unknown>>,
  most = mostProblems,
): readonly FieldProblem[] {
  const fields = fieldsOfPart(validator.form, part)
  const validate = validator.validatorOf(part)
  const bySchema = validate(values) ? [] : (validate.errors ?? []).map((error) => problemOf(error, fields))
  const own = [...fields].flatMap(([key, field]) => ownProblems(field, get(values, key), `/${key}`))
  return distinct([...own, ...bySchema]).slice(0, most)
}

export function fieldsOfPart(form: RecordForm, part: string): ReadonlyMap<string, Field> {
  return new Map(Object.entries(new Map(Object.entries(form.parts)).get(part)?.fields ?? {}))
}

function get(values: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(values, key) ? values[key] : undefined
}

function makeAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allErrors: true, unicodeRegExp: true, verbose: true, code: { regExp: re2 } })
  ajv.addVocabulary([...ownKeywords])
  ajv.addFormat('date', isDate)
  ajv.addFormat('date-time', isInstant)
  return ajv
}

const atom = String.raw`(?:\[[^\[\]\\^]+\]|\\[dw./]|[^\\\[\](){}|*+?.^$])`
const flat = new RegExp(`^\\^(?:${atom}(?:\\{\\d{1,2}\\}|\\?)?)*(?:${atom}\\{\\d{1,2},\\d{1,2}\\})?\\$$`, 'u')

/**
 * Signs one after another, each so and so many times, from end to end: a number of a ticket, of an identity card. Such a
 * pattern means the same to the platform's own expressions and has nothing to go back to; a list of 1,000 rows is tested
 * ten times as fast.
 */
function isFlat(pattern: string): boolean {
  return pattern.length <= 120 && flat.test(pattern) && (pattern.match(/\?/g)?.length ?? 0) <= 3
}

/** Patterns run in linear time, whatever the pattern and the text. Ajv shares compiled patterns by their `toString`. */
const re2 = Object.assign(
  (pattern: string) => {
    if (isFlat(pattern)) return Object.assign(new RegExp(pattern, 'u'), { toString: () => `flat/${pattern}/` })
    const compiled = RE2JS.compile(pattern)
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => `re2/${pattern}/` }
  },
  { code: 'new RegExp' },
)

export function isDate(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false
  // Every month has 28 days; beyond them the calendar is asked.
  const [month, day] = [Number(text.slice(5, 7)), Number(text.slice(8))]
  if (month < 1 || month > 12 || day < 1) return false
  return day <= 28 || parses(() => Temporal.PlainDate.from(text, { overflow: 'reject' }))
}
export function isInstant(text: string): boolean {
  return /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && parses(() => Temporal.Instant.from(text))
}
function parses(parse: () => unknown): boolean {
  try {
    parse()
    return true
  } catch {
    return false
  }
}

/** Bad text anywhere, and the bounds of decimals, which a schema cannot state exactly. */
function ownProblems(field: Field, value: unknown, path: string): readonly FieldProblem[] {
  if (value === undefined) return []
  if (typeof value === 'string' && isBadText(value)) return [{ path, code: 'bad-text', title: field.title, details: {} }]
  if ((field.type === 'number' || field.type === 'money') && typeof value === 'string') return boundProblems(field, value, path)
  if (Array.isArray(value)) return value.flatMap((item, index) => itemProblems(field, item, `${path}/${index}`))
  return isRecord(value) ? memberProblems(field, value, path) : []
}

function itemProblems(field: Field, item: unknown, path: string): readonly FieldProblem[] {
  if (typeof item === 'string' && isBadText(item)) return [{ path, code: 'bad-text', title: field.title, details: {} }]
  if (!isRecord(item)) return []
  if (field.of !== 'row') return memberProblems(field, item, path)
  const problems: FieldProblem[] = []
  for (const key in field.columns) {
    const column = field.columns[key]
    const value = get(item, key)
    if (column === undefined || value === undefined) continue
    problems.push(...ownProblems(column, value, `${path}/${key}`))
    if (column.at_most !== undefined) problems.push(...columnBoundProblems(column, value, item, `${path}/${key}`))
  }
  return problems
}

/** A figure above the column of its row that bounds it. */
function columnBoundProblems(column: Field, value: unknown, row: Readonly<Record<string, unknown>>, path: string): readonly FieldProblem[] {
  const bound = column.at_most === undefined ? undefined : get(row, column.at_most)
  if (!isFigure(value) || !isFigure(bound) || !new Decimal(value).gt(bound)) return []
  return [{ path, code: 'above-maximum', title: column.title, details: { maximum: String(bound) } }]
}

function isFigure(value: unknown): value is string | number {
  return Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(value))
}

function memberProblems(field: Field, value: Readonly<Record<string, unknown>>, path: string): readonly FieldProblem[] {
  return Object.entries(value)
    .filter(([, member]) => typeof member === 'string' && isBadText(member))
    .map(([key]) => ({ path: `${path}/${pointer(key)}`, code: 'bad-text', title: field.title, details: {} }))
}

function boundProblems(field: Field, value: string, path: string): readonly FieldProblem[] {
  if ((field.min === undefined && field.max === undefined) || !/^-?\d+(\.\d+)?$/.test(value)) return []
  if (field.min !== undefined && compared(value, field.min) < 0)
    return [{ path, code: 'below-minimum', title: field.title, details: { minimum: field.min } }]
  if (field.max !== undefined && compared(value, field.max) > 0)
    return [{ path, code: 'above-maximum', title: field.title, details: { maximum: field.max } }]
  return []
}

/** Negative, zero or positive. Up to 15 digits a decimal and its double stand in one order with every other double of that length. */
function compared(decimal: string, bound: number): number {
  if (decimal.length <= 15 && String(bound).length <= 15) return Number(decimal) - bound
  return new Decimal(decimal).comparedTo(bound)
}

/** JSON pointer escapes; names that come from outside are cut, for they are said back. */
export function pointer(key: string): string {
  return key.toWellFormed().slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')
}

function problemOf(error: ErrorObject, fields: ReadonlyMap<string, Field>): FieldProblem {
  const member = memberOf(error)
  const path = member === undefined ? error.instancePath : `${error.instancePath}/${pointer(member)}`
  const { code, details } = meaningOf(error)
  return { path, code, title: titleAt(path, fields), details }
}

function memberOf(error: ErrorObject): string | undefined {
  if (error.keyword === 'required') return String(error.params.missingProperty)
  return error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined
}

function titleAt(path: string, fields: ReadonlyMap<string, Field>): Words {
  const [key = '', , column] = path.slice(1).split('/')
  const field = fields.get(key)
  if (field === undefined) return { zh: key, en: key }
  const columns = new Map(Object.entries(field.columns ?? {}))
  return columns.get(column ?? '')?.title ?? field.title
}

type Meaning = Pick<FieldProblem, 'code' | 'details'>

function meaningOf(error: ErrorObject): Meaning {
  const limit = Number(error.params.limit)
  switch (error.keyword) {
    case 'required':
      return { code: 'required', details: {} }
    case 'additionalProperties':
      return { code: 'unknown-field', details: {} }
    case 'minLength':
      return { code: 'too-short', details: { minimum: limit, found: lengthOf(error.data) } }
    case 'maxLength':
      return { code: 'too-long', details: { maximum: limit, found: lengthOf(error.data) } }
    case 'minimum':
      return { code: 'below-minimum', details: { minimum: limit } }
    case 'maximum':
      return { code: 'above-maximum', details: { maximum: limit } }
    case 'minItems':
      return { code: 'too-few-items', details: { minimum: limit, found: lengthOf(error.data) } }
    case 'maxItems':
      return { code: 'too-many-items', details: { maximum: limit, found: lengthOf(error.data) } }
    case 'enum':
    case 'not':
      return { code: 'not-in-list', details: { found: shown(error.data) } }
    case 'format':
      return { code: error.schema === 'date' ? 'not-a-date' : 'not-an-instant', details: { found: shown(error.data) } }
    case 'pattern':
      return patternMeaning(error)
    default:
      return { code: 'wrong-type', details: { expected: typeExpected(error) } }
  }
}

function patternMeaning(error: ErrorObject): Meaning {
  const scale = error.parentSchema?.['x-scale']
  if (typeof scale !== 'number') return { code: 'pattern', details: { pattern: String(error.schema), found: shown(error.data) } }
  const isDecimal = typeof error.data === 'string' && /^-?\d{1,15}\.\d+$/.test(error.data)
  return isDecimal
    ? { code: 'too-many-decimals', details: { scale, found: shown(error.data) } }
    : { code: 'wrong-type', details: { expected: 'decimal' } }
}

function typeExpected(error: ErrorObject): string {
  const own = error.parentSchema?.['x-type']
  return typeof own === 'string' ? own : String(error.params.type ?? error.keyword)
}

function lengthOf(data: unknown): number {
  if (typeof data === 'string') return [...data].length
  return Array.isArray(data) ? data.length : 0
}

/** What was entered, short enough to say back. */
function shown(data: unknown): string {
  return typeof data === 'string' ? data.toWellFormed().slice(0, 40) : typeof data
}

function distinct(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  const seen = new Map<string, FieldProblem>()
  for (const problem of problems) if (!seen.has(problem.path)) seen.set(problem.path, problem)
  return [...seen.values()]
}
