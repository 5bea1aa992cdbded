import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  base64Of,
  bytesOfBase64,
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  formatVerifierKey,
  type NoteRead,
  parseCheckpoint,
  parseNote,
  parseSignatureLine,
  parseTlogProof,
  parseVerifierKey,
  signatureLine,
} from '#records'
import { checkEd25519, testKey } from './keys.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const known = (...keys: readonly string[]) => keys.map(parseVerifierKey).filter((key) => key !== null)
const open = (note: string | Uint8Array, ...keys: readonly string[]) =>
  parseNote(typeof note === 'string' ? bytes(note) : note, known(...keys), checkEd25519)
const told = (read: NoteRead) =>
  read.outcome === 'read' ? `${read.note.signatures.length} good, ${read.note.unknown.length} unknown` : read.reason

/** The example of C2SP signed-note. */
const exampleKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const example =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'

/** The example of Go's sumdb/note. */
const goKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const goNote =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

const one = testKey('one.example/log', 1)
const two = testKey('two.example/witness', 2, 'cosignature/v1')
const text = 'eins\n\nzwei\n'
const keyTexts = [formatVerifierKey(one.key), formatVerifierKey(two.key)] as const

describe('a signed note', () => {
  it('of the specification, and of Go’s library, opens', () => {
    const read = open(example, exampleKey)
    expect(read.outcome === 'read' && read.note.text).toBe('This is an example message.\n')
    expect(told(read)).toBe('1 good, 0 unknown')
    expect(told(open(goNote, goKey))).toBe('1 good, 0 unknown')
  })

  it('keeps signatures of keys nobody knows, and trusts them in nothing', () => {
    expect(told(open(example))).toBe('0 good, 1 unknown')
    expect(told(open(example, goKey))).toBe('0 good, 1 unknown')
  })

  it('is refused whole where one known key’s signature is bad, however good the others are', () => {
    const good = formatNote(text, [one.sign(text), two.sign(text, 1_700_000_000)])
    expect(told(open(good, ...keyTexts))).toBe('2 good, 0 unknown')
    const bad = formatNote(text, [one.sign(text), two.sign('other\n', 1_700_000_000)])
    expect(told(open(bad, ...keyTexts))).toBe('bad-signature')
    expect(told(open(bad, keyTexts[0]))).toBe('1 good, 1 unknown')
    const late = two.sign(text, 1_700_000_000)
    late.signature[7] = (late.signature[7] ?? 0) ^ 1
    expect(told(open(formatNote(text, [late]), ...keyTexts))).toBe('bad-signature')
    expect(told(open(formatNote(text, [{ ...two.sign(text), signature: Buffer.alloc(64) }]), ...keyTexts))).toBe('bad-signature')
  })

  it('tells when a witness saw it', () => {
    const read = open(formatNote(text, [two.sign(text, 1_700_000_000)]), ...keyTexts)
    expect(read.outcome === 'read' && read.note.signatures.map(({ name, timestamp }) => [name, timestamp])).toEqual([
      ['two.example/witness', 1_700_000_000],
    ])
  })

  it('a key that signs plainly does not vouch as a witness, nor the other way round', () => {
    const asWitness = testKey('one.example/log', 1, 'cosignature/v1')
    expect(asWitness.key.id).not.toBe(one.key.id)
    expect(told(open(formatNote(text, [one.sign(text)]), formatVerifierKey(asWitness.key)))).toBe('0 good, 1 unknown')
  })

  it('is refused where its bytes are not those of a note', () => {
    const line = signatureLine(one.sign(text))
    const bad: Readonly<Record<string, string | Uint8Array>> = {
      'a carriage return': `eins\r\n\n${line}`,
      'a tab': `a\tb\n\n${line}`,
      NUL: `a\u0000\n\n${line}`,
      'not UTF-8': Buffer.concat([Buffer.of(0xff), bytes(`\n\n${line}`)]),
      'a lone surrogate in UTF-8': Buffer.concat([Buffer.of(0xed, 0xa0, 0x80), bytes(`\n\n${line}`)]),
      'no final newline': `${text}\n${line.slice(0, -1)}`,
      'no signature': text,
      'nothing behind the blank line': `${text}\n`,
      'something behind the signatures': `${text}\n${line}tail\n`,
      'a hyphen for a dash': `${text}\n${line.replace('—', '-')}`,
      'two spaces': `${text}\n${line.replace(' one', '  one')}`,
      'no name': `${text}\n— ${base64Of(one.sign(text).signature)}\n`,
      'a plus in the name': `${text}\n${line.replace('one.', 'one+')}`,
      'a wide space in the name': `${text}\n${line.replace('one.', 'one\u3000')}`,
      'no padding': `${text}\n${line.replace('=', '')}`,
      'Base 64 for addresses': `${text}\n${line.replace(/[A-Z](?==)/, '_')}`,
      'a space in the Base 64': `${text}\n${line.replace(/=\n$/, ' =\n')}`,
      'bits left over in the Base 64': `${text}\n${looseEnd(line)}`,
      'an id and nothing else': `${text}\n— one.example/log ${base64Of(Buffer.alloc(4))}\n`,
      nothing: '',
    }
    for (const [what, note] of Object.entries(bad)) expect(`${what}: ${open(note, ...keyTexts).outcome}`).toBe(`${what}: refused`)
  })

  it('may have sixteen signatures and not one more', () => {
    const lines = Array.from({ length: 17 }, (_, at) => testKey(`k${at}.example`, at).sign(text))
    expect(told(open(formatNote(text, lines.slice(0, 16))))).toBe('0 good, 16 unknown')
    expect(() => formatNote(text, lines)).toThrow('too-many-signatures')
    expect(told(open(bytes(`${text}\n${lines.map(signatureLine).join('')}`)))).toBe('too-many-signatures')
  })

  it('read and written again is the same note', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 0, max: 255 }), (words, seed) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: a note has none
        const clean = `${words.replaceAll(/[\u0000-\u0009\u000b-\u001f]/g, '')}\n`
        const signer = testKey('好.example/日志', seed)
        const note = formatNote(clean, [signer.sign(clean)])
        const read = parseNote(note, [signer.key], checkEd25519)
        expect(read.outcome === 'read' && Buffer.from(formatNote(read.note.text, read.note.signatures)).equals(note)).toBe(true)
      }),
    )
  })

  it('with any one bit changed no longer carries its signature', () => {
    const note = formatNote(text, [one.sign(text)])
    for (let bit = 0; bit < note.length * 8; bit += 1) {
      const read = parseNote(
        note.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
        [one.key],
        checkEd25519,
      )
      expect(read.outcome === 'read' ? read.note.signatures.length : 0).toBe(0)
    }
  })
})

