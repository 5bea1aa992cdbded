import type { Pool } from 'pg'
import { earlierCheckpointPath, logTilePath, packagePath, stampPath, tilesToPack } from '#records'
import { cosignedCheckpoint, stampsOf } from '../anchors/anchor-store.ts'
import { readTile } from '../log/log-store.ts'
import { namedKeys } from '../log/named-keys.ts'
import type { LogFile } from './package-source.ts'

type Reading = Pick<Pool, 'query'>

/**
 * What a package carries of the log at a checkpoint: the checkpoint with its cosignatures, the keys the organisation
 * named and those of its `witnesses`, older checkpoints that were stamped or cosigned last, the stamps, and the tiles that
 * show the leaves named.
 */
export async function* packLog(
  pool: Reading,
  size: number,
  leaves: () => AsyncIterable<number>,
  witnesses: readonly string[] = [],
): AsyncGenerator<LogFile> {
  const note = await cosignedCheckpoint(pool, size)
  if (note === null) throw new Error(`Expected the checkpoint of ${size} leaves the package was begun under, but it is not there`)
  yield { path: packagePath.checkpoint, bytes: encode(note) }
  const keys = [...(await namedKeys(pool)).map(({ key }) => key), ...witnesses]
  yield { path: packagePath.logKeys, bytes: encode(keys.map((key) => `${key}\n`).join('')) }
  const earlier = await earlierSizes(pool, size)
  for (const at of earlier) {
    const found = await cosignedCheckpoint(pool, at)
    if (found !== null) yield { path: earlierCheckpointPath(at), bytes: encode(found) }
  }
  for (const at of [...earlier, size])
    for (const [place, { token }] of (await stampsOf(pool, at)).entries()) yield { path: stampPath(at, place + 1), bytes: token }
  const wanted = new Set<number>()
  for await (const leaf of leaves()) wanted.add(leaf)
  for (const tile of tilesToPack(size, wanted, earlier)) yield { path: logTilePath(tile), bytes: await readTile(pool, tile) }
}

/** Sizes below this one that an authority stamped, and the last each witness cosigned. */
async function earlierSizes(pool: Reading, size: number): Promise<readonly number[]> {
  const { rows } = await pool.query<{ size: string }>(
    `select size from log_stamp where size < $1
     union select max(size) from log_cosignature where size < $1 group by key order by 1`,
    [size],
  )
  return rows.map((row) => Number(row.size))
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
