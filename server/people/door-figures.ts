import type { Pool } from 'pg'
import type { Gauge } from '../http/metrics-routes.ts'

/** Failed attempts, locks and alarms as figures: counts alone, nobody's name. */
export async function doorFigures(pool: Pick<Pool, 'query'>): Promise<readonly Gauge[]> {
  const { rows } = await pool.query<{ failed: number; locked: number; alarms: number }>(
    `select (select count(*)::int from security_event where kind like 'wrong-%' and at > clock_timestamp() - interval '1 hour') as failed,
       (select count(*)::int from account where locked_until > clock_timestamp()) as locked,
       (select count(*)::int from security_event where noticed_at is null and kind in ('locked', 'counter-regressed', 'recovery-used')) as alarms`,
  )
  const { failed, locked, alarms } = rows[0] ?? { failed: null, locked: null, alarms: null }
  return [
    { name: 'guiju_failed_attempts_last_hour', help: 'Wrong passwords, codes and passkeys of the last hour, at all doors.', value: failed },
    { name: 'guiju_locked_accounts', help: 'Accounts that failed attempts have locked.', value: locked },
    { name: 'guiju_security_alarms', help: 'Locks and alarms nobody has looked at.', value: alarms },
  ]
}
