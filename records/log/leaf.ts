import { sha256 } from '../hash.ts'
import { readDecimal } from './decimal.ts'

/** What one leaf of the log says: this entry of this stream has this hash. */
export type Leaf = Readonly<{ stream: string; sequence: number /** The entry's hash, 32 bytes. */; hash: Uint8Array }>

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const line = new RegExp(`^guiju-leaf/1 (${UUID}) ([1-9][0-9]*) ([0-9a-f]{64})\\n$`)

/** Whether these make a leaf: a stream by its UUID, a place from 1, a hash of 32 bytes. */
export function isLeaf(leaf: Leaf): boolean {
  return leaf.hash.length === 32 && line.test(textOf(leaf))
}

/** The bytes of a leaf: `guiju-leaf/1 <stream> <sequence> <64 hex of the entry hash>\n`. docs/record-format.md §11. */
export function leafBytes(leaf: Leaf): Uint8Array {
  if (!isLeaf(leaf)) throw new Error(`Expected stream, place and hash of an entry, but found ${textOf(leaf).trimEnd()}`)
  return new TextEncoder().encode(textOf(leaf))
}

/** Reads the bytes of a leaf; null where they are none. */
export function parseLeaf(bytes: Uint8Array): Leaf | null {
  const found = line.exec(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  const sequence = readDecimal(found?.[2] ?? '')
  if (found === null || sequence === null) return null
  return { stream: found[1] ?? '', sequence, hash: Uint8Array.from({ length: 32 }, (_, at) => byteAt(found[3] ?? '', at)) }
}

/** The hash of a leaf: SHA-256(0x00 ‖ bytes). RFC 6962 §2.1. */
export function leafHash(bytes: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(bytes.length + 1)
  prefixed.set(bytes, 1)
  return sha256(prefixed)
}

function textOf({ stream, sequence, hash }: Leaf): string {
  return `guiju-leaf/1 ${stream} ${sequence} ${hexOf(hash)}\n`
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function byteAt(hex: string, at: number): number {
  return Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16)
}
