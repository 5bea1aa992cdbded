import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkChain, factsOf } from '#records'
import { rebuildRegisters } from '../../server/cases/rebuild-registers.ts'
import { runExport } from '../../server/commands/export.ts'
import { runVerify } from '../../server/commands/verify.ts'
import { rebuild } from '../../server/database/rebuild.ts'
import type { RecordView } from '../../server/http/api/records.ts'
import type { DisposalOrder, DueList, Hold } from '../../server/http/api/retention.ts'
import type { Guest } from '../http/support/house.ts'
import { makeHttpStage } from '../http/support/http-stage.ts'
import { auditor, openStoryHouse, type PreparedHouse, prepareHouse, type StoryHouse } from '../http/support/story-house.ts'
import { smallPdf, upload } from '../http/support/upload.ts'
import { makeHouseClock } from '../support/house-clock.ts'

const received = { complaint_kind: 'suggestion', channel: 'letter', related_case: 'QP-12-2024-00001' }

describe('records whose term has run out', { timeout: 180_000 }, () => {
  let prepared: PreparedHouse | undefined
  let opened: StoryHouse | undefined
  const house = (): StoryHouse => {
    if (opened === undefined) throw new Error('Expected the house to be open, but it is not')
    return opened
  }
  const guest = (name: string): Guest => house().guest(name)
  const stage = () => makeHttpStage(house())
  const key = () => ({ 'idempotency-key': crypto.randomUUID() })
  const due = async (query = ''): Promise<DueList> => (await guest('曹敏').get(`/api/retention/due${query}`)).json()
  const [old, kept] = ['QR-19-01/QP-19-2025-00001', 'QP-19-2025-00002']
  let ids: readonly string[] = []
  let appraisal = ''

  beforeAll(async () => {
    prepared = await prepareHouse()
    opened = await openStoryHouse(prepared, [])
    const on = stage()
    await on.passTo('2025-03-03T01:00:00.000Z')
    const file = (await upload(guest('范冰'), '来信.pdf', smallPdf)).json<{ attachment: string }>()
    const made: string[] = []
    for (const content of ['查询当年批次', '询问考点电话']) {
      const id = await on.open('QP-19', { person: '倪虹' }, '范冰')
      if (typeof id !== 'string') throw new Error(JSON.stringify(id))
      const { version } = (await guest('范冰').get(`/api/cases/${id}`)).json<{ version: number }>()
      const values = {
        ...received,
        complainant: { person: guest('倪虹').person, name: '倪虹' },
        content,
        contact: '13904110001',
        received_at: '2025-03-03T00:10:00.000Z',
        attachments: [file],
      }
      const answer = await guest('范冰').send(
        'POST',
        `/api/cases/${id}/steps/register`,
        { expectedVersion: version, parts: { 'QR-19-01/register': values } },
        key(),
      )
      if (answer.statusCode !== 200) throw new Error(answer.body)
      await makeHouseClock(house().assembly).settle()
      expect(await on.take(id, 'withdraw', { withdraw_reason: '已查到' }, '倪虹')).toBeNull()
      made.push(id)
    }
    ids = made
  })
  afterAll(async () => {
    await opened?.close()
    await prepared?.close()
  })

  it('stand on the due list from the day after the last of their term, and nobody outside the house sees it', async () => {
    const before = await due()
    expect(before.items).toEqual([])
    expect((await due('?on=2030-12-31')).items).toEqual([])
    const ahead = await due('?on=2031-01-01')
    expect(ahead.items.map(({ number, keptUntil, class: kept, records }) => [number, keptUntil, kept, records])).toEqual([
      [old, '2030-12-31', '5y', 2],
      [`QR-19-01/${kept}`, '2030-12-31', '5y', 2],
    ])
    expect((await due('?on=2031-01-01&form=QR-21-01')).items).toEqual([])
    expect((await due('?on=2031-01-01&year=2025&class=5y')).total).toBe(2)
    expect((await guest('倪虹').get('/api/retention/due')).statusCode).toBe(404)
    expect((await guest(auditor).get('/api/retention/due')).json<DueList>().may).toEqual({ hold: false, appraise: false })
  })

  it('cannot be put forward before they are due, nor while a legal hold stands, and no request fills the list by hand', async () => {
    const ask = (numbers: readonly string[]) =>
      guest('曹敏').send('POST', '/api/retention/appraisals', { document: 'QP-02', numbers, subject: { file: 'DQ-2031-01' } }, key())
    expect((await ask([old])).json()).toMatchObject({ status: 409, code: 'not-ready' })
    await stage().passTo('2031-01-06T01:00:00.000Z')
    expect((await ask(['QR-19-01/QP-19-2025-00009'])).statusCode).toBe(409)
    const placed = await guest('王建国').send('POST', '/api/retention/holds', {
      case: 'QP-19-2025-00001',
      reference: '（2031）辽02行初1号',
      reason: '行政诉讼在审',
    })
    expect(placed.statusCode, placed.body).toBe(201)
    expect((await guest('曹敏').get('/api/retention/holds')).json<Hold[]>()).toMatchObject([
      { case: { number: 'QP-19-2025-00001' }, by: '王建国' },
    ])
    expect((await due()).items.map(({ held }) => held)).toEqual([true, false])
    expect((await ask([old])).json()).toMatchObject({ status: 409 })
    const { hold } = placed.json<{ hold: string }>()
    expect(
      (await guest('邹凯').send('POST', `/api/retention/holds/${hold}/lift`, { case: 'QP-19-2025-00001', reason: '撤诉了吧' })).statusCode,
    ).toBe(403)
    const lift = { case: 'QP-19-2025-00001', reason: '裁定准予撤诉' }
    expect((await guest('王建国').send('POST', `/api/retention/holds/${hold}/lift`, lift)).statusCode).toBe(200)
    const forged = { document: 'QP-02', subject: { file: 'DQ-2031-09' }, gives: { due_items: [] } }
    expect((await guest('曹敏').send('POST', '/api/cases', forged, key())).statusCode).toBe(400)
    const started = await ask([old])
    expect(started.statusCode, started.body).toBe(201)
    appraisal = started.json<{ id: string }>().id
    await makeHouseClock(house().assembly).settle()
    const state = await stage().stateOf(appraisal)
    expect(state).toMatchObject({ state: 'due_listed' })
    expect((await due()).items[0]?.appraisals).toMatchObject([{ id: appraisal, closed: false }])
  })

  it('go only when one has proposed, another approved and two have signed; a hold placed meanwhile stops them', async () => {
    const on = stage()
    expect(await on.take(appraisal, 'propose_due', { appraisal_reason: '期满' }, '曹敏')).toBeNull()
    expect(await on.take(appraisal, 'approve_due', { approve_opinion: '同意' }, '王建国')).toBeNull()
    const hold = { case: 'QP-19-2025-00001', reference: '信访复查', reason: '信访复查期间' }
    const placed = (await guest('陈立').send('POST', '/api/retention/holds', hold)).json<{ hold: string }>()
    const witnesses = { witnesses: ['曹敏', '邹凯'] }
    expect(await on.take(appraisal, 'dispose', witnesses, '曹敏')).toMatchObject({ code: 'disposal-barred', number: old, because: 'held' })
    await guest('陈立').send('POST', `/api/retention/holds/${placed.hold}/lift`, { case: hold.case, reason: '复查已终结' })
    expect(await on.take(appraisal, 'dispose', witnesses, '曹敏')).toBeNull()
    await house().assembly.disposals.runOnce()
    expect((await house().assembly.pool.query('select from payload where stream = $1', [ids[0]])).rowCount).toBeGreaterThan(0)
    expect(await on.countersign(appraisal, 'dispose', '邹凯')).toBeNull()
    await house().assembly.disposals.runOnce()
    await makeHouseClock(house().assembly).settle()
  })

  it('leave entries, hashes and the number behind, and nothing of what they said', async () => {
    const { pool, cases } = house().assembly
    const [gone = '', stays = ''] = ids
    for (const table of ['payload', 'opening', 'attachment_use'])
      expect((await pool.query(`select from ${table} where stream = $1`, [gone])).rowCount, table).toBe(0)
    expect((await pool.query('select from payload where stream = $1', [stays])).rowCount).toBeGreaterThan(0)
    // The letter both complaints name stays with the one that is kept.
    expect((await pool.query('select from attachment_use where stream = $1', [stays])).rowCount).toBe(1)
    const head = await pool.query<{ text: string }>('select projection::text as text from case_head where id = $1', [gone])
    expect(head.rows[0]?.text).not.toContain('查询当年批次')
    expect((await pool.query("select from search_document where stream = $1 and body like '%查询当年批次%'", [gone])).rowCount).toBe(0)
    const entries = await cases.reader.entriesOf(gone)
    expect(checkChain(gone, entries)).toEqual([])
    expect(factsOf(entries).at(-1)).toMatchObject({ kind: 'disposal', basis: expect.stringMatching(/^QR-02-03\/QP-02-2031-00001\/\d{3}$/) })
    expect((await rebuild(pool, { write: false })).findings).toEqual([])
    expect((await rebuildRegisters(pool, { write: false })).findings).toEqual([])
  })

  it('are told on their page as disposed of, under which record, and their face is gone', async () => {
    const page = await guest('范冰').get('/api/records/QR-19-01/QP-19-2025-00001/001')
    expect(page.statusCode, page.body).toBe(200)
    const view = page.json<RecordView>()
    expect(view.disposed).toMatchObject({ basis: expect.stringContaining('QR-02-03/QP-02-2031-00001/') })
    expect(view.entry.dataHash).toMatch(/^sha256:/)
    expect(view.fields.every(({ text }) => text === '' || text === '—' || !text.includes('查询'))).toBe(true)
    for (const face of ['html', 'pdf'])
      expect((await guest('范冰').get(`/api/records/QR-19-01/QP-19-2025-00001/001/${face}`)).json()).toMatchObject({
        status: 410,
        code: 'disposed',
      })
    const [order] = (await guest('曹敏').get('/api/retention/orders')).json<DisposalOrder[]>()
    expect(order).toMatchObject({ case: { id: appraisal }, numbers: [old], waiting: [], doneAt: expect.any(String) })
    expect(order?.disposed).toMatchObject([{ case: 'QP-19-2025-00001' }])
    expect((await due()).items.map(({ number }) => number)).toEqual([`QR-19-01/${kept}`])
    const certificate = await guest('曹敏').get(`/api/records/${order?.basis}/pdf`)
    expect(certificate.statusCode).toBe(200)
  })

  it('are accounted for in a package: disposed of, not missing', async () => {
    const { pool, ledger } = house().assembly
    const folder = await mkdtemp(join(tmpdir(), 'guiju-disposed-'))
    try {
      const out = join(folder, 'case.zip')
      const scope = { case: 'QP-19-2025-00001', document: null, year: null, centre: null, batch: null, clause: null }
      const by = { kind: 'system', person: 'system', name: '命令行', role: 'system' } as const
      await runExport({ scope, reason: '销毁后的核验', by, out }, { pool, ledger })
      const said: string[] = []
      expect(await runVerify({ file: out, language: 'zh', out: (line) => said.push(line) }), said.join('\n')).toBe(0)
      const told = said.join('\n')
      expect(told).toContain('依令处置 2 份记录')
      expect(told).toMatch(/依据 QR-02-03\/QP-02-2031-00001\/\d{3}，2031-01-06（UTC）：处置 2 份记录/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('stay when the order is carried out again, or by two processes at once', async () => {
    const { assembly } = house()
    const count = async () =>
      (await assembly.pool.query<{ count: number }>("select count(*)::int as count from entry where kind = 'disposal'")).rows[0]?.count
    expect(await count()).toBe(1)
    await assembly.pool.query('update disposal_order set done_at = null')
    await Promise.all([assembly.disposals.runOnce(), assembly.disposals.runOnce()])
    expect(await count()).toBe(1)
  })
})
