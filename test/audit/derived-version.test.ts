import { describe, expect, it } from 'vitest'
import { DERIVED_VERSION, packagePath, sayReport } from '#records'
import { type Files, forged, inFile } from './repack.ts'
import { packed, verified } from './small-package.ts'

const otherPage = inFile(packagePath.index, (page) => page.replace('年度审核', '例行检查'))
const version = (found: number) =>
  inFile(packagePath.description, (text) => text.replace(`"index":${DERIVED_VERSION},`, `"index":${found},`))
const said = async (change: (files: Files) => void) => {
  const report = await verified(await forged(await packed(), change))
  return { report, zh: sayReport(report, 'zh').join('\n'), en: sayReport(report, 'en').join('\n') }
}

describe('a package whose index and lists were made by a newer version than the verifier', () => {
  const newer = (files: Files) => {
    version(DERIVED_VERSION + 1)(files)
    otherPage(files)
    files.set(packagePath.completeness, new TextEncoder().encode('{"format":"guiju-completeness/2"}'))
    files.set('data/lists/of-another-kind.csv', new TextEncoder().encode('a,b\r\n'))
  }

  it('is not called altered: the pages were not compared, and that is said', async () => {
    const { report, zh, en } = await said(newer)
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ verdict: 'sound', derived: { outcome: 'newer', version: DERIVED_VERSION + 1, known: DERIVED_VERSION } })
    expect(zh).toContain('由较新版本的程序生成')
    expect(zh).toContain('未比对')
    expect(en).toContain('were made by a newer version')
    expect(report.checked.map(({ zh: words }) => words).join()).not.toContain('完整性清单')
  })

  it('is found out all the same where a record, an entry or a file of a case was changed', async () => {
    const record = 'data/cases/QP-98-2026-00001/records/002-QR-98-01-approval.json'
    const altered = await said((files) => {
      newer(files)
      inFile(record, (text) => text.replace('pass', 'fail'))(files)
    })
    expect(altered.report.verdict).toBe('damaged')
    const planted = await said((files) => {
      newer(files)
      files.set('data/cases/QP-98-2026-00001/more.json', new Uint8Array([0x7b, 0x7d]))
    })
    expect(planted.report.findings.map(({ code }) => code)).toEqual(['file-unnamed'])
  })
})

describe('a package made by an earlier version than the verifier', () => {
  it('is not called altered either, and its index still has to name every file', async () => {
    const { report, zh } = await said((files) => {
      version(1)(files)
      otherPage(files)
    })
    expect(report.findings).toEqual([])
    expect(zh).toContain('由较早版本的程序生成')
    const short = await said((files) => {
      version(1)(files)
      inFile(packagePath.index, (page) => page.replace(/<a href="[^"]*002-QR-98-01-approval\.json">[^<]*<\/a>/, ''))(files)
    })
    expect(short.report.findings.map(({ code }) => code)).toEqual(['index-incomplete'])
  })
})

describe('a package of the verifier’s own version', () => {
  it('whose index says something else is damaged', async () => {
    expect((await said(otherPage)).report.findings.map(({ code }) => code)).toEqual(['index-differs'])
  })
})
