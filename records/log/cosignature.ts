import { concat } from '../hash.ts'

/** A timestamped Ed25519 signature over a checkpoint (C2SP tlog-cosignature). `timestamp`: POSIX seconds. */
export type Cosignature = Readonly<{ timestamp: number; signature: Uint8Array }>

/** What a cosigner signs: header, time, and the checkpoint's text with its final newline, without signatures. */
export function cosignedMessage(timestamp: number, text: Uint8Array): Uint8Array {
  return concat([new TextEncoder().encode(`cosignature/v1\ntime ${timestamp}\n`), text])
}

/** The signature bytes of a note line: eight bytes of time, the high one first, and 64 of Ed25519. */
export function formatCosignature({ timestamp, signature }: Cosignature): Uint8Array {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0 || signature.length !== 64)
    throw new RangeError(`Expected a time and a signature of 64 bytes, but found ${timestamp} and ${signature.length} bytes`)
  const bytes = new Uint8Array(72)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(timestamp))
  bytes.set(signature, 8)
  return bytes
}

/** Reads the signature bytes of a note line; null where they are no cosignature. */
export function parseCosignature(bytes: Uint8Array): Cosignature | null {
  if (bytes.length !== 72) return null
  const timestamp = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0))
  return Number.isSafeInteger(timestamp) ? { timestamp, signature: bytes.slice(8) } : null
}