describe('a verifier key', () => {
  it('is written as C2SP writes it', () => {
    for (const key of [exampleKey, goKey, ...keyTexts]) expect(known(key).map(formatVerifierKey)).toEqual([key])
  })

  it('with another id, name, algorithm or length is none', () => {
    const [name, id, key] = exampleKey.split('+') as [string, string, string]
    const raw = bytesOfBase64(key) ?? Buffer.of()
    const others = [
      `${name}+530d903b+${key}`,
      `${name}.cn+${id}+${key}`,
      `${name}+${id.toUpperCase()}+${key}`,
      `${name}+${id}+${base64Of(Buffer.concat([Buffer.of(4), raw.subarray(1)]))}`,
      `${name}+${id}+${base64Of(raw.subarray(0, 32))}`,
      `+${id}+${key}`,
      exampleKey.slice(0, -1),
      `${exampleKey}\n`,
      '',
    ]
    expect(others.map(parseVerifierKey)).toEqual(others.map(() => null))
  })
})

describe('a checkpoint', () => {
  const root = Buffer.alloc(32, 7)
  it('is origin, size and root, one a line', () => {
    const written = formatCheckpoint({ origin: 'example.com/log', size: 20_852_163, root, extensions: [] })
    expect(written).toBe(`example.com/log\n20852163\n${base64Of(root)}\n`)
    expect(parseCheckpoint(written)).toEqual({ origin: 'example.com/log', size: 20_852_163, root: new Uint8Array(root), extensions: [] })
    expect(parseCheckpoint(`${written}further\n`)?.extensions).toEqual(['further'])
  })

  it('of any other form is none', () => {
    const hash = base64Of(root)
    const others = [
      '',
      '\n',
      `o\n01\n${hash}\n`,
      `o\n-1\n${hash}\n`,
      `o\n1e3\n${hash}\n`,
      `o\n9007199254740992\n${hash}\n`,
      `o\n1\n${hash.slice(0, -4)}\n`,
      `o\n1\n${hash}`,
      `\n1\n${hash}\n`,
      `o\n1\n${hash}\n\n`,
      `o\n1\n`,
    ]
    expect(others.map(parseCheckpoint)).toEqual(others.map(() => null))
    expect(() => formatCheckpoint({ origin: 'o\np', size: 1, root, extensions: [] })).toThrow('Expected a checkpoint')
  })
})

describe('a receipt (tlog-proof)', () => {
  const hash = Buffer.alloc(32, 9)
  const checkpoint = bytes(example)

  it('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.option(fc.uint8Array({ minLength: 1 })), fc.nat(), fc.integer({ min: 0, max: 63 }), (extra, index, length) => {
        const proof = Array.from({ length }, () => new Uint8Array(hash))
        const read = parseTlogProof(formatTlogProof({ extra, index, proof, checkpoint }))
        expect(read).toEqual({ extra: extra === null ? null : new Uint8Array(extra), index, proof, checkpoint: new Uint8Array(checkpoint) })
      }),
    )
  })

  it('of any other form is none', () => {
    const h = base64Of(hash)
    const others = [
      `c2sp.org/tlog-proof@v2\nindex 1\n${h}\n\n${example}`,
      `c2sp.org/tlog-proof@v1\nindex 01\n${h}\n\n${example}`,
      `c2sp.org/tlog-proof@v1\nindex 1\n${h.slice(0, -4)}\n\n${example}`,
      `c2sp.org/tlog-proof@v1\n${h}\n\n${example}`,
      `c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\n${example}`,
      `c2sp.org/tlog-proof@v1\nindex 1\n${h}`,
      `c2sp.org/tlog-proof@v1\nindex 1\n${`${h}\n`.repeat(64)}\n${example}`,
    ]
    expect(others.map((each) => parseTlogProof(bytes(each)))).toEqual(others.map(() => null))
  })
})

/** The same signature, spelled with bits that mean nothing. */
function looseEnd(line: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const loose = line.replace(/(.)(=+)\n$/, (_, last: string, pad: string) => `${letters[letters.indexOf(last) + 1] ?? 'A'}${pad}\n`)
  return parseSignatureLine(line) === null || loose === line ? '' : loose
}
