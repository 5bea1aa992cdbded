import type { CaseState, SealedPart, Values } from '#engine'
import { type DataKey, openValue, sealValue } from './sealed-value.ts'
import type { SensitiveMarks } from './sensitive-marks.ts'
import { type CaseOf, type Subject, subjectsOfSheet } from './subject-of-value.ts'

/**
 * The copy of a case the database keeps for reading holds sensitive values only as tokens `{ "$sealed": "<key>.<bytes>" }`.
 * Nobody can type one: what a form takes is never an object of that name. Parts a case already had keep their tokens,
 * for a part is never changed.
 */
type Token = Readonly<{ $sealed: string }>
type SealOne = (subject: Subject, value: unknown) => Token

/** Parts as the process has them → as they are stored. */
const storedForm = new WeakMap<object, unknown>()

const isToken = (value: unknown): value is Token =>
  typeof value === 'object' && value !== null && '$sealed' in value && typeof value.$sealed === 'string'

const isOpen = (value: unknown): boolean => !(typeof value === 'object' && value !== null && '$commitment' in value)

export type StateSealing = Readonly<{ marks: SensitiveMarks; of: CaseOf; index: Uint8Array }>

/** Subjects whose keys `sealState` will ask for. */
export function subjectsOfState(state: CaseState, sealing: StateSealing): ReadonlySet<Subject> {
  const found = new Set<Subject>()
  walk(state, sealing, (subject) => {
    found.add(subject)
    return { $sealed: '' }
  })
  return found
}

export function sealState(state: CaseState, sealing: StateSealing, keys: ReadonlyMap<Subject, DataKey>): unknown {
  const place = `case/${sealing.of.id}`
  return walk(
    state,
    sealing,
    (subject, value) => {
      const key = keys.get(subject)
      if (key === undefined) throw new Error('Expected the keys of all data subjects of a case, but one is missing')
      return { $sealed: `${key.id}.${sealValue(key, JSON.stringify(value), place).toString('base64url')}` }
    },
    true,
  )
}

/** `keep`: what it makes of a part is remembered. */
function walk(state: CaseState, { marks, of, index }: StateSealing, seal: SealOne, keep = false): unknown {
  if (marks.size === 0) return state
  const sheet = (values: Values): Values => sealSheet(values, marks, subjectsOfSheet(values, marks, of, index), seal)
  const remembered = <T extends object>(whole: T, make: () => unknown): unknown => {
    const known = storedForm.get(whole)
    if (known !== undefined) return known
    const made = make()
    if (keep) storedForm.set(whole, made)
    return made
  }
  const part = (one: { values: Values }) => remembered(one, () => ({ ...one, values: sheet(one.values) }))
  const given = Object.fromEntries(Object.entries(state.given).map(([field, { value }]) => [field, value]))
  const sealedGiven = sheet(given)
  return {
    ...state,
    sealed: state.sealed.map(part),
    waiting: state.waiting.map((one) => ({ ...one, parts: one.parts.map(part) })),
    demands: state.demands.map((one) => remembered(one, () => ({ ...one, gives: sheet(one.gives) }))),
    given: Object.fromEntries(Object.entries(state.given).map(([field, one]) => [field, { ...one, value: sealedGiven[field] }])),
    corrections: state.corrections.map((one) =>
      remembered(one, () => {
        const corrected = state.sealed.find(({ serial }) => serial === one.serial)
        if (!marks.has(markOfPointer(one.field)) || !isOpen(one.value)) return one
        return { ...one, value: seal(subjectOfCorrection(corrected, one.field, marks, of, index), one.value) }
      }),
    ),
  }
}

