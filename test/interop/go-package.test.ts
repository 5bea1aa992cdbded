import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatVerifierKey, packagePath } from '#records'
import { type LoggedHouse, loggedHouse, logKey, packageOf } from '../audit/logged-house.ts'
import { forged, inFile, unpacked } from '../audit/repack.ts'
import { buildGoProgram, type GoProgram } from './go-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'guiju-interop-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const vkey = formatVerifierKey(logKey.key)

describe('an audit package', () => {
  let go: GoProgram
  let house: LoggedHouse
  let bytes: Uint8Array
  const written = (name: string, content: Uint8Array) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  beforeAll(async () => {
    go = buildGoProgram()
    house = loggedHouse(60)
    bytes = await packageOf(house)
  }, 120_000)

  it('is verified by a program of another make: container, manifests, chains, and every leaf under the signed root', async () => {
    const answer = await go(['package', written('sound.zip', bytes), vkey])
    const { entries } = house
    expect(answer).toMatchObject({
      outcome: 'answered',
      answer: { entries, proved: entries - 1, origin: logKey.key.name, size: entries - 1 },
    })
  })

  it('changed by somebody who makes every manifest anew is found by it too', async () => {
    const stamp = await forged(
      bytes,
      inFile('data/cases/QP-90-2026-00007/entries.jsonl', (text) => text.replace('01:24:02', '01:24:03')),
    )
    expect(await go(['package', written('stamp.zip', stamp), vkey])).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('QP-90-2026-00007'),
    })
    const leaf = await forged(
      bytes,
      inFile('data/cases/QP-90-2026-00007/leaves.json', (text) => text.replace(/"leaves":\[(\d+)/, '"leaves":[1')),
    )
    expect(await go(['package', written('leaf.zip', leaf), vkey])).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('invalid transparency proof'),
    })
    const unsigned = await forged(
      bytes,
      inFile(packagePath.checkpoint, (text) => text.replace(/\n\d+\n/, '\n200\n')),
    )
    expect(await go(['package', written('unsigned.zip', unsigned), vkey])).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('invalid signature'),
    })
  })

  it('unpacked is checked by sha256sum, from its own manifest', async () => {
    const bag = join(folder, 'bag')
    for (const [path, content] of await unpacked(bytes)) {
      mkdirSync(dirname(join(bag, path)), { recursive: true })
      writeFileSync(join(bag, path), content)
    }
    const sums = (manifest: string) =>
      execFileSync('sha256sum', ['--check', '--strict', '--quiet', manifest], { cwd: bag, encoding: 'utf8', stdio: 'pipe' })
    expect(sums(packagePath.manifest)).toBe('')
    expect(sums(packagePath.tagManifest)).toBe('')
    writeFileSync(join(bag, packagePath.index), 'changed')
    expect(() => sums(packagePath.manifest)).toThrow('did NOT match')
  })
})
