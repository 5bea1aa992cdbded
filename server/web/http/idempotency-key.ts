/** A random key for one act of a person. `crypto.randomUUID` is missing on plain http in an office network; this is not. */
export function makeIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
