import { concat } from '../hash.ts'
import { base64Of, bytesOfBase64 } from './base64.ts'
import { cosignedMessage, parseCosignature } from './cosignature.ts'
import { isKeyName, type VerifierKey } from './verifier-key.ts'

/** Tests an Ed25519 signature (RFC 8032). Passed in: Node and browsers do it differently. */
export type CheckEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

/** One signature line: who, and the bytes behind the key's id. */
export type NoteSignature = Readonly<{ name: string /** Eight hex digits. */; id: string; signature: Uint8Array }>
export type CheckedSignature = NoteSignature &
  Readonly<{ key: VerifierKey /** POSIX seconds of a cosignature. */; timestamp: number | null }>

export type Note = Readonly<{
  /** Ends with its newline. */
  text: string
  /** Good signatures of known keys, in the order they stand. */
  signatures: readonly CheckedSignature[]
  /** Signatures nobody here can test. They say nothing, and are kept. */
  unknown: readonly NoteSignature[]
}>

export type NoteRefusal = 'not-utf8' | 'control-character' | 'no-signatures' | 'signature-line' | 'too-many-signatures' | 'bad-signature'
export type NoteRead =
  | Readonly<{ outcome: 'read'; note: Note }>
  | Readonly<{ outcome: 'refused'; reason: NoteRefusal /** Key of a bad signature: name+id. */; key: string | null }>

/** No note may have more signatures. */
export const MOST_SIGNATURES = 16

/**
 * Reads a signed note (C2SP signed-note) and tests every signature of a known key. One that is bad refuses the whole note;
 * signatures of unknown keys are ignored but kept. A note is worth nothing without a good signature: see `signatures`.
 */
export function parseNote(bytes: Uint8Array, keys: readonly VerifierKey[], checkEd25519: CheckEd25519): NoteRead {
  const parsed = splitNote(bytes)
  if (typeof parsed === 'string') return { outcome: 'refused', reason: parsed, key: null }
  const { text, lines } = parsed
  const signed = new TextEncoder().encode(text)
  const signatures: CheckedSignature[] = []
  const unknown: NoteSignature[] = []
  for (const line of lines) {
    const known = keys.filter(({ name, id }) => name === line.name && id === line.id)
    if (known.length === 0) unknown.push(line)
    for (const key of known) {
      const checked = checkSignature(line, key, signed, checkEd25519)
      if (checked === null) return { outcome: 'refused', reason: 'bad-signature', key: `${line.name}+${line.id}` }
      signatures.push(checked)
    }
  }
  return { outcome: 'read', note: { text, signatures, unknown } }
}

/** The text with its signature lines. @throws where the text could not be a note's. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): Uint8Array {
  const bytes = new TextEncoder().encode(`${text}\n${signatures.map(signatureLine).join('')}`)
  const read = splitNote(bytes)
  if (typeof read === 'string') throw new Error(`Expected a text and signatures that make a note, but found ${read}`)
  return bytes
}

/** `— <name> <Base 64 of key id and signature>\n`. */
export function signatureLine({ name, id, signature }: NoteSignature): string {
  const idBytes = Uint8Array.from({ length: 4 }, (_, at) => Number.parseInt(id.slice(2 * at, 2 * at + 2), 16))
  return `— ${name} ${base64Of(concat([idBytes, signature]))}\n`
}

/** Reads one signature line, with its newline; null where it is none. */
export function parseSignatureLine(line: string): NoteSignature | null {
  const found = /^— (\S+) ([A-Za-z0-9+/]+={0,2})\n$/u.exec(line)
  const bytes = bytesOfBase64(found?.[2] ?? '')
  const name = found?.[1] ?? ''
  if (bytes === null || bytes.length < 5 || !isKeyName(name)) return null
  const id = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { name, id, signature: bytes.slice(4) }
}

type SplitNote = Readonly<{ text: string; lines: readonly NoteSignature[] }>

function splitNote(bytes: Uint8Array): SplitNote | NoteRefusal {
  const whole = decode(bytes)
  if (whole === null) return 'not-utf8'
  if ([...whole].some((letter) => letter < ' ' && letter !== '\n')) return 'control-character'
  const split = whole.lastIndexOf('\n\n')
  if (split < 0 || !whole.endsWith('\n') || split + 2 === whole.length) return 'no-signatures'
  const lines = whole.slice(split + 2, -1).split('\n')
  if (lines.length > MOST_SIGNATURES) return 'too-many-signatures'
  const signatures = lines.map((line) => parseSignatureLine(`${line}\n`))
  return signatures.every((line) => line !== null) ? { text: whole.slice(0, split + 1), lines: signatures } : 'signature-line'
}

function checkSignature(line: NoteSignature, key: VerifierKey, signed: Uint8Array, check: CheckEd25519): CheckedSignature | null {
  if (key.algorithm === 'ed25519')
    return line.signature.length === 64 && check(key.publicKey, signed, line.signature) ? { ...line, key, timestamp: null } : null
  const cosignature = parseCosignature(line.signature)
  if (cosignature === null) return null
  const { timestamp, signature } = cosignature
  return check(key.publicKey, cosignedMessage(timestamp, signed), signature) ? { ...line, key, timestamp } : null
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
