import type { Locator, Page } from 'playwright-core'
import type { CompiledProcedure, Field } from '#engine'
import { wallTime } from '../../../server/web/form/zoned-time.ts'
import { smallPdf } from '../../http/support/upload.ts'
import { choiceWords } from './library-words.ts'

type Entered = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>
type Row = Readonly<Record<string, unknown>>
/** Where one value goes: inside what, under which label, and which of those of this label (in a table, one a row). */
type Place = Readonly<{ within: Locator; label: RegExp; nth: number }>

const zone = 'Asia/Shanghai'

/** Fills the form of a step as somebody does who reads its labels. Persons are named, files too. */
export async function fillForm(page: Page, { forms }: CompiledProcedure, entered: Entered): Promise<void> {
  for (const [form, parts] of Object.entries(entered))
    for (const [part, values] of Object.entries(parts)) {
      const declared = forms.get(form)?.parts.get(part)
      const within = page.getByRole('region', { name: `${declared?.title.zh} ${form}` })
      for (const [key, value] of Object.entries(values)) {
        const field = declared?.fields.get(key)?.field
        if (field === undefined) throw new Error(`Expected ${form} ${part} to have a field ${key}, but it has not`)
        await fillField(within, field, value)
      }
    }
}

async function fillField(within: Locator, field: Field, value: unknown): Promise<void> {
  if (field.type !== 'list') return fillValue({ within, label: labelled(field), nth: 0 }, field, value)
  const group = within.getByRole('group', { name: labelled(field) })
  if (field.of === 'row') return fillRows(group, field, value as readonly Row[])
  if (field.of === 'enum') return tick(group, field, value as readonly string[])
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    await group.getByRole('button', { name: '增加一项' }).click()
    const label = new RegExp(`${escaped(field.title.zh)} 第 ${index + 1} 项$`)
    await fillValue({ within: group, label, nth: 0 }, { ...field, type: field.of ?? 'string' }, item)
  }
}

async function tick(group: Locator, field: Field, codes: readonly string[]): Promise<void> {
  for (const code of codes) await group.getByRole('checkbox', { name: choiceWords(field, code), exact: true }).check()
}

/** Rows the form fixes are there; others are added one by one. Column by column, files from below: a button that did its work is gone. */
async function fillRows(group: Locator, { rows, columns = {} }: Field, entered: readonly Row[]): Promise<void> {
  if (rows === undefined) for (const _ of entered) await group.getByRole('button', { name: '增加一行' }).click()
  for (const key of new Set(entered.flatMap((row) => Object.keys(row)))) {
    const column = columns[key]
    if (column === undefined) throw new Error(`Expected a column ${key}, but there is none`)
    const label = new RegExp(`^(上传 )?${escaped(column.title.zh)} `)
    const cells = [...entered.entries()].filter(([, row]) => row[key] !== undefined)
    // A long table is not searched for each of its cells again.
    const typed = isTyped(column) ? await group.getByLabel(label).elementHandles() : []
    for (const [nth, row] of column.type === 'attachment' ? cells.toReversed() : cells)
      if (isTyped(column)) await typed[nth]?.fill(String(row[key]))
      else await fillValue({ within: group, label, nth }, column, row[key])
  }
}

function isTyped({ type = 'string' }: Field): boolean {
  return ['string', 'text', 'organisation', 'integer', 'number', 'money'].includes(type)
}

async function fillValue({ within, label, nth }: Place, field: Field, value: unknown): Promise<void> {
  const control = within.getByLabel(label).nth(nth)
  switch (field.type) {
    case 'boolean':
      return pickOne({ within, label, nth }, value === true ? '是' : '否')
    case 'enum':
      return chooseCode({ within, label, nth }, choiceWords(field, String(value)))
    case 'person':
      return choose(control, String(value))
    case 'attachment':
      return sendFile({ within, label, nth }, String(value))
    case 'date':
    case 'datetime':
      await control.fill(field.type === 'date' ? String(value) : wallTime(String(value), zone))
      return control.press('Enter')
    default:
      return control.fill(String(value))
  }
}

async function pickOne({ within, label, nth }: Place, words: string): Promise<void> {
  await within.getByRole('radiogroup', { name: label }).nth(nth).getByRole('radio', { name: words, exact: true }).check()
}

/** Few choices lie side by side, many in a list that opens. */
async function chooseCode(place: Place, words: string): Promise<void> {
  const { within, label, nth } = place
  if ((await within.getByRole('radiogroup', { name: label }).count()) > 0) await pickOne(place, words)
  else await choose(within.getByRole('combobox', { name: label }).nth(nth), words)
}

/** Looks for the words in a list that opens, and takes what stands there. */
export async function choose(control: Locator, words: string): Promise<void> {
  await control.click()
  await control.pressSequentially(words)
  const options = control.page().locator('.ant-select-item-option:visible')
  await options.filter({ hasText: new RegExp(`(^|\\s)${escaped(words)}(\\s|$)`) }).click()
}

async function sendFile({ within, label, nth }: Place, name: string): Promise<void> {
  // In a form the button is described by the label, in a table and a list it is called by it.
  const button = within
    .getByRole('button', { name: '选择文件上传', description: label })
    .or(within.getByRole('button', { name: label }).filter({ hasText: '上传' }))
  const [chooser] = await Promise.all([within.page().waitForEvent('filechooser'), button.nth(nth).click()])
  await chooser.setFiles({ name, mimeType: 'application/pdf', buffer: smallPdf })
  await within
    .getByRole('button', { name: `移除 ${name}` })
    .last()
    .waitFor()
}

/** The label of a field, and the mark behind it where it may be left empty. */
export function labelled({ title }: Readonly<{ title: Readonly<{ zh: string }> }>): RegExp {
  return new RegExp(`^${escaped(title.zh)}\\s*(选填|视情况必填)?$`)
}

export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
