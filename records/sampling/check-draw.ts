import { entryHash } from '../entry-hash.ts'
import { type Facts, readFacts } from '../facts.ts'
import { digestOf, hashText, hashTextOf } from '../hash.ts'
import { base64Of, bytesOfBase64 } from '../log/base64.ts'
import { checkInclusion } from '../log/check-proofs.ts'
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts'
import { leafBytes, leafHash } from '../log/leaf.ts'
import { type CheckEd25519, parseNote } from '../log/signed-note.ts'
import type { VerifierKey } from '../log/verifier-key.ts'
import type { DrawAnnouncedFacts, DrawnFacts } from './draw-facts.ts'
import { type DrawFile, type FiledEntry, readProof } from './draw-file.ts'
import { drawSample } from './draw-sample.ts'
import { areDice, diceCommitment, drawSeed } from './draw-seed.ts'
import { readPopulation } from './population.ts'

/** What is tested, in this order; each holds, does not, or could not be tested. */
export type DrawTest = 'entries' | 'population' | 'announced-before' | 'signed' | 'same-checkpoint' | 'dice' | 'seed' | 'sample'
export type DrawTested = Readonly<{ test: DrawTest; outcome: 'holds' | 'fails' | 'untested' }>

export type DrawCheck = Readonly<{
  tests: readonly DrawTested[]
  /** No test fails. */
  equal: boolean
  /** The sample drawn again; null where it cannot be. */
  sample: readonly string[] | null
  said: Readonly<{ announced: DrawAnnouncedFacts; drawn: DrawnFacts }> | null
}>

export type CheckWith = Readonly<{
  /** Keys of the log, from elsewhere than the file; without any, signatures are not tested. */
  keys: readonly VerifierKey[]
  /** The checkpoint as somebody else has it, a witness say: the text of a note. */
  checkpoint: Uint8Array | null
  checkEd25519: CheckEd25519
}>

/** Redoes a draw out of its file and says where it differs from what was said. Needs nothing but the file. */
export function checkDraw(file: DrawFile, given: CheckWith): DrawCheck {
  const announced = factsOf(file.announced, 'draw-announced')
  const drawn = factsOf(file.drawn, 'drawn')
  if (announced === null || drawn === null)
    return { tests: [{ test: 'entries', outcome: 'fails' }], equal: false, sample: null, said: null }
  const members = readPopulation(utf8(file.population))
  const checkpoint = checkpointOf(file.checkpoint, given)
  const root = bytesOfBase64(drawn.checkpoint.root)
  const { size } = drawn.checkpoint
  const seed =
    root === null
      ? null
      : drawSeed({ draw: announced.draw, population: announced.population, checkpoint: { size, root }, dice: drawn.dice })
  const sample = members === null || seed === null ? null : drawSample({ members, size: announced.size, seed })
  const holds = (test: DrawTest, good: boolean): DrawTested => ({ test, outcome: good ? 'holds' : 'fails' })
  const tests: readonly DrawTested[] = [
    holds('entries', belongTogether(announced, drawn) && isHashed(file.announced) && isHashed(file.drawn)),
    holds('population', hashTextOf(utf8(file.population)) === announced.population && members?.length === announced.members),
    holds('announced-before', checkpoint !== null && isBefore(file, announced, checkpoint.told)),
    { test: 'signed', outcome: checkpoint?.signed ?? 'fails' },
    { test: 'same-checkpoint', outcome: checkpoint === null ? 'fails' : sameElsewhere(checkpoint.told, drawn, given) },
    holds('dice', areTheDice(announced, drawn)),
    holds('seed', seed !== null && hashText(seed) === drawn.seed),
    holds('sample', sample !== null && sample.join('\n') === drawn.sample.join('\n')),
  ]
  return { tests, equal: tests.every(({ outcome }) => outcome !== 'fails'), sample, said: { announced, drawn } }
}

function factsOf<K extends Facts['kind']>({ facts }: FiledEntry, kind: K): Extract<Facts, { kind: K }> | null {
  const read = readFacts(utf8(facts))
  return read.outcome === 'read' && read.facts.kind === kind ? (read.facts as Extract<Facts, { kind: K }>) : null
}

function isHashed({ facts, stamp, previous, hash }: FiledEntry): boolean {
  const before = digestOf(previous)
  return before !== null && hashText(entryHash(before, utf8(facts), stamp)) === hash
}

function belongTogether(announced: DrawAnnouncedFacts, drawn: DrawnFacts): boolean {
  return announced.draw === drawn.draw && announced.sequence === drawn.announced && announced.stream === drawn.stream
}

type Told = Readonly<{ told: Checkpoint; signed: DrawTested['outcome'] }>

function checkpointOf(note: string, { keys, checkEd25519 }: CheckWith): Told | null {
  const read = parseNote(utf8(note), keys, checkEd25519)
  const told = read.outcome === 'read' ? parseCheckpoint(read.note.text) : null
  if (read.outcome === 'refused' || told === null) return null
  // A cosignature alone does not say that the log signed it.
  const own = read.note.signatures.some(({ key }) => key.algorithm === 'ed25519' && key.name === told.origin)
  return { told, signed: keys.length === 0 ? 'untested' : own ? 'holds' : 'fails' }
}

/** The announcement stands in the tree the seed was made of: whoever wrote it could not know the root. */
function isBefore({ announced, leaf }: DrawFile, { stream, sequence }: DrawAnnouncedFacts, told: Checkpoint): boolean {
  const hash = digestOf(announced.hash)
  const proof = readProof(leaf.proof)
  if (hash === null || proof === null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(stream) || sequence < 1) return false
  const own = leafHash(leafBytes({ stream, sequence, hash }))
  return checkInclusion({ leaf: own, index: leaf.index, size: told.size, root: told.root, proof })
}

function sameElsewhere(told: Checkpoint, drawn: DrawnFacts, { checkpoint, checkEd25519 }: CheckWith): DrawTested['outcome'] {
  if (told.size !== drawn.checkpoint.size || base64Of(told.root) !== drawn.checkpoint.root) return 'fails'
  if (checkpoint === null) return 'untested'
  const read = parseNote(checkpoint, [], checkEd25519)
  const other = read.outcome === 'read' ? parseCheckpoint(read.note.text) : null
  if (other === null || other.origin !== told.origin) return 'fails'
  // A checkpoint of another size says nothing of this one by itself.
  if (other.size !== told.size) return 'untested'
  return base64Of(other.root) === base64Of(told.root) ? 'holds' : 'fails'
}

function areTheDice({ dice: promised }: DrawAnnouncedFacts, { dice: told }: DrawnFacts): boolean {
  if (promised === null || told === null) return promised === told
  return areDice(told) && diceCommitment(told) === promised
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
