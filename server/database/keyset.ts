/** A page of a list, and the cursor of the next one; null at the end. */
export type Page<T> = Readonly<{ items: readonly T[]; next: string | null }>

/** A cursor names the last row shown by its sort key; rows that come or go meanwhile shift nothing. */
export const cursorOf = (key: readonly (string | number)[]): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** The sort key in a cursor of `length` parts; null where the text is none: the list then begins at its beginning. */
export function keyOf(cursor: string | null, length: number): readonly (string | number)[] | null {
  if (cursor === null) return null
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    const sound = Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string' || Number.isSafeInteger(part))
    return sound ? (key as (string | number)[]) : null
  } catch {
    return null
  }
}

/** Cuts the one row too many that tells whether there is a next page. */
export function pageOf<Row>(rows: readonly Row[], limit: number, keyOfRow: (row: Row) => readonly (string | number)[]): Page<Row> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(keyOfRow(last)) : null }
}
