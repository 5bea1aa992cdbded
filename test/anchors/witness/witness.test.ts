import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatVerifierKey, parseNote, parseVerifierKey, type VerifierKey } from '#records'
import { formatAddCheckpoint, readAddCheckpoint } from '../../../server/anchors/witness/add-checkpoint-request.ts'
import { type RunningWitness, startWitness } from '../../../server/commands/witness.ts'
import { checkEd25519 } from '../../../server/log/ed25519.ts'
import { signedLog } from '../../support/signed-log.ts'

const at = new Date('2026-03-02T01:30:00Z')
const log = signedLog(40)
const other = signedLog(40, { history: 'b' })

describe('the witness of a supervising authority', () => {
  let folder: string
  let witness: RunningWitness
  let said: string[]
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guiju-witness-'))
    said = []
    witness = await start()
  })
  afterEach(async () => {
    await witness.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const start = (more: Partial<Parameters<typeof startWitness>[0]> = {}) =>
    startWitness({
      listen: '127.0.0.1:0',
      folder,
      logs: [formatVerifierKey(log.key.key)],
      name: 'witness.example/w1',
      language: 'zh',
      out: (line) => said.push(line),
      now: () => at,
      ...more,
    })
  const send = async (body: Uint8Array | string) => {
    const answer = await fetch(`${witness.address}/add-checkpoint`, { method: 'POST', body: new Uint8Array(Buffer.from(body)) })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  const add = async (old: number, size: number, from = log) =>
    send(formatAddCheckpoint({ old, proof: old === 0 || old > size ? [] : await from.proof(old, size), note: from.note(size) }))
  const verifier = (): VerifierKey => {
    const key = parseVerifierKey(witness.verifier)
    if (key === null) throw new Error('no key')
    return key
  }

  it('cosigns the first checkpoint it sees, with the time, so that anyone can check it', async () => {
    const { status, text } = await add(0, 7)
    expect(status).toBe(200)
    const note = Buffer.concat([log.note(7), Buffer.from(text)])
    const read = parseNote(note, [log.key.key, verifier()], checkEd25519)
    expect(read).toMatchObject({ outcome: 'read', note: { signatures: [{ timestamp: null }, { timestamp: at.getTime() / 1000 }] } })
  })

  it('cosigns a later one that is proven to contain it, and the same again', async () => {
    expect((await add(0, 7)).status).toBe(200)
    expect((await add(7, 23)).status).toBe(200)
    expect((await add(23, 23)).status).toBe(200)
  })

  it('says what it knows to a log that thinks it knows less or more', async () => {
    await add(0, 7)
    for (const old of [0, 3, 9]) expect(await add(old, 23)).toEqual({ status: 409, type: 'text/x.tlog.size', text: '7\n' })
    // A log that went back to a state before cannot have it witnessed again.
    await add(7, 23)
    expect(await add(7, 9)).toMatchObject({ status: 409, text: '23\n' })
  })

  it('does not know other logs, and takes nothing their key did not sign', async () => {
    expect((await add(0, 7, signedLog(7, { origin: 'guiju/somebody-else' }))).status).toBe(404)
    expect((await add(0, 7, signedLog(7, { seed: 2 }))).status).toBe(403)
    const forged = Buffer.from(log.note(7))
    forged[forged.length - 5] = forged[forged.length - 5] === 0x41 ? 0x42 : 0x41
    expect((await send(formatAddCheckpoint({ old: 0, proof: [], note: forged }))).status).toBe(403)
  })

  it('refuses a tree that does not contain the one before, and keeps what was signed', async () => {
    await add(0, 7)
    expect((await add(7, 23, other)).status).toBe(422)
    const wrong = formatAddCheckpoint({ old: 7, proof: [...(await log.proof(7, 23))].reverse(), note: log.note(23) })
    expect((await send(wrong)).status).toBe(422)
    expect(said.filter((line) => line.includes('警报'))).toHaveLength(2)
    expect((await add(7, 23)).status).toBe(200)
  })

  it('finds a split view: two roots for one size, both notes kept as evidence', async () => {
    await add(0, 7)
    const { status, type } = await add(7, 7, other)
    expect([status, type]).toEqual([409, 'text/plain; charset=utf-8'])
    const alarm = said.find((line) => line.includes('两个不同的根')) ?? ''
    const kept = readFileSync(alarm.slice(alarm.lastIndexOf('：') + 1), 'utf8')
    expect(kept).toContain(Buffer.from(log.note(7)).toString())
    expect(kept).toContain(Buffer.from(other.note(7)).toString())
    expect(await (await fetch(witness.address)).text()).toContain('size 7  evidence 1')
  })

  it('remembers over a stop, under the same key', async () => {
    await add(0, 7)
    const before = witness.verifier
    await witness.close()
    witness = await start({ name: null })
    expect(witness.verifier).toBe(before)
    expect(await add(0, 23)).toMatchObject({ status: 409, text: '7\n' })
  })

  it('does not start from a state it did not write, under another name, or beside another witness', async () => {
    await add(0, 7)
    // Another process, alive: the one that runs this.
    writeFileSync(join(folder, 'lock'), String(process.ppid))
    await expect(start()).rejects.toThrow(String(process.ppid))
    await witness.close()
    writeFileSync(join(folder, 'lock'), '999999999')
    await expect(start({ name: 'somebody.else' })).rejects.toThrow('witness.example/w1')
    witness = await start()
    const shown = await (await fetch(`${witness.address}/checkpoint?origin=${encodeURIComponent(log.key.key.name)}`)).text()
    expect(shown).toContain('— witness.example/w1 ')
    await witness.close()
    const place = join(folder, 'logs', readdirSync(join(folder, 'logs'))[0] ?? '')
    writeFileSync(join(place, 'latest'), other.note(3))
    await expect(start()).rejects.toThrow('cosigned last')
    rmSync(place, { recursive: true })
    witness = await start()
  })

  it('keeps one history however many ask at once', async () => {
    await add(0, 5)
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => add(5, 6 + index)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
  })

  it('answers every body, however misshapen, with a refusal', async () => {
    const good = formatAddCheckpoint({ old: 0, proof: [], note: log.note(7) })
    for (const body of [
      '',
      'old',
      'old 0\n',
      'old 00\n\nx',
      'old -1\n\n',
      `old 0\n${'A'.repeat(44)}\n\n`,
      '\n\n\n',
      'old 1e9\n\n— x AAAA\n',
    ])
      expect((await send(body)).status).toBe(400)
    expect((await send(`old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n`)).status).toBe(400)
    expect((await send(new Uint8Array(40_000))).status).toBe(413)
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(3), async (place, by, cut) => {
        const changed = Uint8Array.from(good)
        changed[place] = (changed[place] ?? 0) ^ by
        const { status } = await send(cut === 0 ? changed.subarray(0, place) : changed)
        expect([400, 403, 404, 409]).toContain(status)
      }),
      { numRuns: 300 },
    )
    expect(await (await fetch(witness.address)).text()).toContain('size 0')
  })

  it('answers what is no request of this protocol without failing', async () => {
    for (const [method, path] of [
      ['GET', '/add-checkpoint'],
      ['PUT', '/'],
      ['GET', '/checkpoint'],
      ['GET', '/checkpoint?origin=a&origin=b'],
      ['POST', '/%ff'],
    ] as const) {
      const { status } = await fetch(`${witness.address}${path}`, { method })
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    }
    // No content type, no body at all.
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${witness.address}/add-checkpoint`, { method: 'POST' }, (answer) => resolve(answer.statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(400)
  })
})

describe('the body of add-checkpoint', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.nat(Number.MAX_SAFE_INTEGER),
        fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 }),
        fc.uint8Array(),
        (old, proof, note) => {
          const read = readAddCheckpoint(formatAddCheckpoint({ old, proof, note }))
          expect(read?.old).toBe(old)
          expect(read?.proof.map((hash) => Buffer.from(hash))).toEqual(proof.map((hash) => Buffer.from(hash)))
          expect(Buffer.from(read?.note ?? '')).toEqual(Buffer.from(note))
        },
      ),
    )
  })

  it('is never read out of rubbish as a proof of anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = readAddCheckpoint(bytes)
        expect(read === null || read.proof.every(({ length }) => length === 32)).toBe(true)
      }),
    )
  })
})
