import type { QueryResult } from 'pg'
import type { CaseState } from '#engine'
import { holdKeys, personalValuesOf } from '../privacy/personal-values.ts'
import { marksByBaseline } from '../privacy/seal-by-baseline.ts'
import type { UnitOfWork } from './ledger.ts'
import type { SealedState } from './ledger-statements.ts'
import { storeOpenings } from './ledger-statements.ts'
import type { Statement } from './transaction.ts'

/** What of a unit goes into the database sealed, made before its transaction begins. */
export type StorageSealing = Readonly<{
  openings: readonly Statement[]
  projection: SealedState
  /** Keeps the keys from being erased while the unit is stored: sent first, for `checkHeld`. */
  hold: readonly Statement[]
  /** @throws KeysErased where one of the keys just was. */
  checkHeld(answers: readonly Pick<QueryResult, 'rowCount'>[]): void
}>

/** Thrown where somebody's data was erased between sealing and storing: the unit is sealed anew, under a new key. */
export class KeysErased extends Error {}

export async function sealForStorage(pool: object, unit: UnitOfWork): Promise<StorageSealing> {
  const personal = await personalValuesOf(pool)
  if (personal === null) return plain(unit)
  const [openings, states] = await Promise.all([personal.openings(unit), sealStates(unit, pool, personal)])
  return {
    openings: openings.statements,
    // Numbers the writing statement gives come later; they are not sensitive.
    projection: (state) => ({ ...Object(states.get(state.id) ?? state), numbers: state.numbers }),
    hold: openings.keys.length === 0 ? [] : [holdKeys(openings.keys)],
    checkHeld([held]) {
      if (openings.keys.length === 0 || held?.rowCount === openings.keys.length) return
      personal.forget()
      throw new KeysErased()
    },
  }
}

async function sealStates(
  { entries }: UnitOfWork,
  pool: object,
  personal: NonNullable<Awaited<ReturnType<typeof personalValuesOf>>>,
): Promise<ReadonlyMap<string, unknown>> {
  const last = new Map(
    entries.flatMap(({ stream, projection, marks }) => (projection === null ? [] : [[stream, { projection, marks }] as const])),
  )
  const sealed = new Map<string, unknown>()
  for (const [stream, { projection, marks }] of last)
    sealed.set(stream, await personal.seal(projection, marks ?? (await marksByBaseline(pool, projection))))
  return sealed
}

/** Without keys (a test of the ledger alone) everything is stored as it is. */
function plain({ entries }: UnitOfWork): StorageSealing {
  const some = entries.some(({ payloads }) => payloads.some(({ openings }) => openings.length > 0))
  return { openings: some ? [storeOpenings(entries)] : [], projection: (state: CaseState) => state, hold: [], checkHeld: () => {} }
}
