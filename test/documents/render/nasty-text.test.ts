import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFace } from '../../../server/documents/render/make-face.ts'
import { makeRecordRenderer, type RecordRenderer } from '../../../server/documents/render/render-record.ts'
import { readTemplates } from '../../../server/documents/render/templates.ts'
import { visibleText } from '../../../server/documents/render/visible-text.ts'
import { hasPoppler, textOfPdf } from './support/poppler.ts'
import { entriesFor, sampleSheet, sealed, signer } from './support/sample-sheet.ts'
import { smallForm, smallReference } from './support/small-forms.ts'

let renderer: RecordRenderer
beforeAll(async () => {
  renderer = makeRecordRenderer(await readTemplates('templates'))
})
afterAll(() => renderer.close())

/** The same text in every place a value can stand. */
function faceOf(text: string) {
  const values = {
    name: text,
    story: text,
    id_number: text,
    level: text,
    amount: text,
    seen_at: '2026-03-02T01:20:00.000Z',
    fit: true,
    places: [text, text],
    rows: [{ item: text, score: text }],
    file: { attachment: 'x', name: text, type: 'x', size: 1, sha256: 'a'.repeat(64) },
  }
  const parts = [sealed(smallForm, 'report', 1, values, [signer(text, text, { standsFor: { person: 'p', name: text } })])]
  return makeFace({
    ...sampleSheet(smallForm, smallReference),
    organisation: { zh: text, en: text },
    sealed: parts,
    entries: entriesFor(parts),
    unmasked: true,
  })
}

const marks = [
  '#import "x"',
  '{{x}}',
  '{{{x}}}',
  '<script>alert(1)</script>',
  '$a$',
  '\\',
  '[',
  ']',
  '*',
  '_',
  '`',
  '//',
  '/*',
  '"',
  "'",
  '&amp;',
  '&',
  '<',
  '>',
  '=',
  '@x',
  '#{',
  '}',
  ')',
  '\n',
  '\r\n',
  '\t',
  '\u0000',
  '\u001B',
  '\u202E',
  '\u2066',
  '\u200F',
  '\u200B',
  '\uFEFF',
  '\u00AD',
  '\uE000',
  '\u2028',
  '😀',
  '👨‍👩‍👧',
  'مرحبا',
  'שלום',
  '𠮷',
  'ẞ',
  'e\u0301',
  '\u0301',
  '\uFE0F',
  '１',
  '規矩',
  '—',
  '㎡',
  '\\u{1F600}',
  '%PDF',
  ']]>',
]
const nasty = fc
  .array(fc.oneof(fc.constantFrom(...marks), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((each) => each.join(''))

function textOfHtml(html: string): string {
  const entities = new Map([
    ['&amp;', '&'],
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&#39;', "'"],
  ])
  return html.replace(/<[^<>]*>/g, '\u241F').replace(/&[^;]+;/g, (entity) => entities.get(entity) ?? '?')
}

describe('what a person wrote', () => {
  it('stands on the page as it was written, and never as markup', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const html = new TextDecoder().decode(await renderer.renderRecord(faceOf(text), { format: 'html', language: 'zh' }))
        expect(new Set([...html.matchAll(/<\/?([a-z]+)/gi)].map(([, name]) => name))).not.toContain('script')
        const trimmed = visibleText(text).replace(/\s+/g, '')
        expect(textOfHtml(html).replace(/\s+/g, '')).toContain(trimmed)
      }),
      { numRuns: 150 },
    )
  })

  it('never stops a PDF from being made', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const pdf = await renderer.renderRecord(faceOf(text), { format: 'pdf', language: 'zh', embedded: [] })
        expect(new TextDecoder('latin1').decode(pdf.subarray(0, 5))).toBe('%PDF-')
      }),
      { numRuns: 150 },
    )
  })

  it
    .skipIf(!hasPoppler)
    .each([
      '#import "x"',
      '{{x}} {{{y}}}',
      '<script>alert(1)</script>',
      '$a$ \\ [ ] * _ `b` // c',
      '&amp; &lt;',
      '= 标题',
      '"引号" \'单引号\'',
      '@ref <label>',
      'A'.repeat(400),
    ])('is extracted from the PDF as written: %s', async (text) => {
    expect(textOfPdf(await renderer.renderRecord(faceOf(text), { format: 'pdf', language: 'zh', embedded: [] }))).toContain(
      text.replace(/\s/g, ''),
    )
  })

  it.skipIf(!hasPoppler)('is named by its code point where the font has no glyph for it', async () => {
    const text = textOfPdf(await renderer.renderRecord(faceOf('😀𠮷\u202E'), { format: 'pdf', language: 'zh', embedded: [] }))
    expect(text).toContain('〔U+1F600〕〔U+20BB7〕〔U+202E〕')
  })
})
