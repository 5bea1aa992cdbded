import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatCheckpoint, formatNote, packagePath, readTrustPolicy } from '#records'
import { runVerify, verifyBytes } from '../../server/commands/verify.ts'
import { loggedHouse, logKey, packageOf, policyText } from './logged-house.ts'
import { forged } from './repack.ts'

const read = readTrustPolicy(policyText)
const policy = read.outcome === 'read' ? read.policy : null
/** A checkpoint of another history, by the same key. */
const otherText = formatCheckpoint({ origin: logKey.key.name, size: 5, root: new Uint8Array(32), extensions: [] })

describe('a package of a house with a log and a witness', () => {
  let bytes: Uint8Array
  beforeAll(async () => {
    bytes = await packageOf(loggedHouse(3))
  })

  it('is sound, and anchored where the auditor’s policy says so', async () => {
    expect(await verifyBytes(bytes)).toMatchObject({ findings: [], verdict: 'sound', exitCode: 0, anchored: false })
    const report = await verifyBytes(bytes, undefined, { policy, kept: [] })
    expect(report).toMatchObject({
      findings: [],
      verdict: 'sound',
      anchored: true,
      anchoring: { outcome: 'proven', pending: { entries: 1 } },
    })
  })

  it('from which the log was taken out is sound but not anchored, and short of the policy', async () => {
    const bare = await forged(bytes, (files) => {
      for (const path of [...files.keys()]) if (path.startsWith('data/log/') || path.endsWith('/leaves.json')) files.delete(path)
    })
    const report = await verifyBytes(bare, undefined, { policy, kept: [] })
    expect(report).toMatchObject({ anchored: false, anchoring: { outcome: 'none', policy: 'not-met' } })
    expect(report.findings.map(({ code }) => code)).toContain('policy-no-checkpoint')
  })

  it('that does not meet the policy is neither damaged nor trusted', async () => {
    const other = readTrustPolicy(policyText.replace('quorum bureau', 'group g 1 bureau\nquorum g\nauthority tsa AAAA\nstamp tsa'))
    const report = await verifyBytes(bytes, undefined, { policy: other.outcome === 'read' ? other.policy : null, kept: [] })
    expect(report).toMatchObject({ verdict: 'distrusted', exitCode: 4, anchored: false })
  })

  it('whose tiles, keys or checkpoint were changed with every manifest made anew is named', async () => {
    for (const path of [
      packagePath.checkpoint,
      packagePath.logKeys,
      'data/log/tile/0/000.p/18',
      'data/log/checkpoints/2',
      'data/organisation/leaves.json',
    ]) {
      const changed = await forged(bytes, (files) => {
        const before = files.get(path) ?? new Uint8Array()
        files.set(
          path,
          before.map((byte, at) => (at === Math.floor(before.length / 2) ? byte ^ 1 : byte)),
        )
      })
      const { findings, verdict } = await verifyBytes(changed)
      expect([path, verdict]).toEqual([path, 'damaged'])
      expect(findings.length).toBeGreaterThan(0)
    }
  })
})

describe('guiju verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-verify-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const written = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const said: string[] = []
  const run = (file: string, more: Readonly<{ policy?: string; against?: readonly string[] }> = {}) => {
    said.length = 0
    return runVerify({ file, language: 'zh', out: (line) => said.push(line), ...more })
  }

  it('answers 0, 1, 3 or 4, and says why', async () => {
    const house = loggedHouse(2)
    const file = written('package.zip', await packageOf(house))
    const policy = written('policy.txt', policyText)
    const kept = written('kept.txt', house.note)
    expect(await run(file, { policy, against: [kept, file] })).toBe(0)
    expect(said[0]).toBe('完好：本包完整、与自身一致，并按您的策略锚定。')
    expect(said.join('\n')).toContain('历史一致')
    expect(await run(file, { policy: written('stricter.txt', `${policyText}authority tsa AAAA\nstamp tsa\n`) })).toBe(4)
    expect(said.join('\n')).toContain('policy-stamp')
    const other = written('other.txt', formatNote(otherText, [logKey.sign(otherText)]))
    expect(await run(file, { against: [other] })).toBe(1)
    expect(said.join('\n')).toContain('log-rewritten')
    expect(await run(file, { policy: written('bad.txt', 'demand more') })).toBe(3)
    expect(await run(join(folder, 'nothing.zip'))).toBe(3)
  })
})
