/** How deep a body may nest; the deepest the interface knows is a row's column of a part. */
const DEEPEST = 24

export type UnsafeBody = Readonly<{ path: string; because: 'text' | 'depth' }>

/**
 * Looks for what no record may hold: NUL (PostgreSQL cannot store it), half of a surrogate pair (no UTF-8 form, so the
 * bytes that are hashed would not be those that were typed), and nesting that is only there to exhaust whoever walks it.
 * Keys are looked at as well as values. Gives the JSON pointer of the first such place.
 */
export function findUnsafe(value: unknown, path = '', depth = 0): UnsafeBody | undefined {
  if (typeof value === 'string') return isSafeText(value) ? undefined : { path, because: 'text' }
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined
  if (depth > DEEPEST) return { path: path.slice(0, 100), because: 'depth' }
  const unsafeKey = Object.keys(value).find((key) => !isSafeText(key))
  if (unsafeKey !== undefined) return { path: `${path}/${unsafeKey.toWellFormed().replaceAll('\0', '')}`, because: 'text' }
  for (const [key, item] of Object.entries(value)) {
    const found = findUnsafe(item, `${path}/${key}`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** The same value with every text in normal form C: what is signed, hashed and searched for is one text, however it was typed. */
export function inNormalForm(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC')
  if (Array.isArray(value)) return value.map(inNormalForm)
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.normalize('NFC'), inNormalForm(item)]))
}

function isSafeText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
