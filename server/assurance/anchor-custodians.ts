import type { Pool } from 'pg'
import { parseCheckpoint, parseNote } from '#records'
import { type Anchor, checkpointName, sizeOfCheckpoint } from '../anchors/anchor.ts'
import { originOf, textOfNote } from '../anchors/anchor-store.ts'
import type { Anchoring } from '../anchors/make-anchoring.ts'
import type { WitnessClient } from '../anchors/witness-client.ts'
import { latestCheckpoint } from '../log/checkpoint-store.ts'
import { checkEd25519 } from '../log/ed25519.ts'
import type { Custodian, HeldState } from './check-custody.ts'

/** What lies in other hands: the note each witness cosigned last, and the largest checkpoint in each write-once place that can be listed. */
export function anchorCustodians(
  { witnesses, places }: Pick<Anchoring, 'witnesses' | 'places'>,
  pool: Pick<Pool, 'query'>,
): readonly Custodian[] {
  return [
    ...witnesses.map((witness) => ({
      name: { zh: `见证人 ${witness.key.name}`, en: `The witness ${witness.key.name}` },
      held: () => heldByWitness(witness, pool),
    })),
    ...places.map((place) => ({ name: { zh: `存放处 ${place.name}`, en: `The place ${place.name}` }, held: () => heldInPlace(place) })),
  ]
}

/** @throws where the witness does not answer, or answers what it has not cosigned: then nothing is known of what it remembers. */
async function heldByWitness(witness: WitnessClient, pool: Pick<Pool, 'query'>): Promise<HeldState | null> {
  const newest = await latestCheckpoint(pool)
  const note = newest === null ? null : await witness.latest(originOf(newest.note))
  if (note === null) return null
  const read = parseNote(Buffer.from(note), [witness.key], checkEd25519)
  if (read.outcome !== 'read' || !read.note.signatures.some(({ id }) => id === witness.key.id))
    throw new Error(`Expected ${witness.key.name} to answer with a note it has cosigned, but its cosignature is not there`)
  return stateOf(read.note.text)
}

/** The signature of what lies there is not asked for: another log in a place of ours is a finding, whoever signed it. */
async function heldInPlace(place: Anchor): Promise<HeldState | null> {
  const sizes = ((await place.list()) ?? []).map(sizeOfCheckpoint).filter((size) => size !== null)
  if (sizes.length === 0) return null
  const bytes = await place.read(checkpointName(Math.max(...sizes)))
  return bytes === null ? null : stateOf(new TextDecoder().decode(textOfNote(new TextDecoder().decode(bytes))))
}

function stateOf(text: string): HeldState {
  const said = parseCheckpoint(text)
  if (said === null) throw new Error('Expected a checkpoint, but its text cannot be read')
  return { size: said.size, root: said.root }
}
