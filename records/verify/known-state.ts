import { parseCheckpoint } from '../log/checkpoint.ts'
import { type CheckEd25519, parseNote } from '../log/signed-note.ts'
import type { VerifierKey } from '../log/verifier-key.ts'
import { packagePath } from '../package/layout.ts'
import { type PackageDescription, readDescription, type StreamHead } from '../package/package-description.ts'
import type { PackageReader } from './package-reader.ts'
import { type ProvenLog, proveTiles, type TileFiles } from './prove-tiles.ts'
import { keysOf, readKeysFile } from './read-checkpoints.ts'
import type { TrustPolicy } from './trust-policy.ts'

/** What the auditor kept from before: a checkpoint alone, or a whole package. */
export type Kept = Readonly<
  { kind: 'checkpoint'; name: string; bytes: Uint8Array } | { kind: 'package'; name: string; reader: PackageReader }
>

/** The same, read. Nothing of it is checked but the signatures: the auditor vouches for it. */
export type KnownState = Readonly<{
  name: string
  checkpoint: Readonly<{
    origin: string
    size: number
    root: Uint8Array
    /** Keys, name+id, whose signatures are good; and all that signed in the name of the log. */
    good: readonly string[]
    byLog: readonly string[]
    /** Instant by which it existed, by its earliest cosignature. */
    at: string | null
  }> | null
  /** Its tiles, where they hold. */
  log: ProvenLog | null
  description: PackageDescription | null
  heads: readonly StreamHead[]
}>

/** Reads what was kept; a word of why where it cannot be. */
export async function readKnownState(
  kept: Kept,
  keys: Readonly<{ policy: TrustPolicy | null; packed: readonly VerifierKey[] }>,
  check: CheckEd25519,
): Promise<KnownState | string> {
  if (kept.kind === 'checkpoint') {
    const checkpoint = checkpointOf(kept.bytes, keysOf(keys.policy, keys.packed), check)
    return typeof checkpoint === 'string' ? checkpoint : { name: kept.name, checkpoint, log: null, description: null, heads: [] }
  }
  const { reader } = kept
  const there = new Set(reader.files.map(({ path }) => path))
  const read = async (path: string) => (there.has(path) ? reader.read(path) : null)
  const bytes = await read(packagePath.description)
  const description = bytes === null ? null : readDescription(bytes)
  if (description === null) return 'description'
  const note = await read(packagePath.checkpoint)
  const own = readKeysFile((await read(packagePath.logKeys)) ?? new Uint8Array()).keys
  const checkpoint = note === null ? null : checkpointOf(note, keysOf(keys.policy, [...keys.packed, ...own]), check)
  if (typeof checkpoint === 'string') return checkpoint
  const log = checkpoint === null ? null : await proveTiles(checkpoint, tilesOf(reader))
  return {
    name: kept.name,
    checkpoint,
    log: log === null || log.findings.length > 0 ? null : log,
    description,
    heads: [description.organisationStream, ...description.cases],
  }
}

/** The tiles of a package's log. */
export function tilesOf({ files, read }: PackageReader): TileFiles {
  const prefix = 'data/log/'
  const paths = files.map(({ path }) => path).filter((path) => path.startsWith(`${prefix}tile/`))
  return { paths: new Set(paths.map((path) => path.slice(prefix.length))), read: (path) => read(`${prefix}${path}`) }
}

function checkpointOf(
  bytes: Uint8Array,
  keys: readonly VerifierKey[],
  check: CheckEd25519,
): NonNullable<KnownState['checkpoint']> | string {
  const read = parseNote(bytes, keys, check)
  if (read.outcome === 'refused') return read.key === null ? read.reason : `${read.reason} ${read.key}`
  const { text, signatures, unknown } = read.note
  const checkpoint = parseCheckpoint(text)
  if (checkpoint === null) return 'text'
  const { origin, size, root } = checkpoint
  const named = ({ name, id }: Readonly<{ name: string; id: string }>) => `${name}+${id}`
  const times = signatures.flatMap(({ timestamp }) => (timestamp === null ? [] : [timestamp]))
  return {
    origin,
    size,
    root,
    good: signatures.map(named),
    byLog: [...signatures, ...unknown].filter(({ name }) => name === origin).map(named),
    at: times.length === 0 ? null : instantOf(Math.min(...times)),
  }
}

/** A POSIX time as our instants are written; null where it is none of ours. */
export function instantOf(seconds: number): string | null {
  return seconds <= 253_402_300_799 ? new Date(seconds * 1000).toISOString() : null
}
