import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CompiledProcedure, CompiledStep, SubjectValues } from '#engine'
import { password } from '../../http/support/house.ts'
import { auditor } from '../../http/support/story-house.ts'
import { enteredParts } from '../../procedures/support/enter.ts'
import type { Refused, SeenCase, Stage } from '../../procedures/support/play.ts'
import { makeHouseClock } from '../../support/house-clock.ts'
import { choose, escaped, fillForm, labelled } from './fill-form.ts'
import { documentOf, procedureOf, readValue, stepOf } from './library-words.ts'
import { type ReadCase, readCase } from './read-case.ts'
import { openRecord } from './records-in-browser.ts'
import type { StoryPages } from './story-pages.ts'
import { fieldsToMend, refusedBy, refusedWith } from './told.ts'

/** What is looked at once while it is in sight: `name` says which page of its kind. */
export type Look = (page: Page, name: string) => Promise<void>
export type BrowserStage = Stage &
  Readonly<{
    /** The case as the auditor finds it. */
    read(id: string): Promise<ReadCase>
    /** How often people came to a step, and from where. */
    ways: { fromInbox: number; fromCase: number }
  }>

/**
 * The pages as a stage: everybody opens, fills in and signs in a browser of their own, and what became of it is read from the
 * pages, the present of a case by the auditor. Time is the simulated clock.
 */
