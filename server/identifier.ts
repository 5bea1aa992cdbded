import { randomFillSync } from 'node:crypto'

/**
 * Makes UUIDv7 identifiers (RFC 9562): 48 bits of milliseconds, 74 random bits, so ids of one time lie side by side in an
 * index. An id is a name, never a right: nothing is shown because somebody knows one.
 */
export function makeIdentifier(milliseconds: number = Date.now()): string {
  const bytes = randomFillSync(Buffer.alloc(16))
  bytes.writeUIntBE(milliseconds, 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
