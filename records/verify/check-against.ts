import { sameBytes } from '../hash.ts'
import type { PackageDescription } from '../package/package-description.ts'
import type { Anchoring } from './anchoring.ts'
import type { StreamPlaces } from './check-leaves.ts'
import { container, damage, distrust, type Finding, type Place } from './finding.ts'
import type { KnownState } from './known-state.ts'
import type { ProvenLog } from './prove-tiles.ts'
import type { ReadCheckpoint } from './read-checkpoints.ts'

/** The package that is looked at. `log` null: it has no checkpoint that holds. */
export type PresentState = Readonly<{
  checkpoint: ReadCheckpoint | null
  log: ProvenLog | null
  description: PackageDescription
  streams: readonly StreamPlaces[]
}>

export type AgainstCheck = Readonly<{ findings: readonly Finding[]; against: Anchoring['against'] }>

/**
 * Holds a package against what somebody kept from before: does its history contain that one? Two histories signed for one
 * log, a log that went back, streams that were rewritten or shortened are named, whoever signed them.
 */
export async function checkAgainst(known: KnownState, present: PresentState): Promise<AgainstCheck> {
  const streams = streamFindings(known, present)
  const { finding, outcome } = await compareLogs(known, present)
  const findings = [...streams, ...(finding === null ? [] : [finding])]
  const contradicts = findings.some(({ kind }) => kind === 'damage')
  const size = known.checkpoint?.size ?? 0
  return { findings, against: { name: known.name, size, outcome: contradicts ? 'contradicts' : outcome } }
}

type Compared = Readonly<{ finding: Finding | null; outcome: 'contained' | 'not-shown' }>
const contained: Compared = { finding: null, outcome: 'contained' }

async function compareLogs(known: KnownState, present: PresentState): Promise<Compared> {
  const [kept, found] = [known.checkpoint, present.checkpoint]
  const wrong = (code: Parameters<typeof damage>[0], details: Finding['details']): Compared => ({
    finding: damage(code, logPlace, details),
    outcome: 'not-shown',
  })
  const notShown = (because: string): Compared => ({ finding: distrust('against-not-shown', container, { because }), outcome: 'not-shown' })
  // Two packages without a log are compared by their streams alone.
  if (kept === null) return known.description === null ? notShown('no-checkpoint') : contained
  if (found === null || present.log === null)
    return isLater(present, known) ? wrong('log-went-back', { known: kept.size, found: 0 }) : notShown('no-log')
  const sizes = { known: kept.size, found: found.size }
  if (kept.origin !== found.origin) return wrong('against-other-log', { known: kept.origin, found: found.origin })
  const keys = new Set(found.signed.map(({ name, id }) => `${name}+${id}`))
  const signers = kept.byLog.filter((key) => !keys.has(key) && !kept.good.includes(key))
  if (signers.length > 0) return wrong('log-key-changed', { known: signers.join(' '), found: [...keys].join(' ') })
  if (kept.size > found.size) {
    if (isLater(present, known)) return wrong('log-went-back', sizes)
    const root = (await known.log?.rootAt(found.size)) ?? null
    if (root === null) return notShown('shorter')
    return sameBytes(root, found.root) ? contained : wrong('log-rewritten', { ...sizes, at: found.size })
  }
  const root = await present.log.rootAt(kept.size)
  if (root === null) return notShown('tiles')
  if (sameBytes(root, kept.root)) return contained
  return wrong(kept.size === found.size ? 'log-split-view' : 'log-rewritten', { ...sizes, at: kept.size })
}

const logPlace: Place = { kind: 'file', name: 'data/log/checkpoint' }

/** Whether the package was surely made after what was kept. Of a simulated clock nothing is sure. */
function isLater({ description }: PresentState, { checkpoint, description: kept }: KnownState): boolean {
  if (kept !== null) return kept.at <= description.at && kept.clock === description.clock
  return description.clock === 'real' && checkpoint !== null && checkpoint.at !== null && checkpoint.at < description.at
}

/** Streams both packages hold: the longer one must go on from the head of the shorter one. */
function streamFindings(known: KnownState, present: PresentState): readonly Finding[] {
  const streams = new Map(present.streams.map((each) => [each.stream, each]))
  return known.heads.flatMap(({ stream, entries, head }) => {
    const found = streams.get(stream)
    if (found === undefined || entries === 0) return []
    const name = found.caseNumber ?? 'organisation'
    if (found.entries.length < entries)
      return isLater(present, known) ? [damage('stream-shortened', caseOf(name), { known: entries, found: found.entries.length })] : []
    const same = found.entries[entries - 1]
    return same !== undefined && same.hash === head
      ? []
      : [damage('stream-rewritten', { kind: 'entry', name: `${name}#${entries}` }, { known: head })]
  })
}

function caseOf(name: string): Place {
  return { kind: 'case', name }
}
