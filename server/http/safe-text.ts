/**
 * Looks for a text no record may hold: NUL (PostgreSQL cannot store it) or half of a surrogate pair (no UTF-8 form,
 * so the bytes that are hashed would not be those that were typed). Keys are looked at as well as values.
 * Gives the JSON pointer of the first one, or undefined.
 */
export function findUnsafeText(value: unknown, path = ''): string | undefined {
  if (typeof value === 'string') return isSafeText(value) ? undefined : path
  if (Array.isArray(value)) return firstOf(value.entries(), path)
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined
  const unsafeKey = Object.keys(value).find((key) => !isSafeText(key))
  if (unsafeKey !== undefined) return `${path}/${unsafeKey.toWellFormed().replaceAll('\0', '')}`
  return firstOf(Object.entries(value), path)
}

function firstOf(entries: Iterable<readonly [string | number, unknown]>, path: string): string | undefined {
  for (const [key, item] of entries) {
    const found = findUnsafeText(item, `${path}/${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

function isSafeText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
