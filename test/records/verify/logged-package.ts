import {
  earlierCheckpointPath,
  type Facts,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  hashText,
  leafBytes,
  leavesBytes,
  leavesPath,
  logTilePath,
  type NoteSignature,
  packagePath,
  readTrustPolicy,
  sha256,
  type TrustNeeds,
  tilesToPack,
} from '#records'
import { checkLog, type PackedLog } from '../../../records/verify/check-log.ts'
import { checkEd25519, testKey } from '../log/keys.ts'
import { madeLog } from '../log/made-log.ts'

export const organisation = '01990000-0000-7000-8000-000000000001'
export const stream = '01990000-0000-7000-8000-00000000c001'
export const origin = `guiju/${organisation}`
export const logKey = testKey(origin, 1)
export const otherKey = testKey(origin, 9)
export const wei = testKey('wei.example', 2, 'cosignature/v1')
export const shu = testKey('shu.example', 3, 'cosignature/v1')

/** A house whose log has this many leaves: entries of the organisation, of one case, and of cases nobody asked for. */
export type Told = Readonly<{
  leaves?: number
  /** Entries of the case that are not in the log yet. */
  newer?: number
  /** Makes another history of the case. */
  history?: string
  key?: typeof logKey
  cosigned?: readonly (typeof wei)[]
  /** Sizes of older checkpoints that come along, cosigned likewise. */
  earlier?: readonly number[]
  at?: string
}>

const CASE = 'QP-98-2026-00001'
const ENTRIES = 20
const secondsAfter = (count: number) => new Date(Date.parse('2026-03-02T01:00:00.000Z') + count * 1000).toISOString()
export const MARCH_2 = 1_772_413_200

export function loggedPackage(told: Told = {}) {
  const { leaves = 700, newer = 1, history = 'a', key = logKey, cosigned = [wei], earlier = [], at = '2026-03-03T01:00:00.000Z' } = told
  const hashOf = (name: string, sequence: number) => sha256(Buffer.from(`${name} ${sequence}`))
  const log = Array.from({ length: leaves }, (_, index) => {
    if (index < 5) return { stream: organisation, sequence: index + 1, hash: hashOf('organisation', index + 1) }
    const own = index % 30 === 0 && index / 30 <= ENTRIES
    return own
      ? { stream, sequence: index / 30, hash: hashOf(history, index / 30) }
      : { stream: '01990000-0000-7000-8000-00000000c009', sequence: index + 1, hash: hashOf('elsewhere', index + 1) }
  })
  const indexes = log.flatMap((leaf, index) => (leaf.stream === stream ? [index] : []))
  const made = madeLog(log.map(leafBytes))
  const entriesOf = (name: string, count: number) =>
    Array.from({ length: count }, (_, each) => ({
      sequence: each + 1,
      hash: hashText(hashOf(name, each + 1)),
      recordedAt: secondsAfter(each),
    }))
  const streams: PackedLog['streams'] = [
    { stream: organisation, caseNumber: null, entries: entriesOf('organisation', 5) },
    { stream, caseNumber: CASE, entries: entriesOf(history, indexes.length + newer) },
  ]
  const noteOf = (size: number) => {
    const text = formatCheckpoint({ origin, size, root: madeLog(log.slice(0, size).map(leafBytes)).root, extensions: [] })
    const signatures: NoteSignature[] = [key.sign(text), ...cosigned.map((each) => each.sign(text, MARCH_2))]
    return formatNote(text, signatures)
  }
  const tiles = made.tiles()
  const files = new Map<string, Uint8Array>([
    [packagePath.checkpoint, noteOf(leaves)],
    [packagePath.logKeys, Buffer.from([key, ...cosigned].map((each) => `${formatVerifierKey(each.key)}\n`).join(''))],
    [leavesPath(null), leavesBytes(organisation, [0, 1, 2, 3, 4])],
    [leavesPath(CASE), leavesBytes(stream, [...indexes, ...Array.from({ length: newer }, () => null)])],
    ...tilesToPack(leaves, [...indexes, 0], earlier).map((tile) => {
      const path = logTilePath(tile)
      return [path, tiles.get(path.slice('data/log/'.length)) ?? Buffer.of()] as const
    }),
    ...earlier.map((size) => [earlierCheckpointPath(size), noteOf(size)] as const),
  ])
  const named = { kind: 'log-key-named', origin, key: formatVerifierKey(key.key), act: 'begins', until: null } as unknown as Facts
  const head = (name: string, entries: number) => `sha256:${Buffer.from(hashOf(name, entries)).toString('hex')}`
  const description = {
    format: 'guiju-package/1',
    at,
    clock: 'real',
    organisationStream: { stream: organisation, entries: 5, head: head('organisation', 5) },
    cases: [{ stream, number: CASE, entries: indexes.length + newer, head: head(history, indexes.length + newer) }],
  } as unknown as PackedLog['description']
  return { files, streams, named, description, noteOf, log }
}

export type Logged = ReturnType<typeof loggedPackage>

export const readerOf = (files: ReadonlyMap<string, Uint8Array>) => ({
  files: [...files].map(([path, bytes]) => ({ path, size: bytes.length })),
  findings: [],
  read: async (path: string) => files.get(path) ?? Buffer.of(),
})

export function policyOf(text: string) {
  const read = readTrustPolicy(text)
  if (read.outcome === 'unreadable') throw new Error(`line ${read.line}: ${read.text}`)
  return read.policy
}

export const usual = `log ${formatVerifierKey(logKey.key)}\nwitness wei ${formatVerifierKey(wei.key)}\nquorum wei\n`

export async function checked(logged: Logged, trust: Partial<TrustNeeds> = {}) {
  const { files, streams, named, description } = logged
  return checkLog(
    { reader: readerOf(files), description, organisation: [named], streams },
    {
      checkEd25519,
      checkSignature: () => false,
      checkStamp: async () => ({ outcome: 'refused', because: 'unknown-root' }),
      policy: null,
      kept: [],
      ...trust,
    },
  )
}

export const codesOf = ({ findings }: Readonly<{ findings: readonly Readonly<{ code: string }>[] }>) => findings.map(({ code }) => code)
