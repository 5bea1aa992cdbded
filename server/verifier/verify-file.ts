import { type Kept, type Report, readBaselineTexts, readTrustPolicy, type TrustPolicy, verifyPackage } from '#records'
import { checkStamp } from '../anchors/stamps/check-stamp.ts'
import { openContainer } from '../audit/zip-reader.ts'
import { checkEd25519, checkSignature } from './browser-arithmetic.ts'
import { fileAccess } from './file-access.ts'

export type Asked = Readonly<{
  package: Blob
  /** What the visitor demands. */
  policy: Blob | null
  /** Checkpoints and packages they kept from before. */
  kept: readonly File[]
  /** Bytes read so far; the package is read some two times. */
  progress?: (bytesRead: number) => void
}>

/** Thrown where the policy file is none: which line. */
export class PolicyUnreadable extends Error {
  readonly line: number
  constructor(line: number) {
    super(`Expected a policy, but line ${line} is none`)
    this.line = line
  }
}

/** The same verifier as the command line's, on files the visitor chose. Asks no network. */
export async function verifyFile({ package: file, policy, kept, progress = () => {} }: Asked): Promise<Report> {
  const trust = {
    checkEd25519,
    checkSignature,
    checkStamp,
    policy: policy === null ? null : await readPolicy(policy),
    kept: await Promise.all(kept.map(openKept)),
  }
  return verifyPackage(await openContainer(fileAccess(file, progress)), readBaselineTexts, { trust })
}

async function readPolicy(file: Blob): Promise<TrustPolicy> {
  const read = readTrustPolicy(await file.text())
  if (read.outcome === 'unreadable') throw new PolicyUnreadable(read.line)
  return read.policy
}

const LONGEST_NOTE = 64 * 1024

async function openKept(file: File): Promise<Kept> {
  const reader = await openContainer(fileAccess(file))
  return reader === null
    ? { kind: 'checkpoint', name: file.name, bytes: new Uint8Array(await file.slice(0, LONGEST_NOTE).arrayBuffer()) }
    : { kind: 'package', name: file.name, reader }
}
