import { describe, expect, it } from 'vitest'
import {
  checkConsistency,
  checkInclusion,
  consistencyProof,
  formatBundle,
  hashesFromTiles,
  leafHash,
  parseBundle,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  parseVerifierKey,
  startTree,
  TILE_WIDTH,
  tilePath,
  tilesOfTree,
} from '#records'
import { checkEd25519 } from '../../server/log/ed25519.ts'
import { application, openApplication, password, withHouse } from './support/house.ts'

const house = withHouse()
const fetched = async (path: string) => {
  const answer = await house().inject({ url: `/log/${path}` })
  return { status: answer.statusCode, headers: answer.headers, bytes: new Uint8Array(answer.rawPayload), text: answer.payload }
}

/** What somebody does who has nothing of ours but the address and the key from paper. */
async function readLog() {
  const { text } = await fetched('keys')
  const keys = text.split('\n').flatMap((line) => parseVerifierKey(line) ?? [])
  const read = parseNote((await fetched('checkpoint')).bytes, keys, checkEd25519)
  if (read.outcome !== 'read' || read.note.signatures.length === 0) throw new Error('a signed checkpoint')
  const checkpoint = parseCheckpoint(read.note.text)
  if (checkpoint === null) throw new Error('a checkpoint')
  const readHashes = hashesFromTiles(checkpoint.size, async (tile) => (await fetched(tilePath(tile))).bytes)
  return { keys, checkpoint, readHashes }
}

/** Enough entries for several tiles, past the ledger. */
const manyEntries = (count: number) =>
  house().database.pool.query(
    `insert into entry (stream, sequence, kind, facts, stamp, hash, recorded_at)
     select gen_random_uuid(), 1, 'opened', '{}', '', sha256(convert_to(n::text, 'UTF8')), clock_timestamp() from generate_series(1, $1::int) n`,
    [count],
  )

