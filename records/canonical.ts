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
export function canonicalProblem(value: unknown, path = '', depth = 0): CanonicalProblem | null {
  if (depth > DEEPEST) return { code: 'too-deep', path }
  if (value === null || typeof value === 'boolean') return null
  if (typeof value === 'string') return textProblem(value, path)
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? null : { code: 'not-a-safe-integer', path }
  if (Array.isArray(value)) return firstProblem(value.entries(), path, depth)
  if (!isPlainObject(value)) return { code: 'not-json', path }
  for (const key of Object.keys(value)) {
    const problem = textProblem(key, path)
    if (problem !== null) return problem
  }
  return firstProblem(Object.entries(value), path, depth)
}

/**
 * The bytes that are hashed: RFC 8785 in UTF-8.
 * @throws NotCanonical where `canonicalProblem` finds something.
 */
export function canonicalBytes(value: unknown): Uint8Array {
  const problem = canonicalProblem(value)
  if (problem !== null) throw new NotCanonical(problem)
  const text = canonicalize(value)
  if (text === undefined) throw new NotCanonical({ code: 'not-json', path: '' })
  return encoder.encode(text)
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
  if (canonicalProblem(value) !== null || canonicalize(value) !== text) return { outcome: 'unreadable', reason: 'not-canonical' }
  return { outcome: 'read', value }
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

function textProblem(text: string, path: string): CanonicalProblem | null {
  if (!text.isWellFormed()) return { code: 'lone-surrogate', path }
  if (text.includes('\0')) return { code: 'nul', path }
  return text.normalize('NFC') === text ? null : { code: 'not-nfc', path }
}

function firstProblem(members: Iterable<readonly [string | number, unknown]>, path: string, depth: number): CanonicalProblem | null {
  for (const [key, inner] of members) {
    const problem = canonicalProblem(inner, `${path}/${pointerToken(key)}`, depth + 1)
    if (problem !== null) return problem
  }
  return null
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
