import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { base64Of, consistencyProof, type HashedNode, leafHash, parseCheckpoint, parseNote, parseVerifierKey, startTree } from '#records'
import { checkEd25519 } from '../../server/log/ed25519.ts'
import { makeSigner } from '../../server/log/signer/make-signer.ts'
import type { SignerAnswer } from '../../server/log/signer/protocol.ts'
import { SignerIsRunning, serveSigner } from '../../server/log/signer/serve-signer.ts'
import { makeSignerClient, SignerAway } from '../../server/log/signer/signer-client.ts'

const origin = 'guiju/019b0000-0000-7000-8000-000000000001'
const clock = { at: new Date('2026-03-02T01:00:00.000Z') }
const now = () => clock.at

/** A tree of leaves told apart by a word: two words make two histories. */
function treeOf(words: readonly string[]) {
  const tree = startTree()
  const nodes = new Map<string, Uint8Array>()
  for (const word of words)
    for (const { level, index, hash } of tree.append(leafHash(new TextEncoder().encode(word))) as readonly HashedNode[])
      nodes.set(`${level}/${index}`, hash)
  const proofFrom = (before: number) =>
    consistencyProof(before, words.length, async (asked) =>
      asked.map(({ level, index }) => nodes.get(`${level}/${index}`) ?? new Uint8Array()),
    )
  return {
    ask: async (before: number) => ({
      ask: 'sign' as const,
      size: words.length,
      root: base64Of(tree.root()),
      proof: (await proofFrom(before)).map(base64Of),
    }),
  }
}
const words = (count: number, mark = '') => Array.from({ length: count }, (_, at) => `${at}${at >= 5 ? mark : ''}`)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guiju-signer-'))
  clock.at = new Date('2026-03-02T01:00:00.000Z')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const keysIn = (answer: SignerAnswer) => {
  if (answer.outcome !== 'keys') throw new Error(JSON.stringify(answer))
  return answer.told.keys
}
const verifiersIn = (answer: SignerAnswer) => keysIn(answer).flatMap(({ key }) => parseVerifierKey(key) ?? [])
const noteIn = (answer: SignerAnswer) => {
  if (answer.outcome !== 'signed') throw new Error(JSON.stringify(answer))
  return new TextEncoder().encode(answer.note)
}

describe('the signer of the log', () => {
  it('makes its key at the first start, in files nobody else may read, and signs what is a log so far', async () => {
    const sign = makeSigner(folder, now)
    expect(sign({ ask: 'keys' })).toEqual({ outcome: 'refused', refusal: { code: 'no-key' } })
    const begun = sign({ ask: 'begin', origin })
    for (const file of ['log-keys.json', 'log-signed.json']) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
    const note = noteIn(sign(await treeOf(words(7)).ask(0)))
    const read = parseNote(note, verifiersIn(begun), checkEd25519)
    expect(read).toMatchObject({ outcome: 'read', note: { signatures: [{ name: origin }], unknown: [] } })
    if (read.outcome === 'read') expect(parseCheckpoint(read.note.text)).toMatchObject({ origin, size: 7 })
    expect(sign({ ask: 'begin', origin })).toMatchObject({ outcome: 'keys', told: { signed: { size: 7 } } })
  })

  it('signs a grown log only where the proof shows that nothing in it changed', async () => {
    const sign = makeSigner(folder, now)
    sign({ ask: 'begin', origin })
    sign(await treeOf(words(7)).ask(0))
    const rewritten = treeOf(words(12, '!'))
    expect(sign(await rewritten.ask(7))).toEqual({ outcome: 'refused', refusal: { code: 'inconsistent', signed: 7 } })
    expect(sign({ ...(await treeOf(words(12)).ask(7)), proof: [] })).toMatchObject({ refusal: { code: 'inconsistent' } })
    expect(sign(await treeOf(words(12)).ask(7))).toMatchObject({ outcome: 'signed' })
  })

  it('signs no smaller log and no second log of the same size, also after it was started anew', async () => {
    const sign = makeSigner(folder, now)
    sign({ ask: 'begin', origin })
    sign(await treeOf(words(12)).ask(0))
    for (const one of [sign, makeSigner(folder, now)]) {
      expect(one(await treeOf(words(11)).ask(0))).toEqual({ outcome: 'refused', refusal: { code: 'smaller', signed: 12 } })
      expect(one(await treeOf(words(12, '!')).ask(0))).toEqual({ outcome: 'refused', refusal: { code: 'other-root', signed: 12 } })
      expect(one(await treeOf(words(12)).ask(0))).toMatchObject({ outcome: 'signed' })
    }
  })

  it('signs nothing any more where its memory or its key is gone, or the log has another name', async () => {
    const sign = makeSigner(folder, now)
    sign({ ask: 'begin', origin })
    sign(await treeOf(words(3)).ask(0))
    expect(sign({ ask: 'begin', origin: 'guiju/other' })).toEqual({ outcome: 'refused', refusal: { code: 'other-origin', origin } })
    const [keys, state] = ['log-keys.json', 'log-signed.json'].map((file) => readFileSync(join(folder, file), 'utf8'))
    rmSync(join(folder, 'log-signed.json'))
    expect(sign(await treeOf(words(4)).ask(3))).toEqual({ outcome: 'refused', refusal: { code: 'state-missing' } })
    expect(sign({ ask: 'begin', origin })).toEqual({ outcome: 'refused', refusal: { code: 'state-missing' } })
    writeFileSync(join(folder, 'log-signed.json'), state ?? '')
    rmSync(join(folder, 'log-keys.json'))
    expect(sign({ ask: 'begin', origin })).toEqual({ outcome: 'refused', refusal: { code: 'no-key' } })
    writeFileSync(join(folder, 'log-keys.json'), keys ?? '')
    chmodSync(join(folder, 'log-keys.json'), 0o644)
    expect(() => sign({ ask: 'keys' })).toThrow('others may read it')
  })

  it('changes its key: both sign for a while, then the old one is destroyed, and what it signed stays verifiable', async () => {
    const sign = makeSigner(folder, now)
    const [old] = verifiersIn(sign({ ask: 'begin', origin }))
    const first = noteIn(sign(await treeOf(words(3)).ask(0)))
    const turned = sign({ ask: 'rotate', overlapDays: 30 })
    const [, fresh] = verifiersIn(turned)
    if (old === undefined || fresh === undefined) throw new Error('two keys')
    expect(fresh.id).not.toBe(old.id)
    expect(sign({ ask: 'rotate', overlapDays: 30 })).toMatchObject({ refusal: { code: 'already-rotating' } })
    const signers = (note: Uint8Array, keys = [old, fresh]) => {
      const read = parseNote(note, keys, checkEd25519)
      return read.outcome === 'read' ? read.note.signatures.map(({ id }) => id) : read.reason
    }
    expect(signers(noteIn(sign(await treeOf(words(4)).ask(3))))).toEqual([old.id, fresh.id])
    clock.at = new Date('2026-04-02T01:00:00.000Z')
    expect(signers(noteIn(sign(await treeOf(words(5)).ask(4))))).toEqual([fresh.id])
    expect(keysIn(sign({ ask: 'keys' }))).toMatchObject([{ ended: true }, { ended: false, ends: null }])
    expect(JSON.parse(readFileSync(join(folder, 'log-keys.json'), 'utf8'))).toMatchObject({ keys: [{ secret: null }, {}] })
    expect(signers(first)).toEqual([old.id])
  })
})

