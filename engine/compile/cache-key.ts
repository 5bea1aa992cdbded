/** A 64-bit FNV-1a of the texts, in hex: tells texts apart for a cache. It proves nothing; the baseline's hash does. */
export function cacheKeyOf(texts: readonly string[]): string {
  let hash = 0xcbf29ce484222325n
  for (const text of texts) {
    for (let index = 0; index < text.length; index += 1) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n)
    hash = BigInt.asUintN(64, (hash ^ 0xffffn) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}
