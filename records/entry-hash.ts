import { sha256 } from './hash.ts'

/** What stands before the first entry of a stream: 32 zero bytes. */
export const noPredecessor: Uint8Array = new Uint8Array(32)

/** SHA-256( previous entry hash ‖ SHA-256(facts) ‖ stamp in UTF-8 ). */
export function entryHash(previous: Uint8Array, facts: Uint8Array, stamp: string): Uint8Array {
  if (previous.length !== 32) throw new Error(`Expected the previous entry hash to have 32 bytes, but it has ${previous.length}`)
  return sha256(previous, sha256(facts), new TextEncoder().encode(stamp))
}
