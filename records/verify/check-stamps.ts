import type { Vouching } from './anchoring.ts'
import { damage, type Finding, file } from './finding.ts'
import type { PackageReader } from './package-reader.ts'
import type { ReadCheckpoint } from './read-checkpoints.ts'
import type { TrustPolicy } from './trust-policy.ts'

/**
 * Tests an RFC 3161 token over these bytes, its chain ending at one of these certificates (DER). Passed in.
 * `unknown-root`: all is well but that the chain ends elsewhere.
 */
export type CheckStamp = (
  token: Uint8Array,
  message: Uint8Array,
  roots: readonly Uint8Array[],
) => Promise<Readonly<{ outcome: 'stamped'; stamp: Readonly<{ at: string; authority: string }> } | { outcome: 'refused'; because: string }>>

export type StampsCheck = Readonly<{ findings: readonly Finding[]; named: readonly string[]; stamps: readonly Vouching[] }>

/** Tests the time stamps of a package, each over the text of the checkpoint its name says. */
export async function checkStamps(
  reader: PackageReader,
  checkpoints: readonly ReadCheckpoint[],
  policy: TrustPolicy | null,
  check: CheckStamp,
): Promise<StampsCheck> {
  const findings: Finding[] = []
  const named: string[] = []
  const stamps: Vouching[] = []
  for (const { path } of reader.files) {
    const size = Number(/^data\/log\/stamps\/(0|[1-9][0-9]*)-[1-9][0-9]*\.tst$/.exec(path)?.[1] ?? Number.NaN)
    const stamped = checkpoints.find((each) => each.size === size)
    if (stamped === undefined) continue
    named.push(path)
    const found = await checkToken(await reader.read(path), new TextEncoder().encode(stamped.text), policy, check)
    if ('because' in found) findings.push(damage('stamp-refused', file(path), { because: found.because }))
    else stamps.push({ ...found, size })
  }
  return { findings, named, stamps }
}

async function checkToken(
  token: Uint8Array,
  message: Uint8Array,
  policy: TrustPolicy | null,
  check: CheckStamp,
): Promise<Omit<Vouching, 'size'> | Readonly<{ because: string }>> {
  for (const [name, root] of policy?.authorities ?? []) {
    const found = await check(token, message, [root])
    if (found.outcome === 'stamped') return { by: name, at: found.stamp.at, known: true }
  }
  const found = await check(token, message, [])
  if (found.outcome === 'stamped') return { by: found.stamp.authority, at: found.stamp.at, known: false }
  return found.because === 'unknown-root' ? { by: '', at: null, known: false } : { because: found.because }
}
