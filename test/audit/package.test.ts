import { describe, expect, it } from 'vitest'
import { type Completeness, packagePath, sealEvent } from '#records'
import { linksOfIndex } from '../../records/package/index-page.ts'
import { writtenStream } from '../records/hand-made-stream.ts'
import { unpacked } from './repack.ts'
import { caseIds, everything, type House, house, packed, packedFrom, verified } from './small-package.ts'

const json = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes)) as unknown
const codes = ({ findings }: Awaited<ReturnType<typeof verified>>) => findings.map(({ code, place }) => `${code} ${place.name}`)

describe('an audit package', () => {
  it('is sound as it was exported, says what was checked and that it is not anchored', async () => {
    const report = await verified(await packed())
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({
      verdict: 'sound',
      exitCode: 0,
      anchored: false,
      counted: { cases: 2, records: 4, entries: 12, baselines: 1 },
    })
    expect(report.notChecked[0]?.en).toContain('Not anchored')
    expect(report.checked.length).toBeGreaterThan(5)
  })

  it('has an index that links to every other payload file, in both languages, without script and without network', async () => {
    const files = await unpacked(await packed())
    const page = new TextDecoder().decode(files.get(packagePath.index))
    const others = [...files.keys()].filter((path) => path.startsWith('data/') && path !== packagePath.index)
    const linked = [...files].flatMap(([path, bytes]) =>
      path === packagePath.index || path.startsWith('data/index/') ? linksOfIndex(new TextDecoder().decode(bytes), path) : [],
    )
    expect(others.filter((path) => !linked.includes(path))).toEqual([])
    expect(linked.filter((path) => !files.has(path))).toEqual([])
    expect(page).toContain('审核包')
    expect(page).toContain('Audit package')
    expect(page).not.toMatch(/<script|https?:|javascript:|\son\w+=/)
  })

  it('cannot be made to carry markup by what people wrote', async () => {
    const page = new TextDecoder().decode(
      (await unpacked(await packed({ reason: '<img src=x onerror=alert(1)>"\'&' }))).get(packagePath.index),
    )
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')
    expect(page).not.toContain('<img')
  })

  it('holds no sensitive value, and shows the attachment the record names', async () => {
    const files = await unpacked(await packed())
    expect([...files.values()].some((bytes) => Buffer.from(bytes).includes('210102199003071234'))).toBe(false)
    expect([...files.keys()].filter((path) => path.includes('/attachments/'))).toHaveLength(2)
  })

  it('holds the printed page of each record where the house prints', async () => {
    const bytes = await packed({}, async (found, _, serial) => new TextEncoder().encode(`%PDF ${found.number} ${serial}`))
    expect([...(await unpacked(bytes)).keys()]).toContain('data/cases/QP-98-2026-00001/records/001-QR-98-01-report.pdf')
    const report = await verified(bytes)
    expect(report).toMatchObject({ verdict: 'sound' })
    expect(report.notChecked.map(({ en }) => en).join()).toContain('Printed pages')
  })

  it('of one case names the other case of the campaign as outside its scope', async () => {
    const report = await verified(await packed({ scope: { ...everything, case: 'QP-98-2026-00001' } }))
    expect(report).toMatchObject({ verdict: 'sound', description: { outside: [{ number: 'QP-98-2026-00002' }] } })
  })

  it('whose export is not in the organisation’s log is not believed', async () => {
    expect(codes(await verified(await packedFrom(house(), { reason: '别的事由' })))).toEqual(['export-not-recorded data/package.json'])
  })
})

