import { askTogether } from './ask-together.ts'
import { DatabaseFault, sqlState } from './database-fault.ts'
import { type EverydayRow, everydayUnits, isEveryday, type ReadyUnit } from './everyday-unit.ts'
import { alone, type Connections } from './transaction.ts'

/** Units with more than this go by themselves: they would keep others waiting. */
const MOST_BYTES = 64 * 1024

/** Writes an everyday unit; null where it is none, or something stands in its way. Then nothing of it is stored. */
export type WriteEveryday = (ready: ReadyUnit) => Promise<EverydayRow | null>

/** Steps of different cases that come at the same time are written together, on two connections, as soon as one is free. */
export function makeEverydayWriter(pool: Connections, consumers: readonly string[]): WriteEveryday {
  const writeAll = (units: readonly ReadyUnit[]) => writeThese(pool, units, consumers)
  const together = askTogether(writeAll)
  return async (ready) => {
    if (!isEveryday(ready)) return null
    return isSmall(ready) ? together(ready) : ((await writeAll([ready]))[0] ?? null)
  }
}

async function writeThese(
  pool: Connections,
  units: readonly ReadyUnit[],
  consumers: readonly string[],
): Promise<readonly (EverydayRow | null)[]> {
  // One of each case: whoever else comes with the same case finds it moved on.
  const firsts = new Map<string, ReadyUnit>()
  for (const one of units) if (!firsts.has(streamOf(one))) firsts.set(streamOf(one), one)
  try {
    const { rows } = await alone<EverydayRow>(pool, everydayUnits([...firsts.values()], consumers))
    const stored = new Map(rows.map((row) => [row.stream, row]))
    return units.map((one) => (firsts.get(streamOf(one)) === one ? (stored.get(streamOf(one)) ?? null) : null))
  } catch (error) {
    // What is wrong with one of them is that one's alone: each goes by itself.
    if (error instanceof DatabaseFault && isRefused(error)) return units.map(() => null)
    throw error
  }
}

const streamOf = ({ unit }: ReadyUnit): string => unit.entries[0]?.stream ?? ''

function isSmall({ unit }: ReadyUnit): boolean {
  return unit.entries.every(({ payloads }) => payloads.reduce((sum, { bytes }) => sum + bytes.length, 0) <= MOST_BYTES)
}

/** Whether PostgreSQL refused the statement for what it says or what others did: data, constraint, conflict, rights, limits. Nothing is stored then. */
function isRefused({ cause }: DatabaseFault): boolean {
  return /^(22|23|40|42|54)/.test(sqlState(cause) ?? '')
}