export function makeBrowserStage({ house, people, address, look }: StoryPages): BrowserStage {
  const clock = makeHouseClock(house.assembly)
  const ways: BrowserStage['ways'] = { fromInbox: 0, fromCase: 0 }
  const readings = new Map<string, ReadCase>()
  /** Case → the version of its starter at which it was first seen. */
  const firstSeen = new Map<string, number>()

  /** What was read is old once the house did something. */
  async function settle(): Promise<void> {
    await clock.settle()
    readings.clear()
  }
  async function read(id: string): Promise<ReadCase> {
    const known = readings.get(id)
    if (known !== undefined) return known
    const page = await people.pageOf(auditor)
    await page.goto(`${address}/cases/${id}`)
    const found = await readCase(page)
    readings.set(id, found)
    for (const one of found.started) if (!firstSeen.has(one.case)) firstSeen.set(one.case, found.version)
    return found
  }
  async function valuesOf(id: string, fields: readonly string[]): Promise<SeenCase['values']> {
    const { number, records } = await read(id)
    const { forms } = procedureOf(documentOf(number))
    const values: Record<string, unknown> = {}
    const wanted = new Set(fields)
    for (const line of records.toReversed()) {
      const parts = forms.get(line.number.split('/')[0] ?? '')?.parts.values() ?? []
      const part = [...parts].find(({ title }) => title.zh === line.title)
      const here = [...(part?.fields ?? [])].filter(([key]) => wanted.has(key))
      if (here.length === 0) continue
      const page = await openRecord(await people.pageOf(auditor), `${address}/cases/${id}`, line)
      for (const [key, { field }] of here) {
        const shown = page
          .getByRole('region', { name: '内容' })
          .locator('dl > div')
          .filter({ has: page.getByText(field.title.zh, { exact: true }) })
        const value = readValue(field, ((await shown.locator('.value').first().textContent()) ?? '').trim())
        if (value === undefined) continue
        values[key] = value
        wanted.delete(key)
      }
    }
    return values
  }

  async function open(document: string, subject: SubjectValues, by: string): Promise<string | Refused> {
    const page = await people.pageOf(by)
    await page.goto(`${address}/cases`)
    await page.getByRole('button', { name: '新开案卷' }).click()
    const dialog = page.getByRole('dialog')
    await choose(dialog.getByLabel('文件'), document)
    for (const [key, { title, type }] of procedureOf(document).subject) {
      const [value, control] = [subject[key], dialog.getByLabel(labelled({ title }))]
      if (value === undefined) continue
      if (['site', 'occupation', 'level', 'person'].includes(type)) await choose(control, String(value))
      else await control.fill(String(value))
    }
    await look(page, 'the dialog that opens a case')
    await dialog.getByRole('button', { name: '开立' }).click()
    const opened = page.getByRole('heading', { level: 1, name: new RegExp(`${document}-\\d{4}-\\d{5}`) })
    const refused = dialog.getByRole('alert')
    await opened.or(refused).first().waitFor()
    await settle()
    return (await refused.count()) > 0 ? refusedBy(refused) : (new URL(page.url()).pathname.split('/').at(-1) ?? '')
  }

  async function take(id: string, code: string, entered: Readonly<Record<string, unknown>>, by: string): Promise<Refused | null> {
    const { number } = await read(id)
    const procedure = procedureOf(documentOf(number))
    const step = stepOf(procedure, code)
    const page = await people.pageOf(by)
    const refused = await goToStep(page, id, step)
    if (refused !== null) return refused
    await page.getByRole('heading', { level: 1, name: step.title.zh }).waitFor()
    const draft = page.getByRole('button', { name: '放弃草稿' })
    if ((await draft.count()) > 0) await draft.click()
    await fillForm(page, procedure, enteredParts(procedure, step, entered, { person: (name) => name, file: (name) => name }))
    await look(page, `the form of ${procedure.code} ${code}`)
    await page.getByRole('button', { name: /提交$/ }).click()
    const dialog = page.getByRole('dialog')
    await page
      .getByText(/需要修改/)
      .or(dialog)
      .or(page.getByRole('status'))
      .first()
      .waitFor()
    const mend = await fieldsToMend(page, procedure, step)
    if (mend !== null) return mend
    if ((await dialog.count()) > 0) await sign(page, by)
    return outcome(page, procedure, step)
  }

  /** From the list of tasks where it stands there, else from the case. Answers what is said where the step is not offered. */
  async function goToStep(page: Page, id: string, step: CompiledStep): Promise<Refused | null> {
    await page.goto(`${address}/inbox`)
    await page.getByRole('main').getByRole('link').or(page.getByText('没有待办事项')).first().waitFor()
    const task = page.getByRole('main').locator(`a[href="/cases/${id}/steps/${step.code}"]`)
    if ((await task.count()) > 0) {
      expect(await task.textContent()).toContain(step.title.zh)
      ways.fromInbox++
      await task.click()
      return null
    }
    await page.goto(`${address}/cases/${id}`)
    await page.getByRole('heading', { level: 1, name: /-\d{4}-\d{5}/ }).waitFor()
    const offered = page.getByRole('button', { name: new RegExp(`办理：${escaped(step.title.zh)}$`) })
    if ((await offered.count()) === 0) return notOffered(page, id, step)
    ways.fromCase++
    await offered.click()
    return null
  }

  /** The step is no button on the case; why, its card says, or its own address does where it has no card. */
  async function notOffered(page: Page, id: string, step: CompiledStep): Promise<Refused> {
    const card = page.getByRole('article', { name: step.title.zh, exact: true })
    // A contribution on the card tells its own reasons; these are the step's.
    const reasons = await card.getByText('您现在不能办理').locator('xpath=following-sibling::ul[1]').getByRole('listitem').allTextContents()
    const closed = (await page.getByText('案卷已结案').count()) > 0
    await page.goto(`${address}/cases/${id}/steps/${step.code}`)
    const shut = page.getByText('您现在不能办理').or(page.getByRole('heading', { name: '此步骤现在不可办理' }))
    await shut.first().waitFor()
    expect(await page.getByRole('button', { name: /提交$/ }).count()).toBe(0)
    const [reason] = reasons
    if (reason === undefined) return { code: closed ? 'case-closed' : 'step-not-open' }
    return refusedWith(reason)
  }

  async function sign(page: Page, by: string): Promise<void> {
    const dialog = page.getByRole('dialog')
    await dialog.getByText(by).first().waitFor()
    await look(page, 'the signing dialog')
    await dialog.getByLabel('再次输入您的密码').fill(password)
    await dialog.getByRole('button', { name: /签署$/ }).click()
  }

  /** What stands on the page after a submission: the notice of what was done, or why it was not. */
  async function outcome(page: Page, procedure: CompiledProcedure, step: CompiledStep): Promise<Refused | null> {
    const done = page.getByRole('status').filter({ hasText: step.title.zh })
    const refused = page.getByRole('alert').filter({ hasText: /不能办理|没有办成|未成立/ })
    await done.or(refused).first().waitFor()
    await settle()
    if ((await refused.count()) > 0) return (await fieldsToMend(page, procedure, step)) ?? refusedBy(refused)
    const text = (await done.textContent()) ?? ''
    expect(text).toMatch(/已办理|已提交/)
    if (text.includes('已办理')) expect(await done.getByRole('link', { name: /\/\d{3}$/ }).count(), text).toBeGreaterThan(0)
    return null
  }

  async function countersign(id: string, code: string, by: string): Promise<Refused | null> {
    const { number } = await read(id)
    const procedure = procedureOf(documentOf(number))
    const step = stepOf(procedure, code)
    const page = await people.pageOf(by)
    await page.goto(`${address}/cases/${id}`)
    await page.getByRole('article', { name: step.title.zh, exact: true }).getByRole('button', { name: '会签' }).click()
    await sign(page, by)
    return outcome(page, procedure, step)
  }

  return {
    read,
    ways,
    async passTo(instant) {
      if ((await clock.passTo(instant)) > 0) readings.clear()
    },
    open,
    take,
    countersign,
    async stateOf(id, fields = []) {
      const found = await read(id)
      const started = found.started.map((one) => ({ ...one, sequence: firstSeen.get(one.case) ?? 0 }))
      return { ...found, started, values: fields.length === 0 ? {} : await valuesOf(id, fields) }
    },
  }
}
