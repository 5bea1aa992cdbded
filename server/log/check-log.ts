import type { Pool } from 'pg'
import { hashesOfTile, hashesOnLevel, hashOverTile, sameBytes, TILE_WIDTH } from '#records'
import { leafHashSql } from './leaf-statements.ts'
import { LogContradiction, type LogFinding } from './log-contradiction.ts'
import { logSize, rootAt } from './log-store.ts'

type Reading = Pick<Pool, 'query'>

/** Tiles of leaves looked at in one go: those who wait for the log to grow wait no longer than that takes. */
export const TILES_AT_ONCE = 16

/** Everything the log says compared with everything else the database says. Empty: it all fits. */
export async function checkLog(pool: Reading): Promise<Readonly<{ size: number; findings: readonly LogFinding[] }>> {
  const size = await logSize(pool)
  const findings: LogFinding[] = []
  for (let first = 0; first * TILE_WIDTH < size; first += TILES_AT_ONCE) findings.push(...(await checkLeaves(pool, first, size)))
  findings.push(...(await checkTiles(pool, size)))
  if (findings.length === 0) findings.push(...(await checkCheckpoints(pool, size)))
  return { size, findings }
}

/** Leaves against entries, and tiles of leaves against both the leaves and the level above; from tile `first` on, some tiles. */
export async function checkLeaves(pool: Reading, first: number, size: number): Promise<readonly LogFinding[]> {
  const [from, to] = [first * TILE_WIDTH, Math.min(size, (first + TILES_AT_ONCE) * TILE_WIDTH)]
  const { rows } = await pool.query<{ index: string; gone: boolean }>({
    name: 'check-leaves',
    text: `select l.index, e.stream is null as gone from log_leaf l left join entry e on e.stream = l.stream and e.sequence = l.sequence
      where l.index >= $1 and l.index < $2 and (e.stream is null or l.hash <> ${leafHashSql('e')}) order by l.index limit 20`,
    values: [from, to],
  })
  const wrong = rows.map(({ index, gone }) => ({
    code: gone ? ('leaf-without-entry' as const) : ('leaf-of-other-entry' as const),
    index: Number(index),
  }))
  return [...wrong, ...(await checkTilesOfLeaves(pool, first, to))]
}

async function checkTilesOfLeaves(pool: Reading, first: number, to: number): Promise<readonly LogFinding[]> {
  const { rows } = await pool.query<{ index: string; count: number; least: string; hashes: Buffer; leaves: Buffer }>({
    name: 'check-tiles-of-leaves',
    text: `select l.index, l.count, l.least, l.leaves, t.hashes from (
        select index / ${TILE_WIDTH} as index, count(*)::int as count, min(index) as least, string_agg(hash, ''::bytea order by index) as leaves
        from log_leaf where index >= $1 and index < $2 group by 1) l
      left join log_tile t on t.level = 0 and t.index = l.index order by l.index`,
    values: [first * TILE_WIDTH, to],
  })
  const byTile = new Map(rows.map((row) => [Number(row.index), row]))
  const findings: LogFinding[] = []
  for (let index = first; index * TILE_WIDTH < to; index += 1) {
    const width = Math.min(TILE_WIDTH, to - index * TILE_WIDTH)
    const row = byTile.get(index)
    if (row === undefined || row.count !== width) findings.push({ code: 'leaf-missing', index: index * TILE_WIDTH + (row?.count ?? 0) })
    else if (width === TILE_WIDTH && row.hashes === null) findings.push({ code: 'tile-missing', level: 0, index })
    else if (width === TILE_WIDTH && !row.hashes.equals(row.leaves)) findings.push({ code: 'tile-misfit', level: 0, index })
  }
  return findings
}

/** Every whole tile is there, no other, and each above the leaves is made of those below it. */
export async function checkTiles(pool: Reading, size: number): Promise<readonly LogFinding[]> {
  const { rows } = await pool.query<{ level: number; count: string; most: string }>(
    'select level, count(*) as count, max(index) as most from log_tile group by level order by level',
  )
  const findings: LogFinding[] = []
  const stored = new Map(rows.map((row) => [row.level, row]))
  for (let level = 0; stored.has(level) || hashesOnLevel(level + 1, size) > 0; level += 1) {
    const owed = hashesOnLevel(level + 1, size)
    const found = stored.get(level)
    if (Number(found?.most ?? -1) >= owed) findings.push({ code: 'tile-too-many', level, index: Number(found?.most) })
    else if (Number(found?.count ?? 0) !== owed) findings.push({ code: 'tile-missing', level, index: Number(found?.most ?? -1) + 1 })
    else if (level > 0) for (let index = 0; index < owed; index += 1) findings.push(...(await checkTile(pool, level, index)))
  }
  return findings
}

async function checkTile(pool: Reading, level: number, index: number): Promise<readonly LogFinding[]> {
  const { rows } = await pool.query<{ own: boolean; index: string; hashes: Buffer }>({
    name: 'check-tile',
    text: `select level = $1 as own, index, hashes from log_tile
      where (level = $1 and index = $2) or (level = $1 - 1 and index >= $2 * ${TILE_WIDTH} and index < ($2 + 1) * ${TILE_WIDTH}) order by own, index`,
    values: [level, index],
  })
  const own = rows.at(-1)
  const below = rows.slice(0, -1)
  const made = below.map(({ hashes }) => hashOverTile(hashesOfTile(hashes, { level: level - 1, index: 0, width: TILE_WIDTH }) ?? []))
  return own?.own === true && below.length === TILE_WIDTH && sameBytes(own.hashes, Buffer.concat(made))
    ? []
    : [{ code: 'tile-misfit', level, index }]
}

/** The last checkpoint must be of this very log: it was handed out, so it cannot be taken back. */
export async function checkCheckpoints(pool: Reading, size: number, all = true): Promise<readonly LogFinding[]> {
  const { rows } = await pool.query<{ size: string; root: Buffer }>(
    `select size, root from log_checkpoint order by size desc${all ? '' : ' limit 1'}`,
  )
  const findings: LogFinding[] = []
  for (const row of rows) {
    const signed = Number(row.size)
    if (signed > size) findings.push({ code: 'checkpoint-ahead', size: signed })
    else if (!sameBytes(row.root, await rootOrNothing(pool, signed))) findings.push({ code: 'checkpoint-misfit', size: signed })
  }
  return findings
}

async function rootOrNothing(pool: Reading, size: number): Promise<Uint8Array> {
  try {
    return await rootAt(pool, size)
  } catch (error) {
    if (error instanceof LogContradiction) return new Uint8Array()
    throw error
  }
}
