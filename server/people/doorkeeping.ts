import type { Pool } from 'pg'
import { readOrMakeKey } from '../keys/key-file.ts'
import { type Challenges, makeChallenges } from './factors/challenges.ts'
import type { PasskeyFactor } from './factors/factor.ts'
import { changeOf, type FactorActNeeds, writeFactorAct } from './factors/factor-acts.ts'
import { factorStatements, makeFactorStore } from './factors/factor-store.ts'
import type { ProofNeeds } from './factors/prove.ts'
import type { Organisation } from './organisation.ts'
import type { PeopleStore } from './people-store.ts'
import { makeSecurityEvents } from './security-events.ts'

/** Everything the doors need to know people again: factors, questions asked, failures counted. */
export type Doorkeeping = ProofNeeds &
  FactorActNeeds &
  Readonly<{
    pool: Pool
    people: PeopleStore
    challenges: Challenges
    organisation: () => Promise<Organisation>
    publicUrl: string | null
    failuresFromAddress: number
  }>

export type DoorkeepingNeeds = Omit<Doorkeeping, 'factors' | 'events' | 'challenges' | 'factorKey' | 'suspend'> &
  Readonly<{ /** Folder of keys that stand outside the database. */ keysFolder: string }>

/** The file whose key seals the secrets of one-time codes. */
const FACTOR_KEY = 'one-time-codes.key'

export function makeDoorkeeping({ keysFolder, ...needs }: DoorkeepingNeeds): Doorkeeping {
  const { pool, people } = needs
  // Read at the first use: a house where nobody has one-time codes needs no key.
  let key: Promise<Uint8Array> | null = null
  const factorKey = (): Promise<Uint8Array> => {
    key ??= readOrMakeKey(keysFolder, FACTOR_KEY).catch((error: unknown) => {
      key = null
      throw error
    })
    return key
  }
  const suspend = async (factor: PasskeyFactor, reason: string): Promise<void> => {
    const owner = await people.accountOf(factor.account)
    if (owner === null) return
    const { person, name } = owner
    await writeFactorAct(
      { person, name, by: 'system', session: null, reason },
      [changeOf(factor, 'suspended')],
      [factorStatements.suspend(factor.id), factorStatements.endSeries(factor.account)],
      needs,
    )
  }
  return {
    ...needs,
    factors: makeFactorStore(pool),
    events: makeSecurityEvents(pool),
    challenges: makeChallenges(pool),
    factorKey,
    suspend,
  }
}