describe('the log, read from outside without signing in', () => {
  it('has no checkpoint and no tile before it has begun, and says so with a 404', async () => {
    for (const path of ['checkpoint', 'tile/0/000', 'tile/0/000.p/1', 'tile/entries/000.p/1'])
      expect((await fetched(path)).status).toBe(404)
    expect(await fetched('keys')).toMatchObject({ status: 200, text: '' })
  })

  it('is whole: every leaf, every tile and the root follow from the entries it hands out', async () => {
    const { transparency } = house().assembly
    await manyEntries(700)
    await transparency.catchUp()
    const { checkpoint } = await readLog()
    expect(checkpoint.origin).toMatch(/^guiju\/[0-9a-f-]{36}$/)
    expect(checkpoint.size).toBeGreaterThan(2 * TILE_WIDTH)
    const tree = startTree()
    for (let at = 0; at < checkpoint.size; at += TILE_WIDTH) {
      const width = Math.min(TILE_WIDTH, checkpoint.size - at)
      const { bytes } = await fetched(tilePath({ level: 'entries', index: at / TILE_WIDTH, width }))
      const entries = parseBundle(bytes)
      expect(entries).toHaveLength(width)
      for (const entry of entries ?? []) tree.append(leafHash(entry))
    }
    expect(Buffer.from(tree.root()).toString('hex')).toBe(Buffer.from(checkpoint.root).toString('hex'))
    for (const tile of tilesOfTree(checkpoint.size)) expect((await fetched(tilePath(tile))).bytes).toHaveLength(32 * tile.width)
  })

  it('proves that it only grew: each checkpoint contains the one before', async () => {
    const { transparency } = house().assembly
    const before = (await readLog()).checkpoint
    await manyEntries(300)
    await transparency.catchUp()
    const { checkpoint: after, readHashes } = await readLog()
    expect(after.size).toBeGreaterThanOrEqual(before.size + 300)
    const proof = await consistencyProof(before.size, after.size, readHashes)
    expect(checkConsistency({ before, after, proof })).toBe(true)
  })

  it('may be kept for ever where it cannot change any more, by pages of anybody', async () => {
    const whole = await fetched('tile/0/000')
    expect(whole.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    })
    expect((await fetched('tile/0/000.p/7')).bytes).toEqual(whole.bytes.slice(0, 7 * 32))
    const checkpoint = await fetched('checkpoint')
    expect(checkpoint.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' })
    expect((await fetched('keys')).text).toMatch(/^# since .*\n# SHA-256 ([0-9A-F]{4} ?){16}\nguiju\/.*\n$/)
  })

  it('answers 404 to every address that is not the one spelling of a tile it has', async () => {
    const odd = [
      '0/0',
      '0/000/',
      '00/000',
      '0/x000/000',
      '0/001.p/256',
      '0/000.p/0',
      '0/999',
      '7/000',
      '-1/000',
      '0/000.p',
      'entries',
      'entries/x',
      '0/..%2f..%2fcheckpoint',
      '0/0️⃣',
      '64/000',
      'entries/999',
      `0/${'x999/'.repeat(30)}999`,
      '',
    ]
    for (const path of odd) expect([path, (await fetched(`tile/${encodeURI(path).replaceAll('%25', '%')}`)).status]).toEqual([path, 404])
    for (const path of ['', 'x', 'checkpoint/', 'tile', '../api/log']) expect((await fetched(path)).status).toBeGreaterThanOrEqual(400)
  })

  it('says how it stands to whoever watches it', async () => {
    const answer = await house().inject({ url: '/health/log' })
    expect([answer.statusCode, answer.json()]).toEqual([200, expect.objectContaining({ status: 'ok', waiting: 0 })])
    await manyEntries(3)
    expect((await house().inject({ url: '/health/log' })).json()).toMatchObject({ status: 'ok', waiting: 3 })
  })
})

describe('the receipt of a record', () => {
  it('is there once a checkpoint holds it, and proves by itself that the record stands in the log', async () => {
    const wang = await house().as('wang')
    const { id, number } = await openApplication(wang)
    const step = await wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(), password })
    expect(step.statusCode, step.body).toBe(200)
    const record = `/api/records/QR-90-01/${number}/001`
    expect((await wang.get(`${record}/log`)).json()).toEqual({ index: null, checkpoint: null, kept: [] })
    expect((await wang.get(`${record}/receipt`)).statusCode).toBe(409)
    await house().assembly.transparency.catchUp()

    const place = (await wang.get(`${record}/log`)).json<{ index: number; checkpoint: { size: number } }>()
    expect(place.checkpoint.size).toBeGreaterThan(place.index)
    const answer = await wang.get(`${record}/receipt`)
    expect(answer.headers['content-disposition']).toContain('.tlog-proof')
    const receipt = parseTlogProof(new Uint8Array(answer.rawPayload))
    const { keys } = await readLog()
    const note = parseNote(receipt?.checkpoint ?? new Uint8Array(), keys, checkEd25519)
    if (receipt === null || note.outcome !== 'read' || receipt.extra === null) throw new Error('a receipt')
    const checkpoint = parseCheckpoint(note.note.text)
    const { entry } = (await wang.get(record)).json<{ entry: { hash: string; sequence: number } }>()
    expect(new TextDecoder().decode(receipt.extra)).toBe(`guiju-leaf/1 ${id} ${entry.sequence} ${entry.hash.slice(7)}\n`)
    expect(receipt.index).toBe(place.index)
    expect(
      checkInclusion({
        leaf: leafHash(receipt.extra),
        index: receipt.index,
        size: checkpoint?.size ?? 0,
        root: checkpoint?.root ?? new Uint8Array(),
        proof: receipt.proof,
      }),
    ).toBe(true)
    expect((await wang.get(`/api/cases/${id}/log`)).json()).toMatchObject([
      { sequence: 1, signedAt: expect.any(String) },
      { sequence: 2, index: place.index, signedAt: expect.any(String) },
    ])
    expect((await wang.get(`/api/cases/${id}/log/2/receipt`)).payload).toBe(answer.payload)
  })

  it('is for those who may read the record; to others there is none', async () => {
    const [wang, lin] = [await house().as('wang'), await house().as('lin')]
    const { id, number } = await openApplication(wang)
    await wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(), password })
    await house().assembly.transparency.catchUp()
    for (const path of [
      `/api/records/QR-90-01/${number}/001/log`,
      `/api/records/QR-90-01/${number}/001/receipt`,
      `/api/cases/${id}/log`,
      `/api/cases/${id}/log/1/receipt`,
    ]) {
      expect((await lin.get(path)).statusCode).toBe(404)
      expect((await house().inject({ url: path })).statusCode).toBe(401)
    }
    expect((await wang.get(`/api/cases/${id}/log/999/receipt`)).statusCode).toBe(404)
  })
})

describe('how the log stands, on the page', () => {
  it('names size, checkpoint and key with its fingerprint; the key is named by the organisation’s own log', async () => {
    const wang = await house().as('wang')
    const view = (await wang.get('/api/log')).json()
    expect(view).toMatchObject({
      state: 'ok',
      trouble: null,
      checkpoint: { size: expect.any(Number) },
      keys: [{ until: null, qr: expect.stringContaining('<svg') }],
    })
    expect(view.keys[0].fingerprint).toMatch(/^([0-9A-F]{4} ?){16}$/)
    const { rows } = await house().database.pool.query("select count(*)::int as n from entry where kind = 'log-key-named'")
    expect(rows).toEqual([{ n: 1 }])
    expect((await house().inject({ url: '/api/log' })).statusCode).toBe(401)
  })
})

// A bundle made here of what is read there is the same again.
it('bundles are read as they are written', async () => {
  const { bytes } = await fetched('tile/entries/000')
  expect(formatBundle(parseBundle(bytes) ?? [])).toEqual(bytes)
})