describe('what is owed and missing', () => {
  const withFirst = (change: (found: House['cases'][number]) => Partial<House['cases'][number]>): House => {
    const whole = house()
    return { ...whole, cases: whole.cases.map((found, index) => (index === 0 ? { ...found, ...change(found) } : found)) }
  }

  it('makes the package incomplete, not damaged: a record the house has lost', async () => {
    const bytes = await packedFrom(withFirst(({ payloads }) => ({ payloads: payloads.filter((_, index) => index !== 1) })))
    const report = await verified(bytes)
    expect(report).toMatchObject({ verdict: 'incomplete', exitCode: 2 })
    expect(codes(report)).toEqual(['record-missing QR-98-01/QP-98-2026-00001/002'])
  })

  it('an attachment that is gone is named with its record', async () => {
    const report = await verified(await packedFrom({ ...house(), attachments: new Map() }))
    expect(report.exitCode).toBe(2)
    expect(codes(report)).toEqual(['attachment-missing QR-98-01/QP-98-2026-00001/001', 'attachment-missing QR-98-01/QP-98-2026-00002/001'])
  })

  it('a step that sealed less than its document says is named with what it owes', async () => {
    const report = await verified(
      await packedFrom(withFirst(({ id, number, baseline }) => ({ ...approvedWithoutRecord(id, number, baseline) }))),
    )
    expect(report.exitCode).toBe(2)
    expect(report.findings).toMatchObject([
      { code: 'record-owed', place: { name: 'QP-98-2026-00001' }, details: { step: 'approve', form: 'QR-98-01', part: 'approval' } },
    ])
  })

  it('a case the campaign opened and the house no longer has is named', async () => {
    const whole = house()
    const report = await verified(await packedFrom({ ...whole, cases: whole.cases.slice(0, 1) }))
    expect(report.exitCode).toBe(2)
    expect(codes(report)).toEqual([`case-missing ${caseIds[1]}`])
  })

  it('stands in the completeness list the package brings', async () => {
    const files = await unpacked(await packedFrom({ ...house(), attachments: new Map() }))
    const said = json(files.get(packagePath.completeness)) as Completeness
    expect(said.cases[0]).toMatchObject({
      case: 'QP-98-2026-00001',
      state: 'done',
      closed: true,
      owed: 2,
      records: 2,
      missing: [],
      attachmentsMissing: [{ record: 'QR-98-01/QP-98-2026-00001/001' }],
    })
  })
})

describe('making a package', () => {
  it('stops when it is cancelled, and tells how far it has come before', async () => {
    const cancelled = new AbortController()
    const told: number[] = []
    const progress = ({ done, total }: Readonly<{ done: number; total: number }>) => {
      told.push(done / total)
      cancelled.abort(new Error('cancelled'))
    }
    await expect(packedFrom(house(), {}, null, { progress, signal: cancelled.signal })).rejects.toThrow('cancelled')
    expect(told).toEqual([0.5])
  })
})

/** The example case, its second step taken without a record. */
function approvedWithoutRecord(id: string, number: string, baseline: string): Pick<House['cases'][number], 'entries' | 'payloads'> {
  const by = {
    kind: 'person',
    person: 'p',
    name: '李',
    role: 'inspector',
    standsFor: null,
    signature: null,
    at: '2026-03-02T01:20:00.000Z',
  } as const
  const setting = {
    organisation: '01990000-0000-7000-8000-000000000001',
    stream: id,
    document: 'QP-98',
    baseline,
    session: null,
    calendar: null,
    counters: {},
    closed: null,
    caseNumber: number,
    corrects: null,
    sensitive: new Set<string>(),
    revisionOf: () => 'A/0',
    partCounters: new Map(),
    salt: () => new Uint8Array(32),
  }
  const step = {
    kind: 'step',
    at: by.at,
    signers: [by],
    started: [],
    sent: [],
    late: null,
    dueAt: null,
    numbers: {},
    limits: null,
    usedContributions: [],
  } as const
  const part = {
    form: 'QR-98-01',
    part: 'report',
    serial: 1,
    step: 'submit',
    sequence: 2,
    at: by.at,
    signers: [by],
    values: { title: 'x' },
    origins: {},
  }
  const { entries, payloads } = writtenStream(
    [
      sealEvent(
        {
          kind: 'opened',
          sequence: 1,
          at: by.at,
          id,
          document: 'QP-98',
          baseline,
          subject: {},
          by,
          startedBy: null,
          given: {},
          numbers: {},
          initial: 'open',
        },
        { ...setting, caseNumber: null, counters: { case_number: 'QP-98-{year}-{serial:5}' } },
      ),
      sealEvent({ ...step, sequence: 2, step: 'submit', from: 'open', to: 'submitted', closes: false, parts: [part] }, setting),
      sealEvent({ ...step, sequence: 3, step: 'approve', from: 'submitted', to: 'done', closes: true, parts: [] }, setting),
    ],
    [{ case_number: number }],
  )
  return { entries, payloads: payloads.map((payload) => ({ ...payload, recordNumber: null })) }
}
