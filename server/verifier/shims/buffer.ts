// The rooms the verifier is made of use a little of Node's Buffer. A browser has none: this is that little.

type Bytes = Uint8Array & { toString(encoding?: string): string }

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const spell: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  hex: (bytes) => Array.from(bytes, (byte) => hexPairs[byte]).join(''),
  base64: (bytes) => btoa(latin(bytes)),
  base64url: (bytes) => btoa(latin(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  utf8: (bytes) => new TextDecoder().decode(bytes),
}

const read: Readonly<Record<string, (text: string) => ArrayLike<number>>> = {
  hex: (text) => Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16)),
  base64: (text) => Array.from(atob(text.replace(/[^A-Za-z0-9+/]/g, '')), (letter) => letter.charCodeAt(0)),
  base64url: (text) => read.base64?.(text.replaceAll('-', '+').replaceAll('_', '/')) ?? [],
  utf8: (text) => new TextEncoder().encode(text),
}

function from(source: string | ArrayLike<number> | ArrayBuffer, encoding = 'utf8'): Bytes {
  const plain = typeof source === 'string' ? (read[encoding]?.(source) ?? []) : source
  const bytes = plain instanceof ArrayBuffer ? new Uint8Array(plain) : Uint8Array.from(plain)
  return Object.assign(bytes, { toString: (wanted = 'utf8') => spell[wanted]?.(bytes) ?? '' })
}

function concat(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function compare(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  return Math.sign(one.length - other.length)
}

function latin(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}

export const Buffer = { from, concat, compare, byteLength: (text: string) => new TextEncoder().encode(text).length }
