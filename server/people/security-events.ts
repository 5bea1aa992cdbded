import type { Pool } from 'pg'
import { makeIdentifier } from '../identifier.ts'

/** Five failed attempts lock an account for fifteen minutes, whatever was wrong: password, code, passkey. */
const FAILURES = 5
export const LOCKED_MINUTES = 15
/** What went wrong is kept for six months (Cybersecurity Law of the PRC, article 21). */
const KEPT_DAYS = 183

export type FailureKind = 'wrong-password' | 'wrong-code' | 'wrong-passkey' | 'wrong-recovery'
/** Where: at the sign-in page, at a signature, on the page of one's own account. */
export type Door = 'sign-in' | 'signing' | 'account'
/** Somebody tries to prove who they are, at a door, from an address. */
export type Attempt = Readonly<{ door: Door; address: string }>

export type SecurityEvent = Readonly<{
  id: string
  at: string
  kind: string
  door: string
  person: string | null
  name: string | null
  login: string | null
  address: string
  noticed: boolean
}>
export type LockedAccount = Readonly<{ account: string; person: string; name: string; login: string; until: string }>

/** Failed attempts and what became of them. Runs on real time. Counted for each account and for each address. */
export type SecurityEvents = Readonly<{
  /** Counts a failure towards the lock of the account (null: a login nobody has), and ends its series where that locks it. */
  fail(account: string | null, kind: FailureKind, attempt: Attempt): Promise<'counted' | 'locked'>
  /** Something nobody should overlook. */
  alarm(account: string, kind: 'counter-regressed' | 'recovery-used', attempt: Attempt): Promise<void>
  /** Failed sign-ins from an address within the time a lock lasts. */
  failuresFrom(address: string): Promise<number>
  recent(limit: number): Promise<readonly SecurityEvent[]>
  locked(): Promise<readonly LockedAccount[]>
  /** How many locks and alarms nobody has noticed yet. */
  unnoticed(): Promise<number>
  notice(): Promise<void>
}>

const ALARMS = "('locked', 'counter-regressed', 'recovery-used')"

export function makeSecurityEvents(pool: Pick<Pool, 'query'>): SecurityEvents {
  return {
    async fail(account, kind, { door, address }) {
      const { rows } = await pool.query<{ locks: boolean }>({
        name: 'count-failure',
        text: `with counted as (
            update account set failed_attempts = case when failed_attempts + 1 >= $6 then 0 else failed_attempts + 1 end,
              locked_until = case when failed_attempts + 1 >= $6 then clock_timestamp() + make_interval(mins => $7) else locked_until end
            where id = $2 and (locked_until is null or locked_until <= clock_timestamp()) returning id, failed_attempts = 0 as locks),
          ended as (delete from signing_series where account in (select id from counted where locks)),
          forgotten as (delete from security_event where at < clock_timestamp() - make_interval(days => $8)),
          told as (insert into security_event (id, at, kind, door, account, address)
            select $1::uuid, clock_timestamp(), $3, $4, $2, $5 union all select $9::uuid, clock_timestamp(), 'locked', $4, id, $5 from counted where locks)
          select coalesce((select locks from counted), false) as locks`,
        values: [makeIdentifier(), account, kind, door, address, FAILURES, LOCKED_MINUTES, KEPT_DAYS, makeIdentifier()],
      })
      return rows[0]?.locks === true ? 'locked' : 'counted'
    },
    async alarm(account, kind, { door, address }) {
      await pool.query('insert into security_event (id, at, kind, door, account, address) values ($1, clock_timestamp(), $2, $3, $4, $5)', [
        makeIdentifier(),
        kind,
        door,
        account,
        address,
      ])
    },
    async failuresFrom(address) {
      const { rows } = await pool.query<{ n: number }>({
        name: 'failures-from',
        text: `select count(*)::int as n from security_event where address = $1 and door = 'sign-in' and kind like 'wrong-%' and at > clock_timestamp() - make_interval(mins => $2)`,
        values: [address, LOCKED_MINUTES],
      })
      return rows[0]?.n ?? 0
    },
    async recent(limit) {
      const { rows } = await pool.query<SecurityEvent & { at: string | Date }>(
        `select e.id, e.at, e.kind, e.door, p.id as person, p.name, a.login, e.address, e.noticed_at is not null or e.kind not in ${ALARMS} as noticed
           from security_event e left join account a on a.id = e.account left join person p on p.id = a.person order by e.at desc, e.id desc limit $1`,
        [limit],
      )
      return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }))
    },
    async locked() {
      const { rows } = await pool.query<LockedAccount & { until: string | Date }>(
        `select a.id as account, p.id as person, p.name, a.login, a.locked_until as until from account a join person p on p.id = a.person
          where a.locked_until > clock_timestamp() order by a.locked_until desc limit 200`,
      )
      return rows.map((row) => ({ ...row, until: new Date(row.until).toISOString() }))
    },
    async unnoticed() {
      const { rows } = await pool.query<{ n: number }>(
        `select count(*)::int as n from security_event where noticed_at is null and kind in ${ALARMS}`,
      )
      return rows[0]?.n ?? 0
    },
    async notice() {
      await pool.query(`update security_event set noticed_at = clock_timestamp() where noticed_at is null and kind in ${ALARMS}`)
    },
  }
}
