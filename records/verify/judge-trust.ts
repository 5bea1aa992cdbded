import type { PackageDescription } from '../package/package-description.ts'
import type { Anchoring } from './anchoring.ts'
import type { PlacedEntry } from './check-leaves.ts'
import type { Evidence } from './check-log.ts'
import { container, distrust, type Finding } from './finding.ts'
import type { ReadCheckpoint } from './read-checkpoints.ts'
import { isQuorum, type TrustPolicy } from './trust-policy.ts'

export type Judgement = Readonly<{
  findings: readonly Finding[]
  /** A policy was given, and is met. */
  met: boolean
  anchored: number
  pending: Anchoring['pending']
}>

/** How far the evidence reaches, and whether that is as far as the policy demands. */
export function judge(
  { main, log, checkpoints, stamps, entries }: Evidence,
  { at }: PackageDescription,
  policy: TrustPolicy | null,
): Judgement {
  const size = log?.size ?? 0
  if (policy === null) return { findings: [], met: false, ...split(entries, size) }
  const refused = (finding: Finding): Judgement => ({ findings: [finding], met: false, ...split(entries, 0) })
  if (main === null || log === null) return refused(distrust('policy-no-checkpoint', container))
  const trusted = checkpoints.filter((each) => isOfLog(each, policy))
  if (trusted.length === 0) return refused(distrust('policy-log-key', container))

  const cosigned = trusted.find((each) => isQuorum(policy, witnessNames(each, policy)))
  if (cosigned === undefined) {
    const found = [...new Set(trusted.flatMap((each) => [...witnessNames(each, policy)]))].join(' ')
    return refused(distrust('policy-quorum', container, { needed: policy.quorum ?? '', found: found === '' ? '—' : found }))
  }
  const stamped = trusted.find((each) =>
    stamps.some((stamp) => stamp.known && stamp.size === each.size && policy.stamps.includes(stamp.by)),
  )
  if (policy.stamps.length > 0 && stamped === undefined)
    return refused(distrust('policy-stamp', container, { needed: policy.stamps.join(' ') }))

  const reach = Math.min(cosigned.size, policy.stamps.length > 0 ? (stamped?.size ?? 0) : size)
  const parts = split(entries, reach)
  const limit = new Date(Date.parse(at) - policy.within * 1000).toISOString()
  const late = entries.filter(({ leaf, recordedAt }) => isPending(leaf, reach) && recordedAt !== null && recordedAt < limit)
  const oldest = late.reduce((first, { recordedAt }) => (recordedAt !== null && recordedAt < first ? recordedAt : first), limit)
  if (late.length > 0) return { findings: [distrust('policy-late', container, { entries: late.length, oldest })], met: false, ...parts }
  return { findings: [], met: true, ...parts }
}

function isOfLog({ signed, origin }: ReadCheckpoint, { logs }: TrustPolicy): boolean {
  return logs.some(({ name, id }) => name === origin && signed.some((each) => each.name === name && each.id === id))
}

/** The names the policy gives to those who cosigned. */
function witnessNames({ cosigned }: ReadCheckpoint, { witnesses }: TrustPolicy): ReadonlySet<string> {
  const keys = new Set(cosigned.map(({ name, id }) => `${name}+${id}`))
  return new Set([...witnesses].filter(([, { name, id }]) => keys.has(`${name}+${id}`)).map(([name]) => name))
}

function isPending(leaf: number | null, reach: number): boolean {
  return leaf === null || leaf >= reach
}

function split(entries: readonly PlacedEntry[], reach: number): Pick<Judgement, 'anchored' | 'pending'> {
  const pending = entries.filter(({ leaf }) => isPending(leaf, reach))
  const times = pending.flatMap(({ recordedAt }) => (recordedAt === null ? [] : [recordedAt])).sort()
  return {
    anchored: entries.length - pending.length,
    pending: pending.length === 0 ? null : { entries: pending.length, from: times[0] ?? '', to: times.at(-1) ?? '' },
  }
}
