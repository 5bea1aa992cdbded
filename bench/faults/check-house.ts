import { setTimeout as pause } from 'node:timers/promises'
import { makePool } from '../../server/database/connection-pool.ts'
import { checkLog as checkWholeLog } from '../../server/log/check-log.ts'
import { type Check, checkLog } from '../check-log.ts'
import { checkRebuild } from '../check-rebuild.ts'
import type { Told } from '../submissions.ts'
import { asAdmin } from '../throwaway-database.ts'
import type { FaultHouse } from './fault-house.ts'

const catchUpMs = 90_000

/** Everything that must hold whatever went wrong: what clients were told, the chains, the Merkle log, the projection. */
export async function checkHouse(house: FaultHouse, told: readonly Told[]): Promise<readonly Check[]> {
  const behind = await catchesUp(house)
  const checks = await asAdmin(house.adminUrl, (client) => checkLog(client, told))
  return [...checks, await stampsInOrder(house), behind, await checkMerkleLog(house), await checkRebuild(house.url, house.dataFolder)]
}

/** Every entry has its leaf, once: the sequencer finds what it has missed. */
async function catchesUp({ adminUrl }: FaultHouse): Promise<Check> {
  const count = () =>
    asAdmin(adminUrl, async (client) => {
      const { rows } = await client.query<{ entries: number; leaves: number }>(
        'select (select count(*) from entry)::int as entries, (select count(*) from log_leaf)::int as leaves',
      )
      return rows[0] ?? { entries: 0, leaves: -1 }
    })
  const since = Date.now()
  let found = await count()
  while (found.entries !== found.leaves && Date.now() - since < catchUpMs) {
    await pause(100)
    found = await count()
  }
  const { entries, leaves } = found
  const wrong = entries === leaves ? [] : [`${entries} entries, ${leaves} leaves after ${catchUpMs / 1000} s`]
  return { title: 'every entry has its leaf in the log', looked: entries, wrong }
}

export async function checkMerkleLog({ adminUrl }: FaultHouse): Promise<Check> {
  const pool = makePool(adminUrl)
  try {
    const { size, findings } = await checkWholeLog(pool)
    return {
      title: 'leaves, tiles and checkpoints of the log fit one another',
      looked: size,
      wrong: findings.map((one) => JSON.stringify(one)),
    }
  } finally {
    await pool.end()
  }
}

/** Within a stream no entry is recorded before the one before it, whatever the clock did. */
async function stampsInOrder({ adminUrl }: FaultHouse): Promise<Check> {
  return asAdmin(adminUrl, async (client) => {
    const { rows } = await client.query<{ stream: string; sequence: number }>(
      `select a.stream, a.sequence from entry a join entry b on b.stream = a.stream and b.sequence = a.sequence - 1 where a.recorded_at < b.recorded_at limit 20`,
    )
    const counted = await client.query<{ n: number }>('select count(*)::int as n from entry')
    const wrong = rows.map(({ stream, sequence }) => `${stream}/${sequence} is recorded before the entry before it`)
    return { title: 'stamps of a stream never go back', looked: counted.rows[0]?.n ?? 0, wrong }
  })
}
