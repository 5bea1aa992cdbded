import { describe, expect, it } from 'vitest'
import { packed, verified } from './small-package.ts'

describe('an audit package', () => {
  it('is sound as it was exported, says what was checked and that it is not anchored', async () => {
    const bytes = await packed()
    const report = await verified(bytes)
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({
      verdict: 'sound',
      exitCode: 0,
      anchored: false,
      counted: { cases: 2, records: 4, entries: 12, baselines: 1 },
    })
    expect(report.notChecked[0]?.en).toContain('Not anchored')
    expect(bytes.length).toBeLessThan(64 * 1024)
  })
})
