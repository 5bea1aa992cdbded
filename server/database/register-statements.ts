import type { RegisterWork, WriteOutcome } from './ledger.ts'
import type { Statement, Transaction } from './transaction.ts'

/** What is still to be sent once the registers hold still; nothing where the unit looks at none. */
export type SettledRegisters = Readonly<{ statements(recordedAt: string): readonly Statement[] }>

type MovedOn = Extract<WriteOutcome, { outcome: 'moved-on' }>
const nothing: SettledRegisters = { statements: () => [] }

/**
 * Locks the heads of the registers the unit changes or relies on, in the order of their names, and tests every row it
 * read. Runs after the entries are appended: everybody locks cases, then counters, then registers.
 */
export async function settleRegisters(transaction: Transaction, work: RegisterWork | null): Promise<SettledRegisters | MovedOn> {
  if (work === null) return nothing
  const changed = new Set(work.changes.map(({ register }) => register))
  const names = [...new Set([...changed, ...work.rows.map(({ register }) => register), ...work.whole.map(({ register }) => register)])]
  if (names.length === 0) return nothing
  const heads = await lockHeads(transaction, names.toSorted(), changed)
  const whole = work.whole.find(({ register, version }) => heads.get(register) !== version)
  if (whole !== undefined) return movedOn(whole.register, heads.get(whole.register) ?? 0)
  const moved = await firstMoved(transaction, work.rows)
  if (moved !== null) return moved
  return work.changes.length === 0 ? nothing : { statements: (recordedAt) => writeChanges(work, heads, recordedAt) }
}

/** A register nobody has written to has no head yet: it gets one, so that there is something to lock. */
async function lockHeads(
  transaction: Transaction,
  names: readonly string[],
  changed: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (const { mode, registers } of runs(names, changed)) {
    const answers = await transaction.sendAll([lock(registers, mode)])
    for (const row of (answers[0]?.rows ?? []) as readonly Head[]) found.set(row.register, row.version)
    const missing = registers.filter((register) => !found.has(register))
    if (missing.length === 0) continue
    const [, locked] = await transaction.sendAll([begin(missing), lock(missing, mode)])
    for (const row of (locked?.rows ?? []) as readonly Head[]) found.set(row.register, row.version)
  }
  return found
}

type Head = Readonly<{ register: string; version: number }>

/** Neighbours in the order of names that are locked alike, so that one statement takes them. */
function runs(names: readonly string[], changed: ReadonlySet<string>) {
  const found: { mode: 'read' | 'write'; registers: string[] }[] = []
  for (const register of names) {
    const mode = changed.has(register) ? 'write' : 'read'
    const last = found.at(-1)
    if (last?.mode === mode) last.registers.push(register)
    else found.push({ mode, registers: [register] })
  }
  return found
}

const lock = (registers: readonly string[], mode: 'read' | 'write'): Statement => ({
  name: `lock-registers-to-${mode}`,
  text: `select register, version from register_head where register = any($1::text[]) order by register collate "C" for ${mode === 'read' ? 'share' : 'no key update'}`,
  values: [registers],
})

const begin = (registers: readonly string[]): Statement => ({
  name: 'begin-registers',
  text: 'insert into register_head (register, version) select register, 0 from unnest($1::text[]) as r (register) order by register collate "C" on conflict do nothing',
  values: [registers],
})

async function firstMoved(transaction: Transaction, rows: RegisterWork['rows']): Promise<MovedOn | null> {
  if (rows.length === 0) return null
  const { rows: stored } = await transaction.send<Head & Readonly<{ key: string }>>({
    name: 'present-rows',
    text: `select r.register, r.key, r.version from register_row r join unnest($1::text[], $2::text[]) as asked (register, key)
      on asked.register = r.register and asked.key = r.key`,
    values: [rows.map(({ register }) => register), rows.map(({ key }) => key)],
  })
  const found = new Map(stored.map(({ register, key, version }) => [JSON.stringify([register, key]), version]))
  const moved = rows.find(({ register, key, version }) => (found.get(JSON.stringify([register, key])) ?? 0) !== version)
  return moved === undefined ? null : movedOn(moved.register, found.get(JSON.stringify([moved.register, moved.key])) ?? 0)
}

/** Said of no case, so the unit is decided anew. */
const movedOn = (register: string, found: number): MovedOn => ({ outcome: 'moved-on', stream: `register ${register}`, found })

function writeChanges({ changes }: RegisterWork, heads: ReadonlyMap<string, number>, recordedAt: string): readonly Statement[] {
  const next = new Map(heads)
  const rows = changes.map((change) => {
    const version = (next.get(change.register) ?? 0) + 1
    next.set(change.register, version)
    return { ...change, version }
  })
  const last = [...new Map(rows.map((row) => [JSON.stringify([row.register, row.key]), row])).values()]
  const changed = [...new Set(rows.map(({ register }) => register))]
  return [
    { name: 'write-register-changes', text: insertChanges, values: [JSON.stringify(rows), recordedAt] },
    { name: 'write-register-rows', text: upsertRows, values: [JSON.stringify(last)] },
    {
      name: 'move-registers',
      text: 'update register_head h set version = m.version from unnest($1::text[], $2::int[]) as m (register, version) where m.register = h.register',
      values: [changed, changed.map((register) => next.get(register) ?? 0)],
    },
  ]
}

const insertChanges = `insert into register_change (register, version, key, set, removed, row, stream, sequence, serial, record_number, at)
  select register, version, key, set, removed, row, stream, sequence, serial, "recordNumber", $2::timestamptz
  from jsonb_to_recordset($1::jsonb) as c (register text, version int, key text, set jsonb, removed text[], row jsonb, stream uuid, sequence int, serial int, "recordNumber" text)`

const upsertRows = `insert into register_row (register, key, version, "values")
  select register, key, version, row from jsonb_to_recordset($1::jsonb) as c (register text, key text, version int, row jsonb)
  on conflict (register, key) do update set version = excluded.version, "values" = excluded."values"`
