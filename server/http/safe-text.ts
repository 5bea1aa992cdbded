/** How deep a body may nest; the deepest the interface knows is a row's column of a part. */
const DEEPEST = 24

export type UnsafeBody = Readonly<{ path: string; because: 'text' | 'depth' }>

/**
 * Looks for what no record may hold: NUL (PostgreSQL cannot store it), half of a surrogate pair (no UTF-8 form, so the
 * bytes that are hashed would not be those that were typed), and nesting that is only there to exhaust whoever walks it.
 * Keys are looked at as well as values. Gives the JSON pointer of the first such place.
 */
export function findUnsafe(value: unknown): UnsafeBody | undefined {
  return unsafeAt(value, null, 0)
}

/** The way to a value, from the inside out: written as a pointer only where something is found. */
type Way = Readonly<{ key: string; outer: Way | null }>

function unsafeAt(value: unknown, way: Way | null, depth: number): UnsafeBody | undefined {
  if (typeof value === 'string') return isSafeText(value) ? undefined : { path: pointer(way), because: 'text' }
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined
  if (depth > DEEPEST) return { path: pointer(way).slice(0, 100), because: 'depth' }
  for (const key of Object.keys(value)) {
    if (!isSafeText(key)) return { path: `${pointer(way)}/${key.toWellFormed().replaceAll('\0', '')}`, because: 'text' }
    const found = unsafeAt(Reflect.get(value, key), { key, outer: way }, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function pointer(way: Way | null): string {
  return way === null ? '' : `${pointer(way.outer)}/${way.key}`
}

/**
 * The same value with every text in normal form C: what is signed, hashed and searched for is one text, however it was
 * typed. What is in that form already, as nearly everything is, is handed on and not copied.
 */
export function inNormalForm(value: unknown): unknown {
  if (isInNormalForm(value)) return value
  if (typeof value === 'string') return value.normalize('NFC')
  if (Array.isArray(value)) return value.map(inNormalForm)
  return Object.fromEntries(Object.entries(Object(value)).map(([key, item]) => [key.normalize('NFC'), inNormalForm(item)]))
}

function isInNormalForm(value: unknown): boolean {
  if (typeof value === 'string') return PLAIN.test(value) || value.normalize('NFC') === value
  if (Array.isArray(value)) return value.every(isInNormalForm)
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return true
  return Object.keys(value).every((key) => isInNormalForm(key) && isInNormalForm(Reflect.get(value, key)))
}

// Most texts are plain ASCII, which is safe and in normal form as it stands.
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const PLAIN = /^[\u0001-\u007f]*$/

function isSafeText(text: string): boolean {
  return PLAIN.test(text) || (text.isWellFormed() && !text.includes('\0'))
}
