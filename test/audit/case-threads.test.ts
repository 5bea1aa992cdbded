import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBaselineTexts, verifyPackage } from '#records'
import { checkCasesInThreads } from '../../server/audit/case-threads.ts'
import { bytesAccess } from '../../server/audit/random-access.ts'
import { openContainer } from '../../server/audit/zip-reader.ts'
import { trustNeeds, verifyBytes, verifyFile } from '../../server/commands/verify.ts'
import { checkSignature } from '../../server/people/check-signature.ts'
import { loggedHouse, packageOf } from './logged-house.ts'
import { forged, inFile } from './repack.ts'

const CASES = 100
const folder = mkdtempSync(join(tmpdir(), 'guiju-threads-'))
const byThree = { threads: 3, worthFrom: 2 }
let sound: Uint8Array
beforeAll(async () => {
  sound = await packageOf(loggedHouse(CASES))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const record = (at: number) => `data/cases/QP-90-2026-${String(at).padStart(5, '0')}/records/002-QR-90-01-review.json`

describe('a package whose cases several threads look at', () => {
  it('is sound where it is sound, and the report says nothing else than that of one thread', async () => {
    const report = await verifyFile(written('sound.zip', sound), undefined, byThree)
    expect(report).toMatchObject({ verdict: 'sound', counted: { cases: CASES } })
    expect(report).toEqual(await verifyBytes(sound))
  })

  it('is found damaged at the same places, named in the same order', async () => {
    const damaged = await forged(sound, (files) => {
      for (const at of [97, 3, 40, 41]) inFile(record(at), (text) => text.replace('属实', '不实'))(files)
      files.delete(record(64))
      files.set('data/cases/QP-90-2026-00070/records/slipped-in.json', new Uint8Array([0x7b, 0x7d]))
    })
    const report = await verifyFile(written('damaged.zip', damaged), undefined, byThree)
    expect(report.findings.filter(({ code }) => code === 'record-altered').map(({ place }) => place.name)).toEqual(
      [3, 40, 41, 97].map((at) => `QR-90-01/QP-90-2026-${String(at).padStart(5, '0')}/002`),
    )
    expect(report).toEqual(await verifyBytes(damaged))
  })

  it('that can no longer be read by a thread is not verified at all, rather than in part', async () => {
    const container = await openContainer(bytesAccess(sound))
    if (container === null) throw new Error('Expected a container, but it is none')
    const checkCases = checkCasesInThreads(
      join(folder, 'gone.zip'),
      container,
      { readBaseline: readBaselineTexts, checkSignature },
      byThree,
    )
    await expect(verifyPackage(container, readBaselineTexts, { trust: trustNeeds(), checkCases })).rejects.toThrow(/gone\.zip/)
  })
})