describe('the door of the signer', () => {
  const socket = () => join(folder, 'run', 'signer.sock')

  it('is a socket of this account alone, and one signer at a time stands behind it', async () => {
    const server = await serveSigner({ folder, socket: socket(), now })
    expect(statSync(socket()).mode & 0o777).toBe(0o600)
    await expect(serveSigner({ folder, socket: socket(), now })).rejects.toBeInstanceOf(SignerIsRunning)
    const ask = makeSignerClient(socket())
    expect(await ask({ ask: 'begin', origin })).toMatchObject({ outcome: 'keys' })
    expect(await ask(await treeOf(words(300)).ask(0))).toMatchObject({ outcome: 'signed' })
    await server.close()
    await expect(ask({ ask: 'keys' })).rejects.toBeInstanceOf(SignerAway)
  })

  it('a socket left behind by a signer that was killed is taken over', async () => {
    const server = await serveSigner({ folder, socket: socket(), now })
    await server.close()
    writeFileSync(socket(), '')
    const next = await serveSigner({ folder, socket: socket(), now })
    expect(await makeSignerClient(socket())({ ask: 'begin', origin })).toMatchObject({ outcome: 'keys' })
    await next.close()
    expect(existsSync(join(folder, 'log-keys.json'))).toBe(true)
  })

  it('refuses what it cannot read, and hangs up on who goes on and on', async () => {
    const server = await serveSigner({ folder, socket: socket(), now })
    const said = async (words: string) => {
      const caller = connect(socket())
      caller.end(words)
      return text(caller).catch(() => 'hung up')
    }
    for (const nonsense of ['{}\n', 'sign\n', '[]\n', '{"ask":"toString"}\n', '{"ask":"begin","origin":"a b"}\n'])
      expect(JSON.parse(await said(nonsense))).toEqual({ outcome: 'refused', refusal: { code: 'unreadable' } })
    expect(await said('x'.repeat(200_000))).not.toContain('signed')
    const ask = makeSignerClient(socket())
    await ask({ ask: 'begin', origin })
    for (const odd of [{ size: -1 }, { size: 1.5 }, { root: 'AA==' }, { proof: [7] }, { proof: 'x' }, { size: '3' }])
      expect(await ask({ ...(await treeOf(words(3)).ask(0)), ...odd } as never)).toMatchObject({ refusal: { code: 'unreadable' } })
    await server.close()
  })
})
