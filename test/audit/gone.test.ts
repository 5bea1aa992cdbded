import { beforeAll, describe, expect, it } from 'vitest'
import { type Completeness, linksOfIndex, packagePath, sayReport } from '#records'
import { decision, destructionRecord, disposed, erased, houseWithGone, openingsOf } from './gone-house.ts'
import { forged, unpacked } from './repack.ts'
import { type House, house, packedFrom, verified } from './small-package.ts'

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
type Files = Awaited<ReturnType<typeof unpacked>>
const completeness = (files: Files) => JSON.parse(text(files.get(packagePath.completeness))) as Completeness

function twoCases(): readonly [House['cases'][number], House['cases'][number]] {
  const [first, second] = house().cases
  if (first === undefined || second === undefined) throw new Error('Expected two cases')
  return [first, second]
}

describe('a package of records some of which were disposed of and some of whose sensitive values were erased', () => {
  let bytes: Uint8Array
  let files: Files
  beforeAll(async () => {
    bytes = await packedFrom(houseWithGone())
    files = await unpacked(bytes)
  })

  it('is sound: what went by order is no gap and no damage', async () => {
    expect(await verified(bytes)).toMatchObject({ verdict: 'sound', exitCode: 0, findings: [] })
  })

  it('tells the auditor how many records were disposed of, under which record and when', async () => {
    const report = await verified(bytes)
    expect(report.gone.disposed).toMatchObject({ records: 2, pieces: 3, orders: [{ basis: destructionRecord, records: 2, pieces: 3 }] })
    const [zh, en] = [sayReport(report, 'zh').join('\n'), sayReport(report, 'en').join('\n')]
    expect(zh).toContain('依令处置 2 份记录（3 份数据）')
    expect(zh).toContain(`依据 ${destructionRecord}，2031-01-06（UTC）：处置 2 份记录（3 份数据）；该销毁记录不在本包范围内，可按编号调阅`)
    expect(en).toContain('2 records disposed of (3 pieces of data)')
    expect(en).toContain(`under ${destructionRecord}, 2031-01-06 (UTC)`)
  })

  it('tells the auditor how many values of how many records were erased, by which decision and when', async () => {
    const report = await verified(bytes)
    expect(report.gone.erased).toMatchObject({ records: 1, pieces: 1, orders: [{ basis: decision, records: 1, pieces: 1 }] })
    expect(report.notChecked.at(-1)?.zh).toContain('不能证明别处没有留存')
    expect(sayReport(report, 'zh').join('\n')).toContain(`依据 ${decision}，2030-05-06（UTC）：删除 1 份记录中的 1 个敏感值`)
    expect(sayReport(report, 'en').join('\n')).toContain(
      '1 sensitive value of 1 record erased: entries say that key and salt were destroyed',
    )
  })

  it('lists what was disposed of with its order in the completeness list, and as missing nothing', () => {
    const [kept, gone] = completeness(files).cases
    expect(kept).toMatchObject({
      absent: [],
      disposed: [],
      erased: [{ record: 'QR-98-01/QP-98-2026-00001/001', values: 1, basis: decision }],
    })
    expect(gone).toMatchObject({ absent: [], missing: [], owed: 2, records: 2, erased: [] })
    expect(gone?.disposed.map(({ record, basis, at }) => [record, basis, at])).toEqual([
      ['QR-98-01/QP-98-2026-00002/001', destructionRecord, '2031-01-06T01:00:00.000Z'],
      ['QR-98-01/QP-98-2026-00002/002', destructionRecord, '2031-01-06T01:00:00.000Z'],
      ['QR-98-01/QP-98-2026-00002/001', destructionRecord, '2031-01-06T01:00:00.000Z'],
    ])
  })

  it('prints 处置 with number and date on the index where the files would be, and links to nothing that is not there', () => {
    const page = text(files.get(packagePath.index))
    expect(page).toContain(`处置 <small>disposed of</small><br><span class="quiet">${destructionRecord}<br>2031-01-06 01:00:00 UTC</span>`)
    expect(page).toContain('或已依据销毁记录处置，没有缺失')
    expect(page).toContain('已删除 1 个敏感值 <small>1 sensitive value erased</small>')
    expect(page).not.toMatch(/缺数据|data missing|不齐全/)
    expect(linksOfIndex(page).filter((path) => !files.has(path))).toEqual([])
    expect(text(files.get(packagePath.recordList))).toContain(`,${destructionRecord},2031-01-06T01:00:00.000Z,`)
  })

  it('says it too where nothing was disposed of or erased, so that silence means nothing', async () => {
    const report = await verified(await packedFrom(house()))
    expect(sayReport(report, 'zh').join('\n')).toMatch(/没有依令处置的记录。[\s\S]*没有被删除的敏感值。/)
  })

  it('names the order as part of the package where its record is there to be read', async () => {
    const [first, second] = twoCases()
    const order = 'QR-98-01/QP-98-2026-00001/002'
    const report = await verified(await packedFrom({ ...house(), cases: [first, disposed(second, order)] }))
    expect(report.gone.disposed.orders).toMatchObject([{ basis: order, inPackage: true }])
    expect(sayReport(report, 'en').join('\n')).toContain('the record that ordered it is in the package')
  })
})

describe('what no order accounts for', () => {
  it('stays a gap beside what was disposed of', async () => {
    const [first, second] = twoCases()
    const lost = { ...first, payloads: first.payloads.slice(1) }
    const report = await verified(await packedFrom({ ...house(), cases: [lost, disposed(second)] }))
    expect(report).toMatchObject({ verdict: 'incomplete', gone: { disposed: { records: 2 } } })
    expect(report.findings.map(({ code, place }) => `${code} ${place.name}`)).toEqual(['record-missing QR-98-01/QP-98-2026-00001/001'])
  })

  it('is found where a record is taken out of the package and the index made to say it was disposed of', async () => {
    const path = 'data/cases/QP-98-2026-00001/records/002-QR-98-01-approval.json'
    const report = await verified(
      await forged(await packedFrom(houseWithGone()), (all) => {
        all.delete(path)
        const page = text(all.get(packagePath.index)).replace(/<a href="[^"]*002-QR-98-01-approval\.json">[^<]*<\/a>/, '处置')
        all.set(packagePath.index, new TextEncoder().encode(page))
      }),
    )
    expect(report.verdict).toBe('damaged')
    expect(report.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['record-missing', 'index-differs']))
    expect(report.gone.disposed.records).toBe(2)
  })

  it('a value erased again after a restore is counted once, by the first decision', async () => {
    const [first, second] = twoCases()
    const again = erased(erased(first), '恢复备份后再次执行', '2030-06-01T00:00:00.000Z', openingsOf(first))
    const report = await verified(await packedFrom({ ...house(), cases: [again, second] }))
    expect(report.gone.erased).toMatchObject({ records: 1, pieces: 1, orders: [{ basis: decision }] })
  })
})
