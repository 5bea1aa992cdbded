import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { RE2JS } from 're2js'
import formSchema from './form.schema.json' with { type: 'json' }
import listsSchema from './lists.schema.json' with { type: 'json' }
import pendingSchema from './pending.schema.json' with { type: 'json' }
import procedureSchema from './procedure.schema.json' with { type: 'json' }
import registerSchema from './register.schema.json' with { type: 'json' }

/** The kinds of files the language has. */
export type FileKind = 'procedure' | 'form' | 'lists' | 'pending' | 'register'

// RE2 is linear in the text. Ajv shares compiled patterns by their `toString`; `code` is for its standalone output, not used here.
const re2 = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern)
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => `re2/${pattern}/` }
  },
  { code: 'new RegExp' },
)

const ajv = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  allErrors: true,
  verbose: true,
  code: { regExp: re2 },
})

const validators: Readonly<Record<FileKind, ValidateFunction>> = {
  procedure: ajv.compile(procedureSchema),
  form: ajv.compile(formSchema),
  lists: ajv.compile(listsSchema),
  pending: ajv.compile(pendingSchema),
  register: ajv.compile(registerSchema),
}

/** One way in which a value is not of the schema: where, which keyword says so, what it asks and what was found. */
export type SchemaProblem = Readonly<{
  path: readonly (string | number)[]
  at: 'key' | undefined
  keyword: string
  expected: string
  found: string
}>

/** Ways in which a value is not of its schema, at most one for each place. */
export function schemaProblems(kind: FileKind, value: unknown): readonly SchemaProblem[] {
  const validate = validators[kind]
  if (validate(value)) return []
  const telling = mostTelling(validate.errors ?? [])
  return telling.map((error) => asProblem(error))
}

/** Of the errors that alternatives (`oneOf`) pile up at one place, the deepest and most particular says most to an author. */
function mostTelling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const own = errors.filter((error) => error.keyword !== 'oneOf')
  const deepest = own.filter(
    (error) => !own.some((other) => other.instancePath.startsWith(`${error.instancePath}/`) && isAlternative(error, errors)),
  )
  const best = new Map<string, ErrorObject>()
  for (const error of deepest) {
    const extra = error.keyword === 'required' || error.keyword === 'additionalProperties' ? JSON.stringify(error.params) : ''
    const place = isAlternative(error, errors) ? error.instancePath : error.instancePath + extra
    const before = best.get(place)
    if (before === undefined || particular(error, own) > particular(before, own)) best.set(place, error)
  }
  return [...best.values()]
}

function isAlternative(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  return errors.some((other) => other.keyword === 'oneOf' && other.instancePath === error.instancePath)
}

/** A name that several alternatives do not know is the likelier mistake than one that some alternative misses. */
function particular(error: ErrorObject, errors: readonly ErrorObject[]): number {
  const same = errors.filter(
    (other) => other.instancePath === error.instancePath && JSON.stringify(other.params) === JSON.stringify(error.params),
  )
  const order = ['type', 'const', 'enum', 'pattern', 'minProperties', 'maxProperties', 'additionalProperties', 'required']
  return order.indexOf(error.keyword) + (error.keyword === 'additionalProperties' && same.length > 1 ? 2 : 0)
}

function asProblem(error: ErrorObject): SchemaProblem {
  const path = error.instancePath.split('/').slice(1).map(segment)
  const { params } = error
  if (error.keyword === 'additionalProperties') {
    const name = String(params.additionalProperty)
    return { path: [...path, name], at: 'key', keyword: 'unknown-name', expected: knownNames(error), found: name }
  }
  if (error.keyword === 'required') return { path, at: undefined, keyword: 'required', expected: String(params.missingProperty), found: '' }
  return { path, at: undefined, keyword: error.keyword, expected: asked(error), found: shown(error.data) }
}

function segment(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text.replaceAll('~1', '/').replaceAll('~0', '~')
}

function knownNames(error: ErrorObject): string {
  const schema = error.parentSchema as { properties?: object; patternProperties?: object } | undefined
  return [...Object.keys(schema?.properties ?? {}), ...Object.keys(schema?.patternProperties ?? {})].join(', ')
}

function asked(error: ErrorObject): string {
  const { schema } = error
  if (Array.isArray(schema)) return schema.join(', ')
  return typeof schema === 'object' ? JSON.stringify(schema) : String(schema)
}

function shown(data: unknown): string {
  const text = typeof data === 'string' ? `"${data}"` : (JSON.stringify(data) ?? String(data))
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
