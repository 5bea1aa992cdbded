import {
  checkConsistency,
  cosignedMessage,
  formatCosignature,
  formatNote,
  parseCheckpoint,
  parseNote,
  sameBytes,
  signatureLine,
  type VerifierKey,
} from '#records'
import { checkEd25519, signEd25519 } from '../../log/ed25519.ts'
import { readAddCheckpoint } from './add-checkpoint-request.ts'
import type { WitnessFiles } from './witness-files.ts'

/** What a witness answers to `add-checkpoint` (C2SP tlog-witness), and under which status. */
export type WitnessAnswer = Readonly<
  | { status: 200; line: string }
  | { status: 400 | 403 | 404 | 422; because: string }
  | { status: 409; knows: number }
  | { status: 409; because: string }
>

/** Something the people behind the witness have to look at: the log signed what contradicts itself, or what it cannot prove. */
export type Alarm = Readonly<{ kind: 'split' | 'unproven'; origin: string; size: number; evidence: string }>

export type WitnessNeeds = Readonly<{
  key: Readonly<{ verifier: VerifierKey; secret: Uint8Array }>
  /** Keys of the logs it watches. A key's name is its log's origin; a log may have two while it changes them. */
  logs: readonly VerifierKey[]
  files: WitnessFiles
  /** Real time. */
  now: () => Date
  onAlarm: (alarm: Alarm) => void
}>

export type Witness = Readonly<{ addCheckpoint(body: Uint8Array): WitnessAnswer }>

/**
 * Cosigns the checkpoints of the logs it knows, each only where it is proven to contain the one before. It decides and
 * writes without letting anything in between, and what it cosigns is on disk before it answers: it never says of two
 * histories that it saw both grow.
 */
export function makeWitness({ key, logs, files, now, onAlarm }: WitnessNeeds): Witness {
  const origins = new Set(logs.map(({ name }) => name))
  return {
    addCheckpoint(body) {
      const asked = readAddCheckpoint(body)
      const read = asked === null ? null : parseNote(asked.note, [], checkEd25519)
      const checkpoint = read?.outcome === 'read' ? parseCheckpoint(read.note.text) : null
      if (asked === null || checkpoint === null) return { status: 400, because: 'expected an old size, a proof and a checkpoint' }
      const { origin, size, root } = checkpoint
      if (!origins.has(origin)) return { status: 404, because: 'this log is not watched here' }
      const own = logs.filter(({ name }) => name === origin)
      const signed = parseNote(asked.note, own, checkEd25519)
      if (signed.outcome === 'refused' || signed.note.signatures.length === 0)
        return { status: 403, because: 'no key of this log signed it' }
      if (asked.old > size) return { status: 400, because: 'the old size is larger than the new' }
      const seen = files.seen(origin)
      if (seen.note !== null && size === seen.size && !sameBytes(root, seen.root)) {
        onAlarm({ kind: 'split', origin, size, evidence: files.keepEvidence(origin, 'split', body) })
        return { status: 409, because: `another root was cosigned for ${size} leaves` }
      }
      if (asked.old !== seen.size) return { status: 409, knows: seen.size }
      if (!contains(seen, { size, root }, asked.proof)) {
        onAlarm({ kind: 'unproven', origin, size, evidence: files.keepEvidence(origin, 'unproven', body) })
        return { status: 422, because: 'the proof does not lead from the tree seen before to this one' }
      }
      const text = new TextEncoder().encode(signed.note.text)
      const timestamp = Math.floor(now().getTime() / 1000)
      const { name, id } = key.verifier
      const cosignature = formatCosignature({ timestamp, signature: signEd25519(key.secret, cosignedMessage(timestamp, text)) })
      const line = { name, id, signature: cosignature }
      // Of the signatures only those of the log are kept: others said nothing to this witness.
      files.remember(origin, new TextDecoder().decode(formatNote(signed.note.text, [...signed.note.signatures, line])))
      return { status: 200, line: signatureLine(line) }
    },
  }
}

type TreeHead = Readonly<{ size: number; root: Uint8Array }>

function contains(before: TreeHead, after: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (before.size === after.size && !sameBytes(before.root, after.root)) return false
  return checkConsistency({ before, after, proof })
}
