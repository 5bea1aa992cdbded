import { base64Of, bytesOfBase64 } from './base64.ts'
import { readDecimal } from './decimal.ts'

/** A leaf's place, its way to the root, and the checkpoint that signs the root: all one needs offline (C2SP tlog-proof@v1). */
export type TlogProof = Readonly<{
  /** Nobody signed it; it only helps to find the leaf. */
  extra: Uint8Array | null
  index: number
  proof: readonly Uint8Array[]
  /** The signed note, byte for byte. */
  checkpoint: Uint8Array
}>

const HEADER = 'c2sp.org/tlog-proof@v1'
/** A tree of 2^63 leaves needs no longer one. */
const LONGEST_PROOF = 63

export function formatTlogProof({ extra, index, proof, checkpoint }: TlogProof): Uint8Array {
  const lines = [HEADER, ...(extra === null ? [] : [`extra ${base64Of(extra)}`]), `index ${index}`, ...proof.map(base64Of), '', '']
  const head = new TextEncoder().encode(lines.join('\n'))
  const bytes = new Uint8Array(head.length + checkpoint.length)
  bytes.set(head)
  bytes.set(checkpoint, head.length)
  return bytes
}

/** Reads a proof; null where it is none. The note in it is not opened: see `parseNote` and `checkInclusion`. */
export function parseTlogProof(bytes: Uint8Array): TlogProof | null {
  const end = indexOfBlankLine(bytes)
  if (end === null) return null
  const [header, ...lines] = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, end)).split('\n')
  const extraText = lines[0]?.startsWith('extra ') ? lines.shift() : undefined
  const extra = extraText === undefined ? null : bytesOfBase64(extraText.slice('extra '.length))
  const indexText = lines.shift() ?? ''
  const index = indexText.startsWith('index ') ? readDecimal(indexText.slice('index '.length)) : null
  const proof = lines.map(bytesOfBase64)
  if (header !== HEADER || index === null || (extraText !== undefined && extra === null) || proof.length > LONGEST_PROOF) return null
  return proof.every((hash) => hash !== null && hash.length === 32)
    ? { extra, index, proof: proof.filter((hash) => hash !== null), checkpoint: bytes.slice(end + 2) }
    : null
}

function indexOfBlankLine(bytes: Uint8Array): number | null {
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) if (bytes[at + 1] === 0x0a) return at
  return null
}
