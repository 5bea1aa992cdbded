import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { recordCsv } from '../../server/cases/record-csv.ts'
import type { RecordView } from '../../server/http/api/records.ts'
import { application, openApplication, password, withHouse } from './support/house.ts'
import { codeOf, enrolTotp } from './support/second-factors.ts'

const house = withHouse()
const folder = mkdtempSync(join(tmpdir(), 'guiju-shown-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a signature is shown with printed name, role, time with zone, meaning and method (21 CFR 11.50)', () => {
  const sign = async () => {
    const guest = await house().as('wang')
    const secret = await enrolTotp(guest, house().assembly.pool)
    const { id, number } = await openApplication(guest)
    const body = { expectedVersion: 1, parts: application(), password, totp: codeOf(secret) }
    const done = await guest.send('POST', `/api/cases/${id}/steps/apply`, body)
    expect(done.statusCode, done.body).toBe(200)
    return { guest, id, record: `/api/records/QR-90-01/${number}/001` }
  }
  let made: ReturnType<typeof sign> | undefined
  const shown = () => {
    made ??= sign()
    return made
  }

  it('as data', async () => {
    const { guest, record } = await shown()
    const { signers } = (await guest.get(record)).json<RecordView>()
    expect(signers).toMatchObject([
      {
        name: '人员wang',
        role: { zh: '经办人' },
        meaning: { zh: '提交' },
        method: { zh: '口令及动态口令', en: 'by password and one-time code' },
        series: 1,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    ])
  })

  it('in the history of the case', async () => {
    const { guest, id } = await shown()
    const { history } = (await guest.get(`/api/cases/${id}`)).json()
    expect(history.at(-1).by).toMatchObject([
      { name: '人员wang', role: { zh: '经办人' }, meaning: { zh: '提交' }, method: { zh: '口令及动态口令' } },
    ])
  })

  const face = [/人员wang/, /经办人/, /提交（电子签名，口令及动态口令）/, /\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d:\d\d \(UTC\+8\)/]

  it('on the face, on the screen', async () => {
    const { guest, record } = await shown()
    const page = (await guest.get(`${record}/html`)).body
    for (const part of face) expect(page).toMatch(part)
  })

  it.skipIf(!existsSync('/usr/bin/pdftotext'))('on paper', async () => {
    const { guest, record } = await shown()
    const file = join(folder, 'record.pdf')
    writeFileSync(file, (await guest.get(`${record}/pdf`)).rawPayload)
    // Cells of the printed sheet break lines, each on its own.
    const text = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).replaceAll(/\s/g, '')
    for (const part of ['人员wang', '经办人', '提交（电子签名，口令', '及动态口令）', '(UTC+8)']) expect(text).toContain(part)
    expect(text).toMatch(/\d{4}年\d{1,2}月\d{1,2}日\d\d:\d\d:\d\d/)
  })

  it('in the table for other programs, where no cell is a formula', async () => {
    const { guest, record } = await shown()
    const answer = await guest.get(`${record}/csv`)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    const lines = answer.body.split('\r\n')
    expect(lines[0]).toBe('\uFEFF类别,项目,内容')
    expect(lines).toEqual(
      expect.arrayContaining(['签名 1,姓名,人员wang', '签名 1,身份,经办人', '签名 1,含义,提交', '签名 1,方式,口令及动态口令']),
    )
    expect(answer.body).toMatch(/签名 1,时间,\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d:\d\d \(UTC\+8\)/)
    const view = (await guest.get(record)).json<RecordView>()
    const formula = {
      key: 'x',
      title: { zh: '备注', en: 'Remark' },
      text: '=HYPERLINK("a")',
      sensitive: false,
      correctable: false,
      origin: null,
    }
    expect(recordCsv({ ...view, fields: [formula] }, 'Asia/Shanghai', 'zh')).toContain('内容,备注,"\'=HYPERLINK(""a"")"')
    const english = (await guest.get(`${record}/csv?lang=en`)).body
    expect(english).toContain('Signature 1,Method,by password and one-time code')
    expect((await (await house().as('lin')).get(`${record}/csv`)).statusCode).toBe(404)
  })
})
