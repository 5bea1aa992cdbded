import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkStamp } from '../../../server/anchors/stamps/check-stamp.ts'
import { readCertificates } from '../../../server/anchors/stamps/read-certificates.ts'
import { makeStampAuthority } from '../../../server/anchors/stamps/stamp-authority.ts'
import { nonceText, readStampResponse, stampRequest } from '../../../server/anchors/stamps/stamp-request.ts'
import { openStampAuthority, type TestAuthority } from '../../support/stamp-authority.ts'

const run = promisify(execFile)
const message = new TextEncoder().encode('guiju/7\n42\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n')

describe('a stamp of a time-stamping authority', () => {
  let authority: TestAuthority
  let stranger: TestAuthority
  let roots: readonly Uint8Array[]
  let token: Uint8Array
  beforeAll(async () => {
    ;[authority, stranger] = await Promise.all([openStampAuthority(), openStampAuthority('a stranger')])
    roots = readCertificates(authority.root)
    const stamped = await makeStampAuthority({ name: 'here', url: authority.url, policy: null, roots }).stamp(message)
    if (stamped.outcome !== 'stamped') throw new Error(stamped.because)
    token = stamped.token
  }, 60_000)
  afterAll(() => Promise.all([authority.close(), stranger.close()]))

  const asking = (policy: string | null = null) => makeStampAuthority({ name: 'here', url: authority.url, policy, roots })

  it('says when these very bytes were there, and who says so', async () => {
    const checked = await checkStamp(token, message, roots)
    expect(checked).toMatchObject({ outcome: 'stamped', stamp: { accuracy: 1, policy: '1.2.3.4.1', authority: '测试时间戳中心' } })
  })

  it('is accepted by openssl just as it is kept', async () => {
    await writeFile(join(authority.folder, 'kept.tst'), token)
    await writeFile(join(authority.folder, 'kept.txt'), message)
    const { stdout } = await run('openssl', ['ts', '-verify', '-in', 'kept.tst', '-token_in', '-data', 'kept.txt', '-CAfile', 'ca.pem'], {
      cwd: authority.folder,
    })
    expect(stdout).toContain('Verification: OK')
  })

  it('of other bytes is refused', async () => {
    expect(await checkStamp(token, message.slice(1), roots)).toEqual({ outcome: 'refused', because: 'other-message' })
  })

  it('whose chain ends nowhere we know is refused', async () => {
    expect(await checkStamp(token, message, [])).toEqual({ outcome: 'refused', because: 'unknown-root' })
    expect(await checkStamp(token, message, readCertificates(stranger.root))).toEqual({ outcome: 'refused', because: 'unknown-root' })
  })

  it('made with a certificate that is for other things too is refused', async () => {
    const cms = (...args: string[]) => run('openssl', ['cms', ...args], { cwd: authority.folder })
    const again = async (usage: string): Promise<Uint8Array> => {
      await authority.certify('other.pem', usage)
      // What is said inside is stamped after the certificate began to hold.
      const stamped = await asking().stamp(message)
      await writeFile(join(authority.folder, 'good.tst'), stamped.outcome === 'stamped' ? stamped.token : '')
      await cms('-verify', '-noverify', '-inform', 'DER', '-in', 'good.tst', '-out', 'info.der')
      const type = ['-nodetach', '-binary', '-econtent_type', '1.2.840.113549.1.9.16.1.4', '-cades', '-md', 'sha256']
      await cms('-sign', '-in', 'info.der', ...type, '-signer', 'other.pem', '-inkey', 'tsa.key', '-outform', 'DER', '-out', 'other.tst')
      return readFile(join(authority.folder, 'other.tst'))
    }
    expect(await checkStamp(await again('critical,timeStamping'), message, roots)).toMatchObject({ outcome: 'stamped' })
    for (const usage of ['timeStamping', 'critical,timeStamping,clientAuth', 'critical,codeSigning'])
      expect(await checkStamp(await again(usage), message, roots)).toEqual({ outcome: 'refused', because: 'not-for-stamping' })
  })

  it('changed in any one byte is refused, or is the same stamp still', async () => {
    const whole = await checkStamp(token, message, roots)
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = token.slice()
        changed[at] = (changed[at] ?? 0) ^ by
        const checked = await checkStamp(changed, message, roots)
        // Certificates beside the signer's are not signed by the authority: only they may differ.
        if (checked.outcome === 'stamped') expect(checked).toEqual(whole)
      }),
      { numRuns: 300 },
    )
  })

  it('is never made of rubbish', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await checkStamp(bytes, message, roots)).outcome).toBe('refused')
        expect(readStampResponse(bytes).outcome).toBe('refused')
      }),
    )
  })

  it('is asked for under a policy, and kept under that policy only', async () => {
    expect(await asking('1.2.3.4.5').stamp(message)).toMatchObject({ outcome: 'stamped', stamp: { policy: '1.2.3.4.5' } })
    expect(await asking('1.2.3.4.99').stamp(message)).toMatchObject({ outcome: 'refused', because: 'status 2' })
  })

  it('that answers another question is refused: an old answer cannot pass for a new one', async () => {
    const old = await authority.reply(stampRequest({ message, nonce: new Uint8Array(8).fill(9), policy: null }))
    authority.answering(() => old)
    expect(await asking().stamp(message)).toEqual({ outcome: 'refused', because: 'other-nonce' })
    authority.answering(() => new Uint8Array(300_000))
    expect(await asking().stamp(message)).toEqual({ outcome: 'refused', because: 'too-long' })
    authority.answering(null)
  })

  it('repeats any nonce as it was sent', () => {
    expect(nonceText(Uint8Array.of(0, 0, 0x7f, 1))).toBe('7f01')
    expect(nonceText(Uint8Array.of(0, 0x80, 1))).toBe('008001')
    expect(nonceText(new Uint8Array(8))).toBe('00')
  })

  it('is asked for with a request openssl reads', async () => {
    await writeFile(join(authority.folder, 'ours.tsq'), stampRequest({ message, nonce: Uint8Array.of(0x80, 1), policy: '1.2.3.4.5' }))
    const { stdout } = await run('openssl', ['ts', '-query', '-in', 'ours.tsq', '-text'], { cwd: authority.folder })
    expect(stdout).toMatch(/Hash Algorithm: sha256/)
    expect(stdout).toMatch(/Nonce: 0x8001/)
    expect(stdout).toMatch(/Certificate required: yes/)
    expect((await readFile(join(authority.folder, 'ours.tsq'))).length).toBeGreaterThan(50)
  })
})