/** `scores/3/score` → `scores.score`, `phone` → `phone`. */
export function markOfPointer(field: string): string {
  const [list = '', , column] = field.replace(/^\//, '').split('/')
  return column === undefined ? list : `${list}.${column}`
}

/** A value put right belongs to whom the part named that it was in, whatever number it now gives. */
export function subjectOfCorrection(
  part: SealedPart | undefined,
  field: string,
  marks: SensitiveMarks,
  of: CaseOf,
  index: Uint8Array,
): Subject {
  const subjects = subjectsOfSheet(part?.values ?? {}, marks, of, index)
  const [list = '', row] = field.replace(/^\//, '').split('/')
  const rows: unknown = part?.values[list]
  const inRow: unknown = row !== undefined && Array.isArray(rows) ? rows[Number(row)] : undefined
  return typeof inRow === 'object' && inRow !== null ? subjects.row(list, inRow) : subjects.sheet
}

/** A sheet of which nothing is marked stays the very object it is: most are, and lists are long. */
function sealSheet(values: Values, marks: SensitiveMarks, subjects: ReturnType<typeof subjectsOfSheet>, seal: SealOne): Values {
  const lists = listsMarked(marks)
  if (!Object.keys(values).some((key) => marks.has(key) || lists.has(key))) return values
  const entries = Object.entries(values).map(([key, value]) => {
    if (marks.has(key) && isOpen(value)) return [key, seal(subjects.sheet, value)]
    if (!lists.has(key) || !Array.isArray(value)) return [key, value]
    return [key, value.map((row: unknown) => (isRow(row) ? sealRow(key, row, marks, subjects, seal) : row))]
  })
  return Object.fromEntries(entries) as Values
}

const marked = new WeakMap<SensitiveMarks, ReadonlySet<string>>()

/** Lists with a column that is marked. */
function listsMarked(marks: SensitiveMarks): ReadonlySet<string> {
  const known = marked.get(marks)
  if (known !== undefined) return known
  const lists = new Set([...marks.keys()].flatMap((name) => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : [])))
  marked.set(marks, lists)
  return lists
}

function sealRow(list: string, row: object, marks: SensitiveMarks, subjects: ReturnType<typeof subjectsOfSheet>, seal: SealOne): unknown {
  let subject: Subject | null = null
  return Object.fromEntries(
    Object.entries(row).map(([column, value]: [string, unknown]) => {
      if (!marks.has(`${list}.${column}`) || !isOpen(value)) return [column, value]
      subject ??= subjects.row(list, row)
      return [column, seal(subject, value)]
    }),
  )
}

const isRow = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names of the keys a stored case needs to be opened. */
export function keysInState(stored: CaseState): ReadonlySet<string> {
  const found = new Set<string>()
  overStored(stored, (token) => {
    found.add(token.$sealed.slice(0, UUID))
    return token
  })
  return found
}

const UUID = 36
/** What stands where a value was erased: a commitment nothing opens. */
const erased = { $commitment: `sha256:${'0'.repeat(64)}` }

const opened = new Map<string, unknown>()
const MOST_OPENED = 50_000

/** Values opened by this process are forgotten, as after an erasure. */
export function forgetOpened(): void {
  opened.clear()
}

export function openState(stored: CaseState, known: (id: string) => DataKey | null): CaseState {
  const place = `case/${stored.id}`
  const open = ({ $sealed }: Token): unknown => {
    const there = opened.get($sealed)
    if (there !== undefined) return there
    const key = known($sealed.slice(0, UUID))
    if (key === null) return erased
    const plain = openValue(key, Buffer.from($sealed.slice(UUID + 1), 'base64url'), place)
    if (plain === null) throw new Error(`Expected the sealed values of case ${stored.id} to open with their key, but one does not`)
    if (opened.size > MOST_OPENED) opened.clear()
    const value = JSON.parse(plain) as unknown
    opened.set($sealed, value)
    return value
  }
  return overStored(stored, open)
}

function overStored(stored: CaseState, open: (token: Token) => unknown): CaseState {
  const value = (one: unknown): unknown => {
    if (isToken(one)) return open(one)
    if (!Array.isArray(one)) return one
    return one.map((row: unknown) => (isRow(row) && hasToken(row) ? mapped(row, (inner) => (isToken(inner) ? open(inner) : inner)) : row))
  }
  const remembered = <T extends object>(one: T, has: boolean, make: () => T): T => {
    if (!has) return one
    const made = make()
    storedForm.set(made, one)
    return made
  }
  const part = <T extends Readonly<{ values: Values }>>(one: T): T =>
    remembered(one, needsOpening(one.values), () => ({ ...one, values: mapped(one.values, value) as Values }))
  return {
    ...stored,
    sealed: stored.sealed.map(part),
    waiting: stored.waiting.map((one) =>
      one.kind === 'first' ? { ...one, parts: one.parts.map(part) } : { ...one, parts: one.parts.map(part) },
    ),
    demands: stored.demands.map((one) =>
      remembered(one, needsOpening(one.gives), () => ({ ...one, gives: mapped(one.gives, value) as Values })),
    ),
    given: mapped(stored.given, (one) => (isRow(one) && 'value' in one ? { ...one, value: value(one.value) } : one)) as CaseState['given'],
    corrections: stored.corrections.map((one) =>
      remembered(one, isToken(one.value), () => ({ ...one, value: value(one.value) as typeof one.value })),
    ),
  }
}

const hasToken = (row: object): boolean => Object.values(row).some(isToken)
const needsOpening = (values: object): boolean =>
  Object.values(values).some((one: unknown) => isToken(one) || (Array.isArray(one) && one.some((row) => isRow(row) && hasToken(row))))

function mapped(from: object, map: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).map(([key, one]: [string, unknown]) => [key, map(one)]))
}
