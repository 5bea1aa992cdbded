import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseTlogProof } from '#records'
import { checkpointName } from '../../server/anchors/anchor.ts'
import { noAnchors } from '../../server/anchors/anchors-file.ts'
import { latestCheckpoint } from '../../server/log/checkpoint-store.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { picture, signIn, withDesk } from '../support/desk.ts'
import { addCentre, addPerson, openFoundedHouse, type RunningHouse } from '../support/running-house.ts'
import { openCaseOn } from './support/open-case.ts'

const patience = 120_000
const year = new Date().getFullYear()

describeInBrowser('what the pages say of the log', (browser) => {
  let running: RunningHouse
  const desk = withDesk(browser, () => running.address)

  beforeAll(async () => {
    running = await openFoundedHouse()
    const { house } = running
    await addCentre(house, '06010001', '沈州第一鉴定所', 'First Centre')
    await addPerson(house, 'zhang', '张华', ['supervision_officer'])
  })
  afterAll(() => running?.close())

  it(
    'the page of the log tells size, checkpoint, key and fingerprint in plain words, and warns while nobody outside watches',
    async () => {
      const page = desk()
      await running.house.transparency.catchUp()
      await signIn(page, 'zhang', '/trust')
      await page.getByRole('heading', { name: '可信', exact: true }).waitFor()
      await page.getByText('日志正常').waitFor()
      await page.getByText('还没有机构以外的见证人').waitFor()
      expect(await page.locator('.fingerprint').innerText()).toMatch(/^([0-9A-F]{4}\s*){16}$/)
      expect(await page.locator('.note').innerText()).toMatch(/^guiju\/[0-9a-f-]{36}\n\d+\n/)
      expect(await barriers(page)).toEqual([])
      await page.setViewportSize({ width: 390, height: 800 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
      await page.setViewportSize({ width: 1360, height: 900 })
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByText('The log is well').waitFor()
      await page.getByRole('button', { name: '中文' }).click()
    },
    patience,
  )

  it(
    'a case says under each entry whether it is anchored, and then offers the receipt',
    async () => {
      const page = desk()
      await signIn(page, 'zhang')
      const id = await openCaseOn(page, 'QP-08', { site: '06010001', year })
      await page.goto(`/cases/${id}`)
      await page.getByText('尚未排入').first().waitFor()
      await running.house.transparency.catchUp()
      await page.reload()
      const link = page.getByRole('link', { name: /日志第 \d+ 项 · 存证回执/ })
      await link.first().waitFor()
      const [download] = await Promise.all([page.waitForEvent('download'), link.first().click()])
      expect(download.suggestedFilename()).toMatch(/\.tlog-proof$/)
      expect(parseTlogProof(await readFile(await download.path()))).not.toBeNull()
      expect(await barriers(page)).toEqual([])
    },
    patience,
  )
})

describeInBrowser('what the pages say where the log cannot be held outside', (browser) => {
  let running: RunningHouse
  let outside = ''
  const desk = withDesk(browser, () => running.address)

  beforeAll(async () => {
    outside = await mkdtemp(join(tmpdir(), 'guiju-outside-'))
    const place = { name: '只写目录', folder: join(outside, 'worm'), everyMs: 0 }
    // A file stands where the folder of the second place should be.
    await writeFile(join(outside, 'full'), '')
    running = await openFoundedHouse({ ...noAnchors, directories: [place, { ...place, name: '光盘', folder: join(outside, 'full') }] })
    await addPerson(running.house, 'deng', '邓琳', ['invigilator'])
  }, patience)
  afterAll(async () => {
    await running?.close()
    await rm(outside, { recursive: true, force: true })
  })

  it(
    'the page of the log tells of a blocked way at once, the banner after a quarter of an hour, and of a contradiction everywhere at once',
    async () => {
      const page = desk()
      const { house } = running
      await house.transparency.catchUp()
      await house.anchoring.runOnce()
      await signIn(page, 'audit_admin', '/trust')
      const blocked = page.getByText('存证处 光盘 存不进去')
      await blocked.waitFor()
      expect(await page.getByText('ENOTDIR').count()).toBe(1)
      await page.getByText('存证处 只写目录 存有含前').waitFor()
      expect(await page.getByRole('alert').filter({ hasText: '光盘' }).filter({ hasText: '查看' }).count()).toBe(0)
      expect(await barriers(page)).toEqual([])

      await house.pool.query("update anchor_trouble set since = since - interval '16 minutes'")
      await page.goto('/inbox')
      const banner = page.getByRole('alert').filter({ hasText: '存证处 光盘 存不进去' })
      await banner.waitFor()
      expect(await barriers(page)).toEqual([])

      // Somebody has put another checkpoint where ours belongs.
      await house.transparency.catchUp()
      const newest = await latestCheckpoint(house.pool)
      const file = join(outside, 'worm', checkpointName((newest?.size ?? 0) + 1))
      await mkdir(join(file, '..'), { recursive: true })
      await writeFile(file, 'another log\n')
      await addCentre(house, '06010001', '沈州第一鉴定所', 'First Centre')
      await house.transparency.catchUp()
      await house.anchoring.runOnce()
      expect((await house.app.inject('/health')).json()).toEqual({ status: 'degraded', alarms: ['anchors'] })
      expect((await house.app.inject('/metrics')).body).toContain('guiju_anchor_alarms 2')
      await page.reload()
      await page.getByRole('alert').filter({ hasText: '警报：存证处 只写目录 所存的检查点与本机构的不同' }).waitFor()
      await banner.getByRole('link', { name: '查看' }).click()
      await page.getByText('已存有另一个').waitFor()
      await picture(page, 'trust-troubles')
      expect(await barriers(page)).toEqual([])
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByText('keeps another checkpoint than is here').first().waitFor()
      await page.getByRole('button', { name: '中文' }).click()
    },
    patience,
  )

  it(
    'who does not answer for the records sees it on the page of the log, and no banner',
    async () => {
      const page = desk()
      await signIn(page, 'deng', '/trust')
      await page.getByText('警报：存证处 只写目录').waitFor()
      expect(await page.getByText('ENOTDIR').count()).toBe(0)
      await page.goto('/inbox')
      await page.getByRole('navigation').first().waitFor()
      expect(await page.getByRole('alert').filter({ hasText: '警报' }).count()).toBe(0)
    },
    patience,
  )
})
