import { beforeAll, describe, expect, it } from 'vitest'
import { packagePath, readTrustPolicy } from '#records'
import { verifyBytes } from '../../server/commands/verify.ts'
import { loggedHouse, packageOf, policyText } from './logged-house.ts'
import { forged } from './repack.ts'

const read = readTrustPolicy(policyText)
const policy = read.outcome === 'read' ? read.policy : null

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
