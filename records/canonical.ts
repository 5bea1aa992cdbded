import canonicalize from 'canonicalize'

export type CanonicalProblem = Readonly<{
  code: 'not-json' | 'not-a-safe-integer' | 'lone-surrogate' | 'nul' | 'not-nfc' | 'too-deep'
  /** JSON pointer to the value. */
  path: string
}>

/** Thrown where something would be sealed that has no canonical form: a fault, since input was checked before. */
export class NotCanonical extends Error {
  readonly problem: CanonicalProblem
  constructor(problem: CanonicalProblem) {
    super(`Expected a value with one canonical form, but found ${problem.code} at "${problem.path}"`)
    this.name = 'NotCanonical'
    this.problem = problem
  }
}

const DEEPEST = 64

/**
 * Says why a value may not be sealed, or null. Stricter than RFC 8785: numbers are safe integers (decimals are strings),
 * texts are NFC without NUL and without lone surrogates, nothing is undefined, and objects are plain.
 */
export function canonicalProblem(value: unknown): CanonicalProblem | null {
  return problemAt(value, null, 0)
}

/** The way to a value, from the inside out: written as a pointer only where there is a problem. */
type Way = Readonly<{ key: string | number; outer: Way | null }>

function problemAt(value: unknown, way: Way | null, depth: number): CanonicalProblem | null {
  if (depth > DEEPEST) return { code: 'too-deep', path: pointer(way) }
  if (value === null || typeof value === 'boolean') return null
  if (typeof value === 'string') return textProblem(value, way)
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? null : { code: 'not-a-safe-integer', path: pointer(way) }
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const problem = problemAt(value[at], { key: at, outer: way }, depth + 1)
      if (problem !== null) return problem
    }
    return null
  }
  if (!isPlainObject(value)) return { code: 'not-json', path: pointer(way) }
  for (const key of Object.keys(value)) {
    const problem = textProblem(key, way) ?? problemAt(value[key], { key, outer: way }, depth + 1)
    if (problem !== null) return problem
  }
  return null
}

/**
 * The bytes that are hashed: RFC 8785 in UTF-8.
 * @throws NotCanonical where `canonicalProblem` finds something.
 */
export function canonicalBytes(value: unknown): Uint8Array {
  const problem = canonicalProblem(value)
  if (problem !== null) throw new NotCanonical(problem)
  return encoder.encode(canonicalText(value))
}

/**
 * The canonical text of a value that has one. JSON as the platform writes it is RFC 8785 once the keys stand in order, for
 * numbers are safe integers here; a long list is written so in a third of the time. Where keys look like numbers the
 * platform has an order of its own, and the general way is taken.
 */
function canonicalText(value: unknown): string {
  const text = hasNumericKey(value) ? canonicalize(value) : JSON.stringify(inOrder(value))
  if (text === undefined) throw new NotCanonical({ code: 'not-json', path: '' })
  return text
}

function hasNumericKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(hasNumericKey)
  for (const key of Object.keys(value)) {
    const first = key.charCodeAt(0)
    if ((first >= 48 && first <= 57) || key === '__proto__' || hasNumericKey(Reflect.get(value, key))) return true
  }
  return false
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  const ordered: Record<string, unknown> = {}
  for (const key of Object.keys(value).sort()) ordered[key] = inOrder(Reflect.get(value, key))
  return ordered
}

export type ReadCanonical = Readonly<
  { outcome: 'read'; value: unknown } | { outcome: 'unreadable'; reason: 'not-utf8' | 'not-json' | 'not-canonical' }
>

/** Reads canonical bytes back. Bytes that say the same in another way (spaces, key order, a key twice) are refused. */
export function readCanonical(bytes: Uint8Array): ReadCanonical {
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return { outcome: 'unreadable', reason: 'not-utf8' }
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { outcome: 'unreadable', reason: 'not-json' }
  }
  if (canonicalProblem(value) !== null || writtenAs(value) !== text) return { outcome: 'unreadable', reason: 'not-canonical' }
  return { outcome: 'read', value }
}

/** What was read, as it would be written: where its keys stand in order already, nothing has to be put in order. */
function writtenAs(value: unknown): string {
  return standsInOrder(value) ? JSON.stringify(value) : canonicalText(value)
}

/** Whether the keys of all objects stand in order, none looking like a number. */
function standsInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(standsInOrder)
  let before = ''
  for (const key of Object.keys(value)) {
    const first = key.charCodeAt(0)
    if (key < before || (first >= 48 && first <= 57) || key === '__proto__' || !standsInOrder(Reflect.get(value, key))) return false
    before = key
  }
  return true
}

/** A copy of the value with every text in NFC, as it has to be before a signer sees it. */
export function inNfc<T>(value: T): T {
  return normalised(value) as T
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function normalised(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC')
  if (Array.isArray(value)) return value.map(normalised)
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.normalize('NFC'), normalised(inner)]))
}

// Most texts are plain ASCII, which is NFC as it stands.
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is refused
const PLAIN = /^[\u0001-\u007f]*$/

function textProblem(text: string, way: Way | null): CanonicalProblem | null {
  if (PLAIN.test(text)) return null
  if (!text.isWellFormed()) return { code: 'lone-surrogate', path: pointer(way) }
  if (text.includes('\0')) return { code: 'nul', path: pointer(way) }
  return text.normalize('NFC') === text ? null : { code: 'not-nfc', path: pointer(way) }
}

function pointer(way: Way | null): string {
  return way === null ? '' : `${pointer(way.outer)}/${pointerToken(way.key)}`
}

/** One reference token of a JSON pointer (RFC 6901). */
export function pointerToken(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && !('toJSON' in value)
}
