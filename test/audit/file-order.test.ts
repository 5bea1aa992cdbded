import { describe, expect, it } from 'vitest'
import { csvRow, type FileOrder, linksOfIndex, makeNumberSeries, packagePath, wholeOrganisation } from '#records'
import { forged, inFile, unpacked } from './repack.ts'
import { house, packed, packedFrom, verified } from './small-package.ts'

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const volumes: FileOrder = {
  code: 'two-volumes',
  zh: '两卷',
  en: 'Two volumes',
  volumes: [
    { zh: '审定卷', en: 'Approvals', papers: ['QR-98-01/approval'] },
    { zh: '别的卷', en: 'Others of theirs', papers: ['QR-97-01'] },
  ],
}
const sheet = async () => new TextEncoder().encode('%PDF-1.7\n1 0 obj <</Type /Pages /Kids [2 0 R 3 0 R] /Count 2>> endobj')

describe('a package asked for by volumes', () => {
  it('holds the records as the volumes put them, in the container, the order and the index, with order numbers and pages', async () => {
    const bytes = await packed({ order: volumes }, sheet)
    const files = await unpacked(bytes)
    const records = [...files.keys()].filter((path) => /records\/.*\.json$/.test(path)).map((path) => path.split('/').slice(2).join('/'))
    expect(records).toEqual([
      'QP-98-2026-00001/records/002-QR-98-01-approval.json',
      'QP-98-2026-00002/records/002-QR-98-01-approval.json',
      'QP-98-2026-00001/records/001-QR-98-01-report.json',
      'QP-98-2026-00002/records/001-QR-98-01-report.json',
    ])
    const lines = text(files.get(packagePath.order))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ no, volume, pages }) => [no, volume, pages])).toEqual([
      [1, 1, 2],
      [2, 1, 2],
      [3, 3, 2],
      [4, 3, 2],
    ])
    const page = text(files.get(packagePath.index))
    for (const words of ['审定卷', 'Approvals', '未列入各卷的材料', '两卷']) expect(page).toContain(words)
    expect(linksOfIndex(page)).toContain('data/cases/QP-98-2026-00001/records/002-QR-98-01-approval.pdf')
    expect(await verified(bytes)).toMatchObject({ verdict: 'sound', findings: [] })
  })

  it('is found out where its records stand in another order than it says', async () => {
    const bytes = await forged(await packed({ order: volumes }), (files) => {
      const first = 'data/cases/QP-98-2026-00001/records/002-QR-98-01-approval.json'
      const content = files.get(first) ?? new Uint8Array()
      files.delete(first)
      files.set(first, content)
    })
    expect((await verified(bytes)).findings.map(({ code }) => code)).toContain('order-differs')
  })
})

describe('what a package says of itself', () => {
  it.each([
    [packagePath.order, '"volume":1', '"volume":2', 'order-differs'],
    [packagePath.recordList, 'QR-98-01', 'QR-98-02', 'list-differs'],
    [packagePath.signatureList, '姓名', '名字', 'list-differs'],
    [packagePath.characteristics, '"failed":0', '"failed":1', 'characteristics-differ'],
    [packagePath.characteristicsPage, '未通过 0 项', '未通过 1 项', 'characteristics-differ'],
    [packagePath.index, '齐全', '不齐', 'index-differs'],
  ])('is not believed where %s was rewritten', async (path, from, to, code) => {
    const bytes = await forged(
      await packed(),
      inFile(path, (content) => content.replace(from, to)),
    )
    expect((await verified(bytes)).findings).toEqual([expect.objectContaining({ code, place: { kind: 'file', name: path } })])
  })

  it('is the same whether it was found while packing or while verifying: an attachment that is gone fails its item', async () => {
    const bytes = await packedFrom({ ...house(), attachments: new Map() })
    const report = JSON.parse(text((await unpacked(bytes)).get(packagePath.characteristics))) as {
      items: readonly Readonly<{ code: string; result: string }>[]
    }
    expect(report.items.find(({ code }) => code === 'GD-2-8')?.result).toBe('failed')
    expect(report.items.find(({ code }) => code === 'GD-1-14')?.result).toBe('by-verifier')
    expect(report.items.find(({ code }) => code === 'GD-4-2')?.result).toBe('not-checked')
    expect((await verified(bytes)).findings.map(({ code }) => code)).toEqual(['attachment-missing', 'attachment-missing'])
  })

  it('says loudly that it is incomplete', async () => {
    const page = text((await unpacked(await packedFrom({ ...house(), attachments: new Map() }))).get(packagePath.index))
    expect(page).toContain('<div class="say bad">')
    expect(page).toContain('2 cases lack evidence they owe')
  })
})

describe('gap-free numbers', () => {
  const pattern = 'QP-98-{year}-{serial:5}'
  const series = (numbers: readonly string[], scope = wholeOrganisation, outside: readonly string[] = []) => {
    const all = makeNumberSeries()
    for (const number of numbers) all.add({ pattern, number })
    return all.series(scope, new Set(outside))[0]
  }

  it('name what is missing between the first and the last, and what came twice', () => {
    expect(series(['QP-98-2026-00001', 'QP-98-2026-00004', 'QP-98-2026-00004'])).toMatchObject({
      last: 4,
      gaps: ['QP-98-2026-00002', 'QP-98-2026-00003'],
      gapsInAll: 2,
      doubled: ['QP-98-2026-00004'],
    })
  })

  it('count what one number far off leaves open, name the first of it, and come to an end', () => {
    const forged = series(['QP-98-2026-00001', 'QP-98-2026-999999999999'], wholeOrganisation, ['QP-98-2026-00002', 'QP-98-2025-00003'])
    expect(forged).toMatchObject({ last: 999_999_999_999, gapsInAll: 999_999_999_996 })
    expect([forged?.gaps.length, forged?.gaps[0]]).toEqual([100, 'QP-98-2026-00003'])
  })

  it('know that a case outside the scope is no gap, and that a centre’s cases are never in a row', () => {
    expect(series(['QP-98-2026-00001', 'QP-98-2026-00003'], wholeOrganisation, ['QP-98-2026-00002'])?.gaps).toEqual([])
    expect(series(['QP-98-2026-00007'], { ...wholeOrganisation, centre: 'S-01' })).toMatchObject({ whole: false, gaps: [] })
  })
})

describe('a list for spreadsheets', () => {
  it('runs nothing of what people typed', () => {
    expect(csvRow(['=1+1', '+cmd', '-2', '@SUM(A1)', '\t=1', 'plain, "quoted"', 3, null])).toBe(
      `'=1+1,'+cmd,'-2,'@SUM(A1),'\t=1,"plain, ""quoted""",3,\r\n`,
    )
  })
})
