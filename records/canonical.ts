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
  return encoder.encode(plainText(value) ?? orderedText(value))
}

/** The same as one line of a file of lines. */
export function canonicalLine(value: unknown): Uint8Array {
  return encoder.encode(`${plainText(value) ?? orderedText(value)}\n`)
}

/**
 * Most values are made with their keys in order and plain texts: then JSON as the platform writes it is RFC 8785 as it
 * stands, for numbers are safe integers here. Null where a value has to be looked at more closely.
 */
function plainText(value: unknown): string | null {
  if (!standsPlainly(value, 0)) return null
  const text = JSON.stringify(value)
  // An escape by number is a NUL, a lone surrogate or a rare control character. Where a whole is in NFC, so are its parts.
  return text.includes('\\u') || !isNfc(text) ? null : text
}

/** Whether a value is JSON with safe integers, the keys of all objects in order, none looking like a number. */
function standsPlainly(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0)
  if (depth > DEEPEST) return false
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (!standsPlainly(value[at], depth + 1)) return false
    return true
  }
  if (!isPlainObject(value)) return false
  let before = ''
  for (const key of Object.keys(value)) {
    if (key < before || looksLikeNumber(key) || key === '__proto__' || !standsPlainly(value[key], depth + 1)) return false
    before = key
  }
  return true
}

function looksLikeNumber(key: string): boolean {
  const first = key.charCodeAt(0)
  return first >= 48 && first <= 57
}

/**
 * The canonical text of any value that has one, its keys put in order. Where keys look like numbers the platform has an
 * order of its own, and the general way is taken.
 * @throws NotCanonical
 */
function orderedText(value: unknown): string {
  const problem = canonicalProblem(value)
  if (problem !== null) throw new NotCanonical(problem)
  const text = hasNumericKey(value) ? canonicalize(value) : JSON.stringify(inOrder(value))
  if (text === undefined) throw new NotCanonical({ code: 'not-json', path: '' })
  return text
}

function hasNumericKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(hasNumericKey)
  for (const key of Object.keys(value))
    if (looksLikeNumber(key) || key === '__proto__' || hasNumericKey(Reflect.get(value, key))) return true
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
  return isWrittenAs(value, text) ? { outcome: 'read', value } : { outcome: 'unreadable', reason: 'not-canonical' }
}

/** Whether this is what would be written of what was read. */
function isWrittenAs(value: unknown, text: string): boolean {
  const plain = plainText(value)
  return plain === null ? canonicalProblem(value) === null && orderedText(value) === text : plain === text
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
const NOT_PLAIN = /[^\u0001-\u007f]/

function isNfc(text: string): boolean {
  return !NOT_PLAIN.test(text) || text.normalize('NFC') === text
}

function textProblem(text: string, way: Way | null): CanonicalProblem | null {
  if (!NOT_PLAIN.test(text)) return null
  if (!text.isWellFormed()) return { code: 'lone-surrogate', path: pointer(way) }
  if (text.includes('\0')) return { code: 'nul', path: pointer(way) }
  return isNfc(text) ? null : { code: 'not-nfc', path: pointer(way) }
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
