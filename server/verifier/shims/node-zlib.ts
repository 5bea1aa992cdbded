// CRC-32 (ISO 3309), eight tables wide: a package is summed byte for byte.

const tables = Array.from({ length: 8 }, () => new Uint32Array(256))
for (let byte = 0; byte < 256; byte += 1) {
  let sum = byte
  for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  for (const table of tables) {
    table[byte] = sum
    sum = (sum >>> 8) ^ (tables[0]?.[sum & 0xff] ?? 0)
  }
}
// The first pass over a byte needs the first table whole; go again now that it is.
for (let byte = 0; byte < 256; byte += 1) {
  let sum = tables[0]?.[byte] ?? 0
  for (const table of tables.slice(1)) {
    sum = (sum >>> 8) ^ (tables[0]?.[sum & 0xff] ?? 0)
    table[byte] = sum
  }
}
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
]

/** As node:zlib's. `sum`: of what came before. */
export function crc32(bytes: Uint8Array, sum = 0): number {
  const at = (table: Uint32Array, index: number) => table[index] as number
  const byte = (index: number) => bytes[index] as number
  let crc = ~sum
  let place = 0
  for (; place + 8 <= bytes.length; place += 8) {
    crc ^= byte(place) | (byte(place + 1) << 8) | (byte(place + 2) << 16) | (byte(place + 3) << 24)
    crc =
      at(t7, crc & 0xff) ^
      at(t6, (crc >>> 8) & 0xff) ^
      at(t5, (crc >>> 16) & 0xff) ^
      at(t4, crc >>> 24) ^
      at(t3, byte(place + 4)) ^
      at(t2, byte(place + 5)) ^
      at(t1, byte(place + 6)) ^
      at(t0, byte(place + 7))
  }
  for (; place < bytes.length; place += 1) crc = (crc >>> 8) ^ at(t0, (crc ^ byte(place)) & 0xff)
  return ~crc >>> 0
}
