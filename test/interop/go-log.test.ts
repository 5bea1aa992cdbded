import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  base64Of,
  consistencyProof,
  formatBundle,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  leafBytes,
  parseNote,
  parseVerifierKey,
  sha256,
  TILE_WIDTH,
  tileOfTree,
  tilePath,
} from '#records'
import { checkEd25519, testKey } from '../records/log/keys.ts'
import { madeLog } from '../records/log/made-log.ts'
import { buildGoProgram, type GoProgram } from './go-program.ts'

const log = testKey('guiju/0190a5b0-0000-7000-8000-000000000001', 1)
const witness = testKey('witness.example', 2, 'cosignature/v1')
const vkey = formatVerifierKey(log.key)
const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    leafBytes({ stream: '0190a5b0-0000-7000-8000-000000000002', sequence: at + 1, hash: sha256(Buffer.from(String(at))) }),
  )

/** Writes a log as tlog-tiles serves it. */
function logFolder(leaves: readonly Uint8Array[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-log-'))
  const write = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), bytes)
  }
  const { root, tiles } = madeLog(leaves)
  const text = formatCheckpoint({ origin: log.key.name, size: leaves.length, root, extensions: [] })
  write('checkpoint', formatNote(text, [log.sign(text), witness.sign(text, 1_700_000_000)]))
  for (const [path, bytes] of tiles()) write(path, bytes)
  for (let index = 0; index * TILE_WIDTH < leaves.length; index += 1) {
    const width = tileOfTree(0, index, leaves.length)?.width ?? 0
    const entries = leaves.slice(index * TILE_WIDTH, index * TILE_WIDTH + width)
    write(tilePath({ level: 'entries', index, width }), formatBundle(entries))
  }
  return folder
}

describe('Go’s libraries for transparency logs', () => {
  let go: GoProgram
  beforeAll(() => {
    go = buildGoProgram()
  }, 120_000)

  it('open our notes, and keep the signatures of witnesses they do not know', async () => {
    const text = '检查点\n1\n'
    const note = formatNote(text, [log.sign(text), witness.sign(text, 1_700_000_000)])
    expect(await go(['open', vkey], note)).toEqual({ outcome: 'answered', answer: { text, good: 1, unknown: 1 } })
    const forged = formatNote('检查点\n2\n', [log.sign(text)])
    expect(await go(['open', vkey], forged)).toMatchObject({ outcome: 'refused', why: expect.stringMatching('invalid signature') })
  })

  it('sign notes that we open', async () => {
    const text = 'un testo\n\ncon una riga vuota\n'
    const signed = await go(['sign', 'go.example/log', 's'], text)
    if (signed.outcome === 'refused') throw new Error(signed.why)
    const key = parseVerifierKey(String(signed.answer.key))
    const note = Buffer.from(String(signed.answer.note))
    const read = parseNote(note, key === null ? [] : [key], checkEd25519)
    expect(read.outcome === 'read' && [read.note.text, read.note.signatures.length]).toEqual([text, 1])
    expect(parseNote(Buffer.from(String(signed.answer.note).replace('testo', 'resto')), key === null ? [] : [key], checkEd25519)).toEqual({
      outcome: 'refused',
      reason: 'bad-signature',
      key: `${key?.name}+${key?.id}`,
    })
  })

  it('find every entry of our log through our tiles', async () => {
    for (const size of [1, 2, 255, 256, 257, 700, 66_000]) {
      const checked = await go(['log', logFolder(leavesOf(size)), vkey])
      expect(checked).toEqual({ outcome: 'answered', answer: { origin: log.key.name, size, proved: size } })
    }
  }, 120_000)

  it('see that the log only grew, by the very proof we make', async () => {
    const leaves = leavesOf(66_000)
    const folder = logFolder(leaves)
    const { readHashes } = madeLog(leaves)
    for (const before of [1, 255, 256, 257, 1_000, 65_536, 65_999]) {
      const { root } = madeLog(leaves.slice(0, before))
      const checked = await go(['consistency', folder, vkey, String(before), base64Of(root)])
      const proof = (await consistencyProof(before, leaves.length, readHashes)).map(base64Of)
      expect(checked).toEqual({ outcome: 'answered', answer: { proof } })
    }
    const other = madeLog(leaves.slice(1, 1_001)).root
    expect(await go(['consistency', folder, vkey, '1000', base64Of(other)])).toMatchObject({ outcome: 'refused' })
  }, 120_000)

  it('see a tile that was changed', async () => {
    const folder = logFolder(leavesOf(700))
    const path = join(folder, 'tile/0/001')
    writeFileSync(path, Buffer.alloc(8192, 1))
    expect(await go(['log', folder, vkey])).toMatchObject({ outcome: 'refused', why: expect.stringMatching('invalid transparency proof') })
  })
})
