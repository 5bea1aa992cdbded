import type { HashText } from '../entry.ts'
import { hash } from '../facts-head.ts'
import { base64Of, bytesOfBase64 } from '../log/base64.ts'
import { count, listOf, literal, object, type Shape, text } from '../shape.ts'

/** An entry with what stood before it, so that its hash can be made again. */
export type FiledEntry = Readonly<{ facts: string; stamp: string; previous: HashText; hash: HashText }>

/** Everything needed to draw again, without the server: `docs/record-format.md` names its members. */
export type DrawFile = Readonly<{
  format: 'guiju-draw-file/1'
  announced: FiledEntry
  drawn: FiledEntry
  /** The list, byte for byte as it was hashed. */
  population: string
  /** The leaf of the announcement, and its way to the root of the checkpoint. */
  leaf: Readonly<{ index: number; proof: readonly string[] }>
  /** The signed note, with the cosignatures there were. */
  checkpoint: string
}>

const filed = object<FiledEntry>({ facts: text, stamp: text, previous: hash, hash })
const shape: Shape<DrawFile> = object<DrawFile>({
  format: literal('guiju-draw-file/1'),
  announced: filed,
  drawn: filed,
  population: text,
  leaf: object<DrawFile['leaf']>({ index: count, proof: listOf(text) }),
  checkpoint: text,
})

/** Reads such a file; null where it is none. */
export function readDrawFile(json: string): DrawFile | null {
  try {
    const read: unknown = JSON.parse(json)
    return shape(read, '') === null ? (read as DrawFile) : null
  } catch {
    return null
  }
}

export function formatProof(proof: readonly Uint8Array[]): readonly string[] {
  return proof.map(base64Of)
}

/** Null where one of them is no hash. */
export function readProof(proof: readonly string[]): readonly Uint8Array[] | null {
  const hashes = proof.map(bytesOfBase64).filter((one) => one !== null && one.length === 32)
  return hashes.length === proof.length ? hashes.filter((one) => one !== null) : null
}
