import type { Pool } from 'pg'
import type { Statement } from '../../database/ledger.ts'
import type { Factor, PasskeyFactor, TotpFactor } from './factor.ts'

/**
 * Keeps second factors. What takes a code or a counter is one statement that tests the value it replaces: of two requests
 * with the same code one is accepted, also across processes.
 */
export type FactorStore = Readonly<{
  /** Those begun and not confirmed among them. */
  of(account: string): Promise<readonly Factor[]>
  addTotp(factor: Pick<TotpFactor, 'id' | 'account' | 'name' | 'secret'>): Promise<void>
  /** Takes a time step; false where it or a later one was taken already. */
  takeStep(factor: string, step: number): Promise<boolean>
  /** Takes a counter; false where it is not higher than the last (both 0: the authenticator does not count). */
  takeCounter(factor: string, counter: number): Promise<boolean>
  rename(account: string, factor: string, name: string): Promise<boolean>
  /** Uses up a recovery code. */
  takeRecoveryCode(account: string, hash: Uint8Array): Promise<boolean>
  recoveryCodesOf(account: string): Promise<Readonly<{ left: number; made: number }>>
}>

const COLUMNS =
  'id, account, kind, name, secret, last_step, credential, public_key, spki, counter, transports, created_at, confirmed_at, last_used_at, suspended_at'

type Row = Readonly<{
  id: string
  account: string
  kind: string
  name: string
  secret: Buffer
  last_step: number | null
  credential: Buffer
  public_key: Buffer
  spki: Buffer
  counter: string
  transports: string[] | null
  created_at: string
  confirmed_at: string | null
  last_used_at: string | null
  suspended_at: string | null
}>

export function makeFactorStore(pool: Pick<Pool, 'query'>): FactorStore {
  const touched = async (text: string, values: readonly unknown[]): Promise<boolean> => (await pool.query(text, [...values])).rowCount === 1
  return {
    async of(account) {
      const text = `select ${COLUMNS} from factor where account = $1 and (confirmed_at is not null or created_at > clock_timestamp() - interval '15 minutes') order by created_at, id`
      return (await pool.query<Row>({ name: 'factors-of', text, values: [account] })).rows.map(factorOf)
    },
    async addTotp({ id, account, name, secret }) {
      await pool.query("delete from factor where account = $1 and kind = 'totp' and confirmed_at is null", [account])
      await pool.query(
        "insert into factor (id, account, kind, name, secret, created_at) values ($1, $2, 'totp', $3, $4, clock_timestamp())",
        [id, account, name, secret],
      )
    },
    takeStep: (factor, step) =>
      touched(
        'update factor set last_step = $2, last_used_at = clock_timestamp() where id = $1 and (last_step is null or last_step < $2)',
        [factor, step],
      ),
    takeCounter: (factor, counter) =>
      touched(
        'update factor set counter = $2, last_used_at = clock_timestamp() where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))',
        [factor, counter],
      ),
    rename: (account, factor, name) => touched('update factor set name = $3 where account = $1 and id = $2', [account, factor, name]),
    takeRecoveryCode: (account, hash) =>
      touched('update recovery_code set used_at = clock_timestamp() where account = $1 and hash = $2 and used_at is null', [
        account,
        Buffer.from(hash),
      ]),
    async recoveryCodesOf(account) {
      const text =
        'select count(*) filter (where used_at is null)::int as left, count(*)::int as made from recovery_code where account = $1'
      return (await pool.query<{ left: number; made: number }>(text, [account])).rows[0] ?? { left: 0, made: 0 }
    },
  }
}

/** What an enrolment, a removal or a suspension changes; written beside the entry that says so. */
export const factorStatements = {
  confirm: (factor: string, step: number): Statement => ({
    text: 'update factor set confirmed_at = clock_timestamp(), last_step = $2, last_used_at = clock_timestamp() where id = $1',
    values: [factor, step],
  }),
  addPasskey: ({
    id,
    account,
    name,
    credential,
    publicKey,
    spki,
    counter,
    transports,
  }: Pick<PasskeyFactor, 'id' | 'account' | 'name' | 'credential' | 'publicKey' | 'spki' | 'counter' | 'transports'>): Statement => ({
    text: `insert into factor (id, account, kind, name, credential, public_key, spki, counter, transports, created_at, confirmed_at)
      values ($1, $2, 'passkey', $3, $4, $5, $6, $7, $8, clock_timestamp(), clock_timestamp())`,
    values: [id, account, name, credential, publicKey, spki, counter, [...transports]],
  }),
  remove: (factor: string): Statement => ({ text: 'delete from factor where id = $1', values: [factor] }),
  suspend: (factor: string): Statement => ({
    text: 'update factor set suspended_at = clock_timestamp() where id = $1 and suspended_at is null',
    values: [factor],
  }),
  forgetRecoveryCodes: (account: string): Statement => ({ text: 'delete from recovery_code where account = $1', values: [account] }),
  addRecoveryCodes: (account: string, hashes: readonly Uint8Array[]): Statement => ({
    text: 'insert into recovery_code (account, hash) select $1, h from unnest($2::bytea[]) as h',
    values: [account, hashes.map((hash) => Buffer.from(hash))],
  }),
  endSeries: (account: string): Statement => ({ text: 'delete from signing_series where account = $1', values: [account] }),
} as const

function factorOf(row: Row): Factor {
  const moment = (at: string | null): Date | null => (at === null ? null : new Date(at))
  const common = {
    id: row.id,
    account: row.account,
    name: row.name,
    createdAt: new Date(row.created_at),
    lastUsedAt: moment(row.last_used_at),
    confirmedAt: moment(row.confirmed_at),
    suspendedAt: moment(row.suspended_at),
  }
  return row.kind === 'totp'
    ? { ...common, kind: 'totp', secret: row.secret, lastStep: row.last_step }
    : {
        ...common,
        kind: 'passkey',
        credential: row.credential,
        publicKey: row.public_key,
        spki: row.spki,
        counter: Number(row.counter),
        transports: row.transports ?? [],
      }
}
