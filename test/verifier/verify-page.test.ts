import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { parseNote, type Report, readTrustPolicy, saidReport } from '#records'
import { readCertificates } from '../../server/anchors/stamps/read-certificates.ts'
import { makeStampAuthority } from '../../server/anchors/stamps/stamp-authority.ts'
import { verifyBytes } from '../../server/commands/verify.ts'
import { type LoggedHouse, loggedHouse, packageOf, policyText } from '../audit/logged-house.ts'
import { checkEd25519 } from '../records/log/keys.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { openStampAuthority } from '../support/stamp-authority.ts'

/** Built by `npm run pretest` (scripts/setup.mjs). */
const built = join(import.meta.dirname, '../../server/verifier/dist/verify.html')
const folder = mkdtempSync(join(tmpdir(), 'guiju-verifier-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Verifier = Readonly<{ verifyFile(asked: { package: Blob; policy: Blob | null; kept: File[] }): Promise<Report> }>

describeInBrowser('the verifier as a page, opened from disk with the network off', (browser) => {
  let house: LoggedHouse
  let bytes: Uint8Array
  let context: BrowserContext
  let page: Page
  const requests: string[] = []
  const complaints: string[] = []
  const fileOf = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  beforeAll(async () => {
    house = loggedHouse(1)
    bytes = await packageOf(house)
  })
  beforeEach(async () => {
    requests.length = 0
    complaints.length = 0
    context = await browser().newContext({ locale: 'zh-CN' })
    await context.setOffline(true)
    page = await context.newPage()
    page.on('request', (request) => requests.push(request.url()))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(pathToFileURL(built).href)
  })
  afterEach(() => context.close())

  const verify = async () => {
    await page.getByRole('button', { name: /开始校验|Verify/ }).click()
    await page.locator('[data-verdict]').waitFor()
  }

  it('gives the same report as the command line, in both languages, and asks for nothing', async () => {
    await page.getByLabel('审核包', { exact: true }).setInputFiles(fileOf('sound.zip', bytes))
    await verify()
    const said = saidReport(await verifyBytes(bytes))
    for (const language of ['zh', 'en'] as const) {
      const text = await page.locator('main').innerText()
      for (const words of [said.verdict, said.counted, ...said.notes, ...said.anchoring, ...said.checked, ...said.notChecked])
        expect(text).toContain(words[language])
      if (language === 'zh') await page.getByRole('button', { name: 'English' }).click()
    }
    expect(requests).toEqual([pathToFileURL(built).href])
    expect(complaints).toEqual([])
  })

  it('says on its face that it cannot vouch for itself', async () => {
    await page.getByRole('heading', { name: '本页不能为自己作证' }).waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'This page cannot vouch for itself' }).waitFor()
  })

  it('verifies by a policy and against a checkpoint kept from before', async () => {
    await page.getByLabel('审核包', { exact: true }).setInputFiles(fileOf('sound.zip', bytes))
    await page.getByLabel('策略文件（可选）').setInputFiles(fileOf('policy.txt', policyText))
    await page.getByLabel('您所知的历史（可选）').setInputFiles(fileOf('kept.txt', house.note))
    await verify()
    const policy = readTrustPolicy(policyText)
    const kept = { kind: 'checkpoint', name: 'kept.txt', bytes: house.note } as const
    const report = await verifyBytes(bytes, undefined, { policy: policy.outcome === 'read' ? policy.policy : null, kept: [kept] })
    expect(report.anchored).toBe(true)
    const text = await page.locator('main').innerText()
    const said = saidReport(report)
    for (const words of [said.verdict, ...said.anchoring]) expect(text).toContain(words.zh)
    expect(complaints).toEqual([])
  })

  it('trusts the time stamp of an authority the policy names', { timeout: 120_000 }, async () => {
    const authority = await openStampAuthority()
    try {
      const roots = readCertificates(authority.root)
      const read = parseNote(house.note, [], checkEd25519)
      const message = new TextEncoder().encode(read.outcome === 'read' ? read.note.text : '')
      const stamped = await makeStampAuthority({ name: 'tsa', url: authority.url, policy: null, roots }).stamp(message)
      if (stamped.outcome !== 'stamped') throw new Error(stamped.because)
      const demanding = `${policyText}authority tsa ${Buffer.from(roots[0] ?? []).toString('base64')}\nstamp tsa\n`
      await page.getByLabel('审核包', { exact: true }).setInputFiles(fileOf('stamped.zip', await packageOf(loggedHouse(1, stamped.token))))
      await page.getByLabel('策略文件（可选）').setInputFiles(fileOf('demanding.txt', demanding))
      await verify()
      const text = await page.locator('main').innerText()
      expect(text).toContain('完好：本包完整、与自身一致，并按您的策略锚定。')
      expect(text).toContain(`时间戳 tsa 于 ${stamped.stamp.at} 见证了`)
    } finally {
      await authority.close()
    }
  })

  it('names a policy it cannot read, and that no package was chosen', async () => {
    await page.getByRole('button', { name: '开始校验' }).click()
    await expect.poll(() => page.getByRole('status').innerText()).toBe('请先选择审核包。')
    await page.getByLabel('审核包', { exact: true }).setInputFiles(fileOf('sound.zip', bytes))
    await page.getByLabel('策略文件（可选）').setInputFiles(fileOf('bad.txt', `${policyText}demand more\n`))
    await page.getByRole('button', { name: '开始校验' }).click()
    await expect.poll(() => page.getByRole('status').innerText()).toBe('策略文件第 4 行无法读取。')
  })

  it('takes a package dropped on it, and says of another file that it is none', async () => {
    const transfer = await page.evaluateHandle(() => {
      const dropped = new DataTransfer()
      dropped.items.add(new File(['no package'], 'letter.zip'))
      return dropped
    })
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
    await page.locator('[data-verdict="unreadable"]').waitFor()
  })

  it('is worked by keyboard alone, and has no barrier that axe knows', async () => {
    await page.keyboard.press('Tab')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('English')
    for (const id of ['package', 'policy', 'kept']) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe(id)
    }
    await page.getByLabel('审核包', { exact: true }).setInputFiles(fileOf('sound.zip', bytes))
    await page.getByLabel('您所知的历史（可选）').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('[data-verdict="sound"]').waitFor()
    expect(await barriers(page)).toEqual([])
  })

  it('finds 1,000 of 1,000 flipped bits', { timeout: 600_000 }, async () => {
    // Places spread over the whole file, the same each time.
    const places = Array.from(
      { length: 1_000 },
      (_, at) => createHash('sha256').update(`flip ${at}`).digest().readUInt32BE() % bytes.length,
    )
    const base64 = Buffer.from(bytes).toString('base64')
    const unseen = await page.evaluate(
      async ([content, flips]) => {
        const { verifyFile } = (globalThis as unknown as { guijuVerifier: Verifier }).guijuVerifier
        const whole = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
        const verdictOf = async (file: Uint8Array) =>
          (await verifyFile({ package: new Blob([file.slice()]), policy: null, kept: [] })).verdict
        if ((await verdictOf(whole)) !== 'sound') throw new Error('Expected the package to be sound before it is struck')
        const missed: number[] = []
        for (const [index, at] of flips.entries()) {
          whole[at] = (whole[at] ?? 0) ^ (1 << (index % 8))
          if ((await verdictOf(whole)) !== 'damaged') missed.push(at)
          whole[at] = (whole[at] ?? 0) ^ (1 << (index % 8))
        }
        return missed
      },
      [base64, places] as const,
    )
    expect(unseen).toEqual([])
  })

  it('is one file whose policy allows its own script and style and nothing else', () => {
    const html = readFileSync(built, 'utf8')
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; base-uri 'none'; form-action 'none'$/)
    expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)=/)
  })
})
