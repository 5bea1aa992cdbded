import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readOrMakeKey } from '../../server/keys/key-file.ts'
import { openSecret, sealSecret } from '../../server/keys/sealed-secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'guiju-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const secret = Buffer.from('JBSWY3DPEHPK3PXP')

describe('a secret sealed for the database', () => {
  const key = randomBytes(32)
  const sealed = sealSecret(key, secret, 'row 1')

  it('opens with its key, at its place', () => {
    expect(openSecret(key, sealed, 'row 1')).toEqual(secret)
    expect(sealed.includes(secret)).toBe(false)
  })

  it('does not open with another key, in another row, cut off, or with any byte changed', () => {
    expect(openSecret(randomBytes(32), sealed, 'row 1')).toBeNull()
    expect(openSecret(key, sealed, 'row 2')).toBeNull()
    for (let length = 0; length < sealed.length; length++) expect(openSecret(key, sealed.subarray(0, length), 'row 1')).toBeNull()
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(openSecret(key, changed, 'row 1')).toBeNull()
    }
  })

  it('is never sealed alike twice', () => expect(sealSecret(key, secret, 'row 1')).not.toEqual(sealed))
})

describe('a key file', () => {
  it('is made once, for the server’s account alone, also where several processes begin together', async () => {
    const place = join(folder, 'together')
    const [first, ...others] = await Promise.all([1, 2, 3, 4, 5].map(() => readOrMakeKey(place, 'one.key')))
    for (const other of others) expect(other).toEqual(first)
    expect(first).toHaveLength(32)
    expect(readdirSync(place)).toEqual(['one.key'])
    expect([statSync(place).mode & 0o777, statSync(join(place, 'one.key')).mode & 0o777]).toEqual([0o700, 0o600])
  })

  it('is refused where others may read it, and where it holds no key', async () => {
    const place = join(folder, 'open')
    await readOrMakeKey(place, 'open.key')
    chmodSync(join(place, 'open.key'), 0o644)
    await expect(readOrMakeKey(place, 'open.key')).rejects.toThrow('others may read it')
    writeFileSync(join(place, 'broken.key'), 'no key', { mode: 0o600 })
    await expect(readOrMakeKey(place, 'broken.key')).rejects.toThrow('64 hex digits')
  })
})
