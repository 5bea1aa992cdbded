import { canonicalBytes, pointerToken } from './canonical.ts'
import type { HashText, Opening } from './entry.ts'
import { hashText, isHashText, sha256 } from './hash.ts'
import type { SensitiveFields } from './sensitive-fields.ts'

/** What stands in hashed data in the place of a sensitive value. */
export type Commitment = Readonly<{ $commitment: HashText }>

/** Gives 32 fresh random bytes for each value. The pure room asks; the shell rolls the dice. `path`: where the value stands. */
export type NextSalt = (path: string) => Uint8Array

export const SALT_BYTES = 32

/** SHA-256( salt ‖ canonical JSON of the value ). The salt has 32 bytes, so no value can slide into it. */
export function commitment(salt: Uint8Array, value: unknown): Commitment {
  if (salt.length !== SALT_BYTES) throw new Error(`Expected a salt of ${SALT_BYTES} bytes, but it has ${salt.length}`)
  return { $commitment: hashText(sha256(salt, canonicalBytes(value))) }
}

export function isCommitment(value: unknown): value is Commitment {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$commitment' in value &&
    Object.keys(value).length === 1 &&
    isHashText(value.$commitment)
  )
}

export type Committed = Readonly<{ values: Readonly<Record<string, unknown>>; openings: readonly Opening[] }>

/** Replaces every sensitive value by a commitment. Paths of the openings are JSON pointers within `values`. */
export function commitSensitive(values: Readonly<Record<string, unknown>>, sensitive: SensitiveFields, salt: NextSalt): Committed {
  const openings: Opening[] = []
  const hide = (path: string, value: unknown): Commitment => {
    const opening: Opening = { path, salt: salt(path), value }
    openings.push(opening)
    return commitment(opening.salt, value)
  }
  const columnsOf = Map.groupBy(
    [...sensitive].filter((name) => name.includes('.')),
    (name) => name.slice(0, name.indexOf('.')),
  )
  const item = (field: string, columns: readonly string[], row: number, value: unknown) => {
    if (!isRow(value)) return value
    const hidden = columns
      .filter((column) => Object.hasOwn(value, column))
      .map((column) => [column, hide(`/${pointerToken(field)}/${row}/${pointerToken(column)}`, value[column])])
    return hidden.length === 0 ? value : { ...value, ...Object.fromEntries(hidden) }
  }

  const hidden = mapObject(values, (field, value) => {
    if (sensitive.has(field)) return hide(`/${pointerToken(field)}`, value)
    const columns = columnsOf.get(field)?.map((name) => name.slice(field.length + 1))
    return columns !== undefined && Array.isArray(value) ? value.map((inner, row) => item(field, columns, row, inner)) : value
  })
  return { values: hidden, openings }
}

export type OpeningProblem = Readonly<{ path: string; problem: 'opens-nothing' | 'differs' }>
export type Opened = Readonly<{
  values: Readonly<Record<string, unknown>>
  problems: readonly OpeningProblem[] /** Commitments for which there was no opening. */
  closed: readonly string[]
}>

/**
 * Puts opened values back in the place of their commitments. An opening that names no commitment, or whose salt and value
 * do not give it, is a problem and is not put back. Commitments without opening stay as they are.
 */
export function openValues(values: Readonly<Record<string, unknown>>, openings: readonly Opening[]): Opened {
  if (openings.length === 0 && !holdsCommitment(values)) return { values, problems: [], closed: [] }
  const unused = new Map(openings.map((opening) => [opening.path, opening]))
  const problems: OpeningProblem[] = []
  const closed: string[] = []
  const open = (value: unknown, path: string): unknown => {
    if (isCommitment(value)) {
      const opening = unused.get(path)
      unused.delete(path)
      if (opening === undefined) closed.push(path)
      else if (gives(opening, value)) return opening.value
      else problems.push({ path, problem: 'differs' })
      return value
    }
    if (Array.isArray(value)) return value.map((inner, at) => open(inner, `${path}/${at}`))
    return isRow(value) ? mapObject(value, (key, inner) => open(inner, `${path}/${pointerToken(key)}`)) : value
  }
  const opened = mapObject(values, (field, value) => open(value, `/${pointerToken(field)}`))
  for (const path of unused.keys()) problems.push({ path, problem: 'opens-nothing' })
  return { values: opened, problems, closed }
}

function holdsCommitment(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(holdsCommitment)
  return isCommitment(value) || Object.values(value).some(holdsCommitment)
}

function gives(opening: Opening, expected: Commitment): boolean {
  try {
    return commitment(opening.salt, opening.value).$commitment === expected.$commitment
  } catch {
    return false
  }
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapObject(from: Readonly<Record<string, unknown>>, map: (key: string, value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, map(key, value)]))
}
