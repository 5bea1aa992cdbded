import { beforeAll, describe, expect, it } from 'vitest'
import type { FaceSource } from '../../../server/documents/render/face.ts'
import { makeFace } from '../../../server/documents/render/make-face.ts'
import { readTemplates, type Templates } from '../../../server/documents/render/templates.ts'
import { readForms, readReference, sampleSheet } from './support/sample-sheet.ts'

const forms = readForms('records/forms')
const reference = readReference('records/lists')
let templates: Templates
beforeAll(async () => {
  templates = await readTemplates('templates')
})

function drawn(code: string, change: (source: FaceSource) => FaceSource): string {
  const form = forms.find((one) => one.code === code)
  if (form === undefined) throw new Error(code)
  return templates.draw(makeFace(change(sampleSheet(form, reference))), 'zh')
}

describe('the rectification order', () => {
  const order = (occupations: readonly string[] | undefined) =>
    drawn('QR-08-05', (source) => ({
      ...source,
      sealed: source.sealed.map((one) => {
        const { affected_occupations: _sample, ...values } = one.values
        return one.part === 'notice' && occupations !== undefined
          ? { ...one, values: { ...values, affected_occupations: occupations } }
          : { ...one, values }
      }),
    }))

  it('names the occupations on hold, and says nothing of them where none is', () => {
    const [occupation = ''] = Object.values(reference.find(({ code_lists: lists }) => lists?.occupations !== undefined)?.code_lists ?? {})
      .flat()
      .map(({ code }) => code)
    expect(order([occupation])).toContain('停止承接下列职业的鉴定任务')
    expect(order([])).not.toContain('停止承接')
    expect(order(undefined)).not.toContain('停止承接')
  })
})

describe('the sanction decision', () => {
  it('names the party alone, not the year or the batch', () => {
    const words = (text: string) => ({ zh: text, en: text })
    const subject = [
      { key: 'site', title: words('鉴定所(站)'), text: words('船舶重工行业鉴定站') },
      { key: 'year', title: words('年度'), text: words('2025') },
      { key: 'batch', title: words('鉴定批次'), text: words('2025-03') },
    ]
    const letter = drawn('QR-18-04', (source) => ({ ...source, case: { number: 'QP-18-2026-00001', subject } }))
    expect(letter).toContain('当事人：<span class="subject">船舶重工行业鉴定站</span></p>')
  })
})
