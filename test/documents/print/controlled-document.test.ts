import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProcedureDocument } from '#engine'
import { makeControlledSheet, type RevisionInForce } from '../../../server/documents/print/controlled-sheet.ts'
import { documentHtml, documentPdf } from '../../../server/documents/print/print-document.ts'
import { makePdfPress } from '../../../server/documents/render/pdf-process.ts'
import { readTemplates, type Templates } from '../../../server/documents/render/templates.ts'
import { library } from '../../procedures/support/library.ts'
import { hasPoppler, pagesOfPdf, textOfPdf } from '../render/support/poppler.ts'

const organisation = { zh: '滨海市职业技能鉴定中心', en: 'Binhai Testing Authority' }
const baseline = `sha256:${'ab'.repeat(32)}`
const inForce: readonly RevisionInForce[] = [
  { revision: 'A/0', from: '2025-01-02', until: '2026-03-02', reason: '首次发布', baseline },
  { revision: 'A/1', from: '2026-03-02', until: null, reason: '按管理评审决议修订', baseline },
]
const documents = [...library.documents.values()].map(({ value }) => [value.code, value] as const)
const printed = (document: ProcedureDocument, revisions = inForce) => ({
  sheet: makeControlledSheet({ organisation, library, document, revisions }),
  document,
  baseline,
  inForceSince: 1_772_000_000,
})
const squeezed = (text: string) => text.replace(/\s/g, '')
const press = makePdfPress()
let templates: Templates
beforeAll(async () => {
  templates = await readTemplates('templates')
})
afterAll(() => press.close())

const first = documents.find(([code]) => code === 'QP-08')?.[1]
if (first === undefined) throw new Error('Expected QP-08 among the documents, but it is not there')

describe.each(documents)('%s as a controlled document', (_, document) => {
  it('says every state, every step with its condition, and every record form', async () => {
    const page = squeezed(await documentHtml(printed(document), templates, 'zh'))
    const steps = Object.values(document.steps)
    const rules = steps.flatMap((step) => (step.rules ?? []).map(({ words }) => words.zh))
    const said = [
      document.title.zh,
      document.purpose.zh,
      ...Object.values(document.states).map(({ title }) => title.zh),
      ...steps.flatMap((step) => [step.title.zh, step.guard.zh, ...step.records.map(({ form }) => form)]),
      ...rules,
    ]
    const plain = page
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
    expect(said.filter((words) => !plain.includes(squeezed(words)))).toEqual([])
  })
})

describe('a printed document', () => {
  it.skipIf(!hasPoppler)('is a PDF with numbered pages, its flow chart in words that can be searched', async () => {
    const pdf = await documentPdf(printed(first), templates, 'zh', press)
    const text = textOfPdf(pdf)
    expect(pagesOfPdf(pdf)).toBeGreaterThan(3)
    for (const words of ['目的', '适用范围', '职责', '流程图', '工作程序', '修订记录', organisation.zh]) expect(text).toContain(words)
  })

  it('gives the same bytes for the same revision', async () => {
    const [one, other] = await Promise.all([
      documentPdf(printed(first), templates, 'zh', press),
      documentPdf(printed(first), templates, 'zh', press),
    ])
    expect(Buffer.compare(one, other)).toBe(0)
  })

  it('says since when each revision was in force, why, and under which baseline', async () => {
    const page = await documentHtml(printed(first), templates, 'zh')
    for (const words of ['2025年1月2日', '按管理评审决议修订', 'abababababababab', '现行']) expect(page).toContain(words)
  })

  it('of files nobody has released says that it is not controlled', async () => {
    expect(await documentHtml(printed(first, []), templates, 'zh')).toContain('未发布文稿，非受控')
    expect(await documentHtml(printed(first), templates, 'zh')).not.toContain('未发布文稿')
  })
})
