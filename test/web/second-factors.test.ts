import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CaseFacts, checkEvidence, hashText, readFacts } from '#records'
import { checkSignature } from '../../server/people/check-signature.ts'
import { password } from '../http/support/house.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { giveLogin, withDesk } from '../support/desk.ts'
import { addCentre, addPerson, openFoundedHouse, type RunningHouse } from '../support/running-house.ts'
import { openCaseOn } from './support/open-case.ts'

const patience = 120_000
const year = new Date().getFullYear()

describeInBrowser('second factors on the pages', (browser) => {
  let running: RunningHouse
  // A passkey belongs to a name, and an address of numbers is none.
  const desk = withDesk(browser, () => running.address.replace('127.0.0.1', 'localhost'))

  beforeAll(async () => {
    running = await openFoundedHouse()
    await addCentre(running.house, '06011001', '滨海职业技术学院鉴定所', 'Binhai Polytechnic Testing Centre')
    await addPerson(running.house, 'zhengjie', '郑洁', ['supervision_officer'])
    await addPerson(running.house, 'sunli', '孙丽', ['supervision_officer'])
  })
  afterAll(async () => running?.close())

  /** An authenticator inside the browser, as the standard for testing them has it. */
  const plugIn = async (page: Page): Promise<void> => {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  }
  /** Fills in the first step of a new inspection, up to its signature. Answers the case. */
  const goToSign = async (page: Page, site: string): Promise<string> => {
    const id = await openCaseOn(page, 'QP-08', { site, year })
    await page.goto(`/cases/${id}`)
    await page.getByRole('button', { name: '办理：下达年检通知' }).click()
    await page.getByLabel('自查截止日').fill(`${year + 1}-06-30`)
    await page.getByLabel('自查截止日').press('Enter')
    await page.getByRole('button', { name: '签署并提交' }).click()
    return id
  }

  it(
    'a passkey is enrolled on the page, opens the door, and signs a step that an outsider can check',
    async () => {
      const page = desk()
      await plugIn(page)
      await giveLogin(page, 'zhengjie', '/account')
      await page.getByRole('heading', { level: 1, name: '账户安全' }).waitFor()
      expect(await barriers(page)).toEqual([])
      await page.getByRole('button', { name: '登记通行密钥' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('名称').fill('本机')
      await dialog.getByRole('textbox', { name: '输入您的密码' }).fill(password)
      expect(await barriers(page)).toEqual([])
      await dialog.getByRole('button', { name: '下一步' }).click()
      const codes = page.getByRole('dialog').filter({ hasText: '请保存恢复码' })
      await codes.getByRole('listitem').first().waitFor()
      expect(await codes.getByRole('listitem').count()).toBe(10)
      expect(await barriers(page)).toEqual([])
      await codes.getByRole('button', { name: '已保存' }).click()
      await page.getByRole('listitem').filter({ hasText: '通行密钥' }).filter({ hasText: '本机' }).waitFor()

      await page.getByRole('button', { name: '郑洁' }).click()
      await page.getByRole('button', { name: '退出登录' }).click()
      await page.waitForURL('**/sign-in*')
      await giveLogin(page, 'zhengjie', '/inbox')
      await page.getByRole('heading', { name: '确认是您本人' }).waitFor()
      expect(await barriers(page)).toEqual([])
      await page.getByRole('button', { name: '使用通行密钥' }).click()
      await page.getByRole('navigation', { name: '主导航' }).waitFor()

      const id = await goToSign(page, '06011001')
      const signing = page.getByRole('dialog')
      await signing.getByText('本次签署须使用通行密钥。').waitFor()
      await signing.getByText(/共 \d+ 份，一并签署/).waitFor()
      await signing.getByText('UTC+8', { exact: false }).first().waitFor()
      expect(await barriers(page)).toEqual([])
      await signing.getByRole('button', { name: '用通行密钥签署' }).click()
      await page.waitForURL(new RegExp(`/cases/${id}$`))

      const { rows } = await running.house.pool.query<{ facts: Buffer; previous: Buffer }>(
        "select e.facts, p.hash as previous from entry e join entry p on p.stream = e.stream and p.sequence = e.sequence - 1 where e.stream = $1 and e.kind = 'step' and e.sequence = 2",
        [id],
      )
      const read = readFacts(rows[0]?.facts ?? new Uint8Array())
      const facts = (read.outcome === 'read' ? read.facts : {}) as CaseFacts
      const evidence = 'evidence' in facts ? (facts.evidence ?? []) : []
      expect(
        evidence.map((one) => checkEvidence(one, { facts, previous: hashText(rows[0]?.previous ?? new Uint8Array(32)) }, checkSignature)),
      ).toEqual([null])
    },
    patience,
  )

  it(
    'one-time codes are set up from the QR code, asked for at the sign-in, and signing in one sitting says what it needs',
    async () => {
      const page = desk()
      await giveLogin(page, 'sunli', '/account')
      await page.getByRole('button', { name: '启用动态口令' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('名称').fill('手机')
      await dialog.getByRole('textbox', { name: '输入您的密码' }).fill(password)
      await dialog.getByRole('button', { name: '下一步' }).click()
      await dialog.getByRole('img', { name: '启用动态口令的二维码' }).waitFor()
      expect(await barriers(page)).toEqual([])
      const secret = (await dialog.locator('.enrol-secret').textContent())?.replaceAll(' ', '') ?? ''
      const code = () => new TOTP({ secret, digits: 6, period: 30 }).generate()
      const fresh = () => running.house.pool.query('update factor set last_step = null')
      await dialog.getByLabel('动态口令').fill('000000')
      await dialog.getByRole('button', { name: '确认启用' }).click()
      await dialog.getByRole('alert').waitFor()
      await dialog.getByLabel('动态口令').fill(code())
      await dialog.getByRole('button', { name: '确认启用' }).click()
      await page.getByRole('button', { name: '已保存' }).click()
      await fresh()

      await page.context().clearCookies()
      await giveLogin(page, 'sunli', '/account')
      await page.getByLabel('动态口令').fill(code())
      await page.getByRole('button', { name: '登录' }).click()
      await page.getByRole('heading', { level: 1, name: '账户安全' }).waitFor()
      // The wrong code of the enrolment is told of.
      await page.getByText('有 1 次验证失败', { exact: false }).waitFor()
      expect(await barriers(page)).toEqual([])
      await fresh()

      await addCentre(running.house, '06011002', '北方技师学院鉴定所', 'Northern Technicians College Testing Centre')
      const id = await goToSign(page, '06011002')
      const signing = page.getByRole('dialog')
      await signing.getByText('须同时输入密码和动态口令', { exact: false }).waitFor()
      await signing.getByLabel('再次输入您的密码').fill(password)
      await signing.getByRole('button', { name: '签署', exact: true }).click()
      await signing.getByRole('alert').getByText('同一时段内随后的签署只需其中一项', { exact: false }).waitFor()
      await signing.getByLabel('再次输入您的密码').fill(password)
      await signing.getByLabel('动态口令').fill(code())
      expect(await barriers(page)).toEqual([])
      await signing.getByRole('button', { name: '签署', exact: true }).click()
      await page.waitForURL(new RegExp(`/cases/${id}$`))
    },
    patience,
  )

  it(
    'the security administrator sees failures and locks, unlocks with a reason, and demands a second factor',
    async () => {
      const page = desk()
      for (let time = 0; time < 5; time++)
        await page.request.post('/api/session', { data: { login: 'zhengjie', password: 'wrong password' } })
      await giveLogin(page, 'security_admin', '/security')
      await page.getByRole('heading', { level: 1, name: '登录安全' }).waitFor()
      await page.getByText('项锁定或告警尚未查看', { exact: false }).first().waitFor()
      expect(await barriers(page)).toEqual([])
      await page.getByRole('button', { name: '解锁 郑洁' }).click()
      await page.getByRole('dialog').getByRole('textbox').fill('本人来电，已核实')
      await page.getByRole('dialog').getByRole('button', { name: '解锁' }).click()
      await page.getByText('没有被锁定的账号').waitFor()
      await page.getByRole('button', { name: '标为已查看' }).click()
      await page.getByText('项锁定或告警尚未查看', { exact: false }).first().waitFor({ state: 'detached' })

      await page.getByText('三员必须启用').click()
      await page.getByRole('dialog').getByRole('textbox').fill('等级保护要求')
      await page.getByRole('dialog').getByRole('button', { name: '更改' }).click()
      await page.waitForURL('**/account')
      await page.getByText('本单位要求您启用第二因素', { exact: false }).first().waitFor()
      expect(await barriers(page)).toEqual([])
    },
    patience,
  )
})
