import { concat } from '../hash.ts'

/** Entries one after the other, each behind its length in two bytes, the high one first (C2SP tlog-tiles). */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new RangeError(`Expected entries of at most 65,535 bytes, but one has ${entry.length}`)
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]
    }),
  )
}

/** The entries of a bundle; null where it ends within one, or has more than a whole bundle may. */
export function parseBundle(bytes: Uint8Array): readonly Uint8Array[] | null {
  const entries: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0))
    if (at + 2 > bytes.length || end > bytes.length || entries.length === 256) return null
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return entries
}
