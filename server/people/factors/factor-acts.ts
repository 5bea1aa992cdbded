import type { HashText } from '#records'
import { hashTextOf } from '#records'
import type { Statement } from '../../database/ledger.ts'
import type { Organisation } from '../organisation.ts'
import { administratorSigner, type OrganisationLogNeeds, writeOrganisationAct } from '../organisation-log.ts'
import type { Factor } from './factor.ts'

/** Whose factor came or went, and who did it: the person, an administrator, or the program itself. */
export type FactorAct = Readonly<{
  person: string
  name: string
  by: Readonly<{ person: string; name: string; role: string }> | 'system'
  session: string | null
  reason: string | null
}>
export type FactorChange = Readonly<{
  factor: string
  method: 'totp' | 'passkey' | 'recovery'
  change: 'enrolled' | 'removed' | 'suspended'
  key: HashText | null
}>

export type FactorActNeeds = OrganisationLogNeeds & Readonly<{ organisation: () => Promise<Organisation> }>

/** Writes what changed about somebody's factors into the organisation's stream, with the rows in the same transaction. */
export async function writeFactorAct(
  { person, name, by, session, reason }: FactorAct,
  changes: readonly FactorChange[],
  beside: readonly Statement[],
  needs: FactorActNeeds,
): Promise<void> {
  const { id } = await needs.organisation()
  const role = by === 'system' ? 'system' : by.role
  await writeOrganisationAct(
    {
      organisation: id,
      session,
      beside,
      says: (at) =>
        changes.map((change) => ({ kind: 'factor-changed', by: administratorSigner(by, role, at), person, name, ...change, reason })),
    },
    needs,
  )
}

export function changeOf(
  factor: Pick<Factor, 'id'> & ({ kind: 'totp' } | { kind: 'passkey'; spki: Uint8Array }),
  change: FactorChange['change'],
): FactorChange {
  return { factor: factor.id, method: factor.kind, change, key: factor.kind === 'passkey' ? hashTextOf(factor.spki) : null }
}
