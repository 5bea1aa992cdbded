import { askTogether } from '../database/ask-together.ts'
import type { Demand } from './factors/demand.ts'
import type { OwnSession, PeopleStore, SignedIn, SignedInNow } from './people-store.ts'
import { standingColumns, standingOfRow } from './standing.ts'

type Row = Readonly<Record<string, unknown>>
type Rows = (sql: string, values: readonly unknown[]) => Promise<readonly Row[]>
type SessionKeeping = Pick<
  PeopleStore,
  'startSession' | 'signedInNow' | 'sessionsOf' | 'endSession' | 'endSessionNamed' | 'endOtherSessions'
>

/** What entries call a session by: the beginning of its token's hash, which opens nothing. */
const NAME = "encode(substring(s.token_hash from 1 for 12), 'hex')"
const moment = (value: unknown): string => new Date(String(value)).toISOString()

/** Sessions in the database. With a session ends the series of signatures it had begun. */
export function sessionKeeping(rows: Rows): SessionKeeping {
  const end = async (condition: string, values: readonly unknown[]): Promise<number> =>
    (
      await rows(
        `with ended as (delete from session s where ${condition} returning token_hash),
         series as (delete from signing_series where session in (select token_hash from ended)) select token_hash from ended`,
        values,
      )
    ).length
  return {
    async startSession({ token, csrf, account, hours, address, device }) {
      await rows(
        `with before as (select id, coalesce(last_signed_in_at, created_at) as since from account where id = $2),
           forgotten as (delete from session where expires_at < clock_timestamp() - interval '1 day'),
           signed_in as (update account set last_signed_in_at = clock_timestamp() where id = $2),
           failed as (select count(*)::int as n from security_event e, before where e.account = before.id and e.kind like 'wrong-%' and e.at > before.since)
         insert into session (token_hash, account, csrf, created_at, last_seen, expires_at, address, device, failed_before, failed_since)
         select $1, $2, $3, clock_timestamp(), clock_timestamp(), clock_timestamp() + make_interval(hours => $4), $5, $6, failed.n,
           case when failed.n > 0 then before.since end from before, failed`,
        [Buffer.from(token), account, csrf, hours, address, device],
      )
    },
    signedInNow: askTogether(async (tokens) => {
      // That it was seen is noted at most twice a minute: every request asks. One that is noted just now by another is left.
      const found = await rows(
        `with seen as (update session set last_seen = clock_timestamp() where token_hash in (
             select token_hash from session where token_hash = any ($1::bytea[]) and last_seen < clock_timestamp() - interval '30 seconds' for no key update skip locked))
         select encode(s.token_hash, 'hex') as token, ${NAME} as session, s.account, s.csrf, a.person, p.name, a.login, a.must_change_password, s.failed_before, s.failed_since,
             exists (select from factor f where f.account = a.id and f.confirmed_at is not null) as has_factor, coalesce((select demand from security_setting), 'nobody') as demand,
             record_clock() as at, ${standingColumns('a.person')}
           from session s join account a on a.id = s.account join person p on p.id = a.person
          where s.token_hash = any ($1::bytea[]) and s.expires_at > clock_timestamp() and not a.disabled`,
        [tokens.map((token) => Buffer.from(token))],
      )
      const byToken = new Map(found.map((row) => [row.token, row]))
      return tokens.map((token) => signedInNowOf(byToken.get(Buffer.from(token).toString('hex'))))
    }),
    async sessionsOf(account, token) {
      const found = await rows(
        `select ${NAME} as session, created_at, last_seen, address, device, token_hash = $2 as current from session s
          where account = $1 and expires_at > clock_timestamp() order by last_seen desc, created_at desc limit 100`,
        [account, Buffer.from(token)],
      )
      return found.map(ownSessionOf)
    },
    async endSession(token) {
      await end('s.token_hash = $1', [Buffer.from(token)])
    },
    endSessionNamed: async (account, session) => (await end(`s.account = $1 and ${NAME} = $2`, [account, session])) > 0,
    async endOtherSessions(account, kept) {
      await end('s.account = $1 and ($2::bytea is null or s.token_hash <> $2)', [account, kept === null ? null : Buffer.from(kept)])
    },
  }
}

function signedInNowOf(row: Row | undefined): SignedInNow | null {
  if (row === undefined) return null
  const signedIn = signedInOf(row)
  return { signedIn, standing: standingOfRow(row, signedIn.person, signedIn.name), at: String(row.at) }
}

function signedInOf(row: Row): SignedIn {
  return {
    session: String(row.session),
    account: String(row.account),
    person: String(row.person),
    name: String(row.name),
    login: String(row.login),
    mustChangePassword: row.must_change_password === true,
    csrf: String(row.csrf),
    hasFactor: row.has_factor === true,
    demand: String(row.demand) as Demand,
    failedBefore: Number(row.failed_before),
    failedSince: row.failed_since === null ? null : moment(row.failed_since),
  }
}

function ownSessionOf(row: Row): OwnSession {
  return {
    session: String(row.session),
    startedAt: moment(row.created_at),
    lastSeen: moment(row.last_seen),
    address: String(row.address),
    device: String(row.device),
    current: row.current === true,
  }
}
