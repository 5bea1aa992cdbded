import type { Pool } from 'pg'
import type { AnchorTrouble } from '../anchors/trouble.ts'
import { qrSvg } from '../documents/render/qr.ts'
import type { LogView } from '../http/api/log.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { LogStatus } from './log-status.ts'
import { namedKeys } from './named-keys.ts'

/** How the log stands, and what keeps it from being held outside, as the page shows it. */
export async function viewLog(pool: Pick<Pool, 'query'>, status: LogStatus, troubles: readonly AnchorTrouble[]): Promise<LogView> {
  const { state, trouble, size, waiting, lagSeconds, checkpoint } = status
  const [keys, keepers] = await Promise.all([namedKeys(pool), keepersOf(pool)])
  return {
    state,
    trouble,
    size,
    waiting,
    lagSeconds: Math.round(lagSeconds * 10) / 10,
    checkpoint:
      checkpoint === null
        ? null
        : { size: checkpoint.size, note: checkpoint.note, signedAt: checkpoint.signedAt, recordedAt: checkpoint.recordedAt },
    keys: keys.map(({ key, begun, until }) => ({
      name: key.slice(0, key.indexOf('+')),
      key,
      fingerprint: fingerprintOf(key),
      begun,
      until,
      qr: qrSvg(key, 'QR'),
    })),
    keepers,
    troubles: [...troubles],
  }
}

/** Everybody outside, with the largest checkpoint each has. */
async function keepersOf(pool: Pick<Pool, 'query'>): Promise<LogView['keepers']> {
  const { rows } = await pool.query<{ kind: 'witness' | 'authority' | 'place'; name: string; size: string; at: string }>({
    name: 'log-keepers',
    text: `select 'witness' as kind, key as name, max(size) as size, max(at) as at from log_cosignature group by key
      union all select 'authority', authority, max(size), max(at) from log_stamp group by authority
      union all select 'place', anchor, max(size), max(at) from log_anchor group by anchor
      order by 1, 2`,
  })
  return rows.map(({ size, ...row }) => ({ ...row, size: Number(size) }))
}
