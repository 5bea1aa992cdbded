import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DrawFile, formatVerifierKey } from '#records'
import { runSampleCheck, runSampleCommit } from '../../server/commands/sample.ts'
import { logKey, madeDraw } from '../records/sampling/made-draw.ts'

describe('guiju sample', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-sample-'))
  let draw: DrawFile
  beforeAll(async () => {
    const members = Array.from({ length: 30 }, (_, at) => ({
      stratum: '-',
      name: `QR-08-03/QP-08-2026-00001/${String(at + 1).padStart(3, '0')}`,
    }))
    draw = await madeDraw({ members, size: 3 })
    writeFileSync(join(folder, 'draw.json'), JSON.stringify(draw))
    writeFileSync(join(folder, 'note'), draw.checkpoint)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const check = async (more: Partial<Parameters<typeof runSampleCheck>[0]> = {}) => {
    const said: string[] = []
    const code = await runSampleCheck({
      ...{ file: join(folder, 'draw.json'), checkpoint: null, keys: [], language: 'zh', out: (line) => said.push(line), json: false },
      ...more,
    })
    return { code, said: said.join('\n') }
  }

  it('says equal, shows the sample, and what it could not test', async () => {
    const { code, said } = await check()
    expect(code).toBe(0)
    expect(said).toContain('相同')
    expect(said).toContain('从 30 项中抽 3 项')
    expect(said.match(/QR-08-03/g)).toHaveLength(3)
    expect(said).toContain('--key')
  })

  it('tests the signature and a checkpoint kept elsewhere where it is given them', async () => {
    const { code, said } = await check({ keys: [formatVerifierKey(logKey.key)], checkpoint: join(folder, 'note') })
    expect([code, said.includes('- ')]).toEqual([0, false])
    const json = JSON.parse((await check({ json: true })).said)
    expect(json).toMatchObject({ equal: true, sample: json.said })
  })

  it('says different, and where', async () => {
    const changed = {
      ...draw,
      drawn: { ...draw.drawn, facts: draw.drawn.facts.replace(/"sample":\["[^"]+"/, '"sample":["QR-08-03/QP-08-2026-00001/001"') },
    }
    writeFileSync(join(folder, 'changed.json'), JSON.stringify(changed))
    const { code, said } = await check({ file: join(folder, 'changed.json'), language: 'en' })
    expect(code).toBe(1)
    expect(said).toContain('the sample drawn again is another')
    expect(said).toContain('(the file says QR-08-03/QP-08-2026-00001/001)')
  })

  it('says what it cannot read', async () => {
    writeFileSync(join(folder, 'rubbish'), 'x')
    expect((await check({ file: join(folder, 'rubbish') })).code).toBe(3)
    expect((await check({ file: join(folder, 'none') })).code).toBe(3)
    expect((await check({ keys: ['x'] })).code).toBe(3)
  })

  it('makes the commitment to dice on the auditor’s own machine', () => {
    const said: string[] = []
    const out = (line: string) => said.push(line)
    expect(runSampleCommit('4251363142', '00112233445566778899aabbccddeeff', { language: 'zh', out })).toBe(0)
    expect(said[0]).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(runSampleCommit('42', '', { language: 'zh', out })).toBe(2)
  })
})
