import type { Statement } from '../../database/ledger.ts'
import type { Administrator } from '../administrators.ts'
import type { Doorkeeping } from '../doorkeeping.ts'
import { administratorSigner, writeOrganisationAct } from '../organisation-log.ts'
import { type Demand, demandStatement } from './demand.ts'
import { changeOf, writeFactorAct } from './factor-acts.ts'
import { factorStatements } from './factor-store.ts'

/** Takes a lock off before its time. False where the account is not locked. */
export async function unlock(account: string, reason: string, by: Administrator, door: Doorkeeping): Promise<boolean> {
  const locked = (await door.events.locked()).find((one) => one.account === account)
  if (locked === undefined) return false
  const { person, name } = locked
  const opened: Statement = { text: 'update account set locked_until = null, failed_attempts = 0 where id = $1', values: [account] }
  await writeOrganisationAct(
    {
      organisation: (await door.organisation()).id,
      session: by.session,
      beside: [opened],
      says: (at) => [{ kind: 'account-unlocked', by: administratorSigner(by, by.role, at), person, name, reason }],
    },
    door,
  )
  return true
}

/** Of whom a second factor is demanded from now on. Sessions that run are held to it at their next request. */
export async function setDemand(demand: Demand, reason: string, by: Administrator, door: Doorkeeping): Promise<void> {
  await writeOrganisationAct(
    {
      organisation: (await door.organisation()).id,
      session: by.session,
      beside: [demandStatement(demand)],
      says: (at) => [{ kind: 'factor-demand', by: administratorSigner(by, by.role, at), of: demand, reason }],
    },
    door,
  )
}

/**
 * Takes away every factor of somebody who has lost them all, and ends their sessions: they sign in with the password alone
 * and enrol anew. False where there is nothing to take.
 */
export async function resetFactors(person: string, reason: string, by: Administrator, door: Doorkeeping): Promise<boolean> {
  const { rows } = await door.pool.query<{ id: string; name: string }>(
    'select a.id, p.name from account a join person p on p.id = a.person where a.person = $1',
    [person],
  )
  const [owner] = rows
  if (owner === undefined) return false
  const factors = (await door.factors.of(owner.id)).filter(({ confirmedAt }) => confirmedAt !== null)
  if (factors.length === 0) return false
  await writeFactorAct(
    { person, name: owner.name, by, session: by.session, reason },
    factors.map((factor) => changeOf(factor, 'removed')),
    [
      ...factors.map(({ id }) => factorStatements.remove(id)),
      factorStatements.forgetRecoveryCodes(owner.id),
      factorStatements.endSeries(owner.id),
      { text: 'delete from session where account = $1', values: [owner.id] },
    ],
    door,
  )
  return true
}
