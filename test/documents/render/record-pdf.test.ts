import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SealedPart } from '#engine'
import type { Face } from '../../../server/documents/render/face.ts'
import { makeFace } from '../../../server/documents/render/make-face.ts'
import { makeRecordRenderer, type RecordRenderer } from '../../../server/documents/render/render-record.ts'
import { readTemplates, type Templates } from '../../../server/documents/render/templates.ts'
import { embeddedIn, hasPoppler, metadataOfPdf, pagesOfPdf, textOfPdf } from './support/poppler.ts'
import { entriesFor, readForms, readReference, sampleSheet, sealed, signer } from './support/sample-sheet.ts'
import { smallForm, smallReference } from './support/small-forms.ts'

const forms = readForms('records/forms')
const reference = readReference('records/lists')
const data = new TextEncoder().encode('{"format":"guiju-record/1","values":{"结论":"合格 \\"A\\" \\\\ #x"}}')
const embedded = [{ name: 'QR-99-01_QP-99-2026-00031_001.json', bytes: data, description: '记录数据' }]
let templates: Templates
let renderer: RecordRenderer
beforeAll(async () => {
  templates = await readTemplates('templates')
  renderer = makeRecordRenderer(templates)
})
afterAll(() => renderer.close())

const pdf = (face: Face, language: 'zh' | 'en' = 'zh') => renderer.renderRecord(face, { format: 'pdf', language, embedded })
const html = async (face: Face, language: 'zh' | 'en' = 'zh') =>
  new TextDecoder().decode(await renderer.renderRecord(face, { format: 'html', language }))
const squeezed = (text: string) => text.replace(/\s/g, '')

describe.each(forms.map((form) => [form.code, form] as const))('the sheet of %s', (_, form) => {
  const face = makeFace(sampleSheet(form, reference))
  const blank = makeFace(sampleSheet(form, reference, { sealed: [] }))

  it.skipIf(!hasPoppler)('prints every label of the form and every value that stands in it', async () => {
    const text = textOfPdf(await pdf(face))
    for (const section of face.sections) {
      expect(text).toContain(squeezed(section.signatures[0]?.name.zh ?? ''))
      for (const field of Object.values(section.fields))
        for (const item of field.items.length > 0 ? field.items : [field.text]) expect(text).toContain(squeezed(item.zh))
    }
    const labels = Object.values(form.parts).flatMap((part) => [part.title.zh, ...Object.values(part.fields).map(({ title }) => title.zh)])
    const blankText = textOfPdf(await pdf(blank))
    for (const label of labels) expect(blankText).toContain(squeezed(label))
  })

  it('is one article of restricted HTML, without script, style or address', async () => {
    for (const each of [face, blank]) {
      const page = await html(each)
      expect(page).toMatch(/^<article class="record">.*<\/article>$/s)
      expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/<script|<style|style=|href=|src=|javascript:/)
    }
  })

  it.skipIf(!hasPoppler)('fits few pages and prints in English too', async () => {
    expect(pagesOfPdf(await pdf(face))).toBeLessThanOrEqual(6)
    expect(textOfPdf(await pdf(face, 'en'))).toContain(squeezed(form.title.en))
  })

  it('prints each of its filled parts alone', async () => {
    const source = sampleSheet(form, reference)
    for (const { serial } of source.sealed.slice(-3))
      await expect(html(makeFace({ ...source, serial }))).resolves.toContain(`/${String(serial).padStart(3, '0')}`)
  })
})

describe.skipIf(!hasPoppler)('the PDF of a record', () => {
  const values = {
    name: '一号鉴定所',
    story: '第一行\n第二行 *不是* _标记_ #import "x" $a$ \\ [ ] {{x}} <script>',
    rows: Array.from({ length: 1000 }, (_, at) => ({ item: `项目${at}`, score: '1.5' })),
  }
  const parts: readonly SealedPart[] = [sealed(smallForm, 'report', 1, values, [signer('王晓梅', 'director')])]
  const source = { ...sampleSheet(smallForm, smallReference), sealed: parts, entries: entriesFor(parts, 'simulated') }
  const face = makeFace(source)

  it('claims PDF/A-3b', async () => {
    const metadata = metadataOfPdf(await pdf(face))
    expect(metadata).toMatch(/<pdfaid:part>3<\/pdfaid:part>/)
    expect(metadata).toMatch(/<pdfaid:conformance>B<\/pdfaid:conformance>/)
  })

  it('carries the canonical data byte for byte', async () => {
    expect(embeddedIn(await pdf(face), 1)).toEqual(data)
  })

  it('is the same bytes from another process', async () => {
    const other = makeRecordRenderer(templates)
    try {
      const again = await other.renderRecord(face, { format: 'pdf', language: 'zh', embedded })
      expect(Buffer.from(again).equals(Buffer.from(await pdf(face)))).toBe(true)
    } finally {
      other.close()
    }
  })

  it('repeats the head of a long list on every page and loses no row', async () => {
    const made = await pdf(face)
    const text = textOfPdf(made)
    const pages = pagesOfPdf(made)
    expect(pages).toBeGreaterThan(10)
    expect(text.split('项目Item').length - 1).toBeGreaterThanOrEqual(pages - 2)
    for (const at of [0, 499, 999]) expect(text).toContain(`项目${at}`)
    expect(text).toContain(`第${pages}页共${pages}页`)
  })

  it('prints what a person wrote as they wrote it', async () => {
    expect(textOfPdf(await pdf(face))).toContain(squeezed(values.story))
  })

  it('says that the clock was simulated, and its number and hash on every page', async () => {
    const text = textOfPdf(await pdf(face))
    expect(text).toContain('演示(模拟时钟)')
    expect(text.split('QR-99-01/QP-99-2026-00031/001').length - 1).toBeGreaterThan(10)
    expect(text).toContain('0202020202020202')
  })
})

describe.skipIf(!hasPoppler)('a PDF made after another one', () => {
  // 一 and 倀 end in the same byte of UTF-8. Typst 0.13 takes a changed source over by its differing bytes and, where such
  // characters meet, keeps the one of the source before: a record would show a word of another record.
  const one = '赵一'
  const other = '赵倀'
  const bytes = (name: string) => new TextEncoder().encode(JSON.stringify({ name }))
  const make = (by: RecordRenderer, name: string) => {
    const parts = [sealed(smallForm, 'report', 1, { name }, [signer(name, 'director')])]
    const face = makeFace({ ...sampleSheet(smallForm, smallReference), sealed: parts, entries: entriesFor(parts) })
    return by.renderRecord(face, { format: 'pdf', language: 'zh', embedded: [{ name: 'a.json', bytes: bytes(name), description: '数据' }] })
  }

  it('holds nothing of the one before', async () => {
    const fresh = makeRecordRenderer(templates)
    try {
      await make(fresh, one)
      const second = await make(fresh, other)
      expect(textOfPdf(second)).toContain(other)
      expect(textOfPdf(second)).not.toContain(one)
      expect(embeddedIn(second, 1)).toEqual(bytes(other))
    } finally {
      fresh.close()
    }
  })
})
