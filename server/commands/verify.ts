import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Language } from '#engine'
import {
  type BaselineReader,
  type Kept,
  type Report,
  readBaselineTexts,
  readTrustPolicy,
  sayReport,
  type TrustNeeds,
  type TrustPolicy,
  verifyPackage,
} from '#records'
import { checkStamp } from '../anchors/stamps/check-stamp.ts'
import { checkCasesInThreads, type ThreadOptions } from '../audit/case-threads.ts'
import { bytesAccess, withFile } from '../audit/random-access.ts'
import { openContainer } from '../audit/zip-reader.ts'
import { checkEd25519 } from '../log/ed25519.ts'
import { checkSignature } from '../people/check-signature.ts'

export type VerifyOptions = Readonly<{
  /** Path of the package. */
  file: string
  language: Language
  out: (line: string) => void
  /** One line of JSON for programs, instead of sentences. */
  json?: boolean
  /** Path of what the auditor demands. */
  policy?: string | undefined
  /** Paths of checkpoints or packages kept from before. */
  against?: readonly string[]
}>

/**
 * `guiju verify PACKAGE`: derives everything in the package again. Needs no server, no database and no network. Answers the
 * exit code: 0 sound, 1 damaged, 2 incomplete, 3 cannot be read, 4 not as the policy, or what was kept, demands.
 */
export async function runVerify({ file, language, out, json = false, policy, against = [] }: VerifyOptions): Promise<Report['exitCode']> {
  const report = await verifyWith(file, policy, against).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  )
  if (report instanceof Error) {
    out(language === 'zh' ? `无法读取 ${file}：${report.message}` : `Expected to read ${file}, but could not: ${report.message}`)
    return 3
  }
  if (json) out(JSON.stringify(report))
  else for (const line of sayReport(report, language)) out(line)
  return report.exitCode
}

async function verifyWith(file: string, policyFile: string | undefined, against: readonly string[]): Promise<Report> {
  const policy = policyFile === undefined ? null : await policyIn(policyFile)
  return withKept(against, [], (kept) => verifyFile(file, { policy, kept }))
}

async function policyIn(path: string): Promise<TrustPolicy> {
  const read = readTrustPolicy(await readFile(path, 'utf8'))
  if (read.outcome === 'read') return read.policy
  throw new Error(`${basename(path)}:${read.line}: ${JSON.stringify(read.text)}`)
}

/** Opens what was kept, one file after the other, for the duration of `work`: a package where it is a container, else a note. */
async function withKept<T>(paths: readonly string[], opened: readonly Kept[], work: (kept: readonly Kept[]) => Promise<T>): Promise<T> {
  const [path, ...rest] = paths
  if (path === undefined) return work(opened)
  return withFile(path, async (access) => {
    const reader = await openContainer(access)
    const name = basename(path)
    const kept: Kept =
      reader === null
        ? { kind: 'checkpoint', name, bytes: await access.read(0, Math.min(access.size, LONGEST_NOTE)) }
        : { kind: 'package', name, reader }
    return withKept(rest, [...opened, kept], work)
  })
}

const LONGEST_NOTE = 64 * 1024

export type Trust = Pick<TrustNeeds, 'policy' | 'kept'>
const noTrust: Trust = { policy: null, kept: [] }

/** What the verifier takes from this machine: arithmetic. */
export function trustNeeds(trust: Trust = noTrust): TrustNeeds {
  return { checkEd25519, checkSignature, checkStamp, ...trust }
}

/** @throws what the file system says, where the file cannot be opened or read. */
export function verifyFile(path: string, trust: Trust = noTrust, threads: ThreadOptions = {}): Promise<Report> {
  return withFile(path, async (access) => {
    const container = await openContainer(access)
    if (container === null) return verifyPackage(null, readBaselineTexts, { trust: trustNeeds(trust) })
    const checkCases = checkCasesInThreads(path, container, { readBaseline: readBaselineTexts, checkSignature }, threads)
    return verifyPackage(container, readBaselineTexts, { trust: trustNeeds(trust), checkCases })
  })
}

export async function verifyBytes(
  bytes: Uint8Array,
  readBaseline: BaselineReader = readBaselineTexts,
  trust: Trust = noTrust,
): Promise<Report> {
  return verifyPackage(await openContainer(bytesAccess(bytes)), readBaseline, { trust: trustNeeds(trust) })
}
