import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { makePool } from '../database/connection-pool.ts'
import { compareWithLive } from './compare-with-live.ts'
import { restoreBackup } from './restore-backup.ts'
import { openScratchDatabase } from './scratch-database.ts'
import { takeBackup } from './take-backup.ts'
import { type DatabaseVerdict, verifyDatabase } from './verify-database.ts'

export type DrillOrder = Readonly<{
  /** The house that runs: what it has is compared with what the backup gives back. */
  live: Pick<Pool, 'query'>
  /** A login that sees everything, for a backup taken for the drill. */
  liveUrl: string
  keysFolder: string
  /** The backup to be tried; null: one taken now, and thrown away afterwards. */
  from: string | null
  /** Milliseconds of a clock that only goes forward. */
  elapsed: () => number
  signal: AbortSignal
  progress: (phase: DrillPhase) => void
}>
export type DrillPhase = 'backing-up' | 'restoring' | 'verifying' | 'comparing'

export type DrillReport = Readonly<{
  backup: `sha256:${string}`
  takenAt: string
  verdict: DatabaseVerdict
  /** RPO: entries that would be lost, and the age in seconds of the oldest of them when the drill began. */
  missing: number
  lossSeconds: number
  /** RTO: seconds from the first byte read to a database that was found sound. */
  restoreSeconds: number
  outcome: 'passed' | 'failed'
  findings: readonly string[]
}>

const login = 'guiju_drill'

/** Restores a backup beside the running house, tests what came out of it, and measures. The running house is only read. */
export async function runDrill(order: DrillOrder): Promise<DrillReport> {
  if (order.from !== null) return drillFrom(order.from, order)
  const folder = await mkdtemp(join(tmpdir(), 'guiju-backup-'))
  try {
    order.progress('backing-up')
    const { liveUrl: url, keysFolder, signal } = order
    await takeBackup({ url, folder, keysFolder, signal, progress: () => {} })
    return await drillFrom(folder, order)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function drillFrom(folder: string, order: DrillOrder): Promise<DrillReport> {
  const { live, signal, progress, elapsed } = order
  const began = await nowOf(live)
  const from = elapsed()
  progress('restoring')
  const scratch = await openScratchDatabase()
  try {
    const server = { login, password: null }
    const { manifest, digest } = await restoreBackup({ folder, adminUrl: scratch.adminUrl, server, signal, progress: () => {} })
    progress('verifying')
    const restored = makePool(scratch.urlFor(login), { max: 2 })
    try {
      const verdict = await verifyDatabase(restored, signal)
      const restoreSeconds = Math.ceil((elapsed() - from) / 1000)
      progress('comparing')
      const { missing, oldestMissingAt, forked } = await compareWithLive(restored, live)
      const lossSeconds = oldestMissingAt === null ? 0 : Math.max(0, Math.round((Date.parse(began) - Date.parse(oldestMissingAt)) / 1000))
      const findings = [...verdict.findings, ...forked.map((stream) => `another history ${stream}`)]
      const outcome = findings.length === 0 ? 'passed' : 'failed'
      return { backup: `sha256:${digest}`, takenAt: manifest.takenAt, verdict, missing, lossSeconds, restoreSeconds, outcome, findings }
    } finally {
      await restored.end()
    }
  } finally {
    await scratch.close()
  }
}

async function nowOf(live: Pick<Pool, 'query'>): Promise<string> {
  const { rows } = await live.query<{ at: string }>(
    `select to_char(record_clock() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`,
  )
  return rows[0]?.at ?? ''
}
