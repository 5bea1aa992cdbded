import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { password, withHouse } from '../http/support/house.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { signIn, withDesk } from '../support/desk.ts'
import { buildWebClient, builtClient } from '../support/web-client.ts'

await buildWebClient()
const house = withHouse({ webClient: builtClient })
const id = '210102194910013719'

describeInBrowser('personal data on their page', (browser) => {
  let address = ''
  const desk = withDesk(browser, () => address)

  beforeAll(async () => {
    const [wang, zhao] = [await house().as('wang'), await house().as('zhao')]
    const opened = (await wang.send('POST', '/api/cases', { document: 'QP-96', subject: { site: 'S-01', year: 2026 } })).json()
    const row = { ticket: '2026000001', name: '考生', id_number: id, theory: '80', skill: '90', absent: false, verdict: 'granted' }
    const parts = { 'QR-96-01/scores': { scores: [row] } }
    await wang.send('POST', `/api/cases/${opened.id}/steps/enter`, { expectedVersion: 1, parts, password })
    await zhao.send('POST', `/api/cases/${opened.id}/steps/issue`, { expectedVersion: 2, parts: { 'QR-96-01/closing': {} } })
    address = await house().assembly.app.listen({ host: '127.0.0.1', port: 0 })
  })

  const look = async (page: Page) => {
    await page.getByLabel('完整号码、登录名或案卷号').fill(id)
    await page.getByRole('button', { name: '查找' }).click()
  }

  it('the security administrator finds a person by number, sees it masked, hands out a copy and asks for erasure', async () => {
    const page = desk()
    await signIn(page, 'security_admin', '/privacy')
    await look(page)
    await page.getByRole('cell', { name: '210102********3719' }).waitFor()
    expect(page.url()).not.toContain(id)
    expect(await page.locator('main').innerText()).not.toContain(id)
    await page.getByRole('button', { name: '为本人制作副本' }).click()
    await page.getByLabel('原因').fill('本人申请查阅')
    const download = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: '为本人制作副本' }).click()
    expect((await download).suggestedFilename()).toBe('person-file.json')
    await page.getByRole('cell', { name: '本人申请查阅' }).first().waitFor()
    await page.getByRole('button', { name: '申请删除' }).click()
    await page.getByLabel('原因').fill('本人申请删除')
    await page.getByRole('dialog').getByRole('button', { name: '申请删除' }).click()
    await page.getByText('security_admin 申请，涉及 1 项：本人申请删除').waitFor()
    expect(await barriers(page)).toEqual([])
  })

  it('the audit administrator decides, and nothing is found any more', async () => {
    const page = desk()
    await signIn(page, 'audit_admin', '/privacy')
    await page.getByRole('button', { name: '同意并删除' }).click()
    await page.locator('.ant-popconfirm').getByRole('button', { name: '确定' }).click()
    await page.getByText('已删除：1 项，涉及案卷 1 个。').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.context().clearCookies()
    await signIn(page, 'security_admin', '/privacy')
    await look(page)
    await page.getByText('没有保存此人的敏感信息。').waitFor()
  })
})
