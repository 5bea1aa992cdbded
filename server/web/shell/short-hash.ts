/** "sha256:3f79bb7b43…" → "3f79bb7b43": enough to compare by eye; the whole stands in the title. */
export function shortHash(hash: string, digits = 10): string {
  return hash.slice(hash.indexOf(':') + 1).slice(0, digits)
}
