import { describe, expect, it } from 'vitest'
import { makeFace } from '../../../server/documents/render/make-face.ts'
import { parseRestrictedHtml } from '../../../server/documents/render/restricted-html.ts'
import { makeTemplates, readTemplates } from '../../../server/documents/render/templates.ts'
import { sampleSheet } from './support/sample-sheet.ts'
import { smallForm, smallReference } from './support/small-forms.ts'

const styles = [
  ['record.typ', ''],
  ['record.css', ''],
] as const
const withBase = (base: string, ...more: (readonly [string, string])[]) =>
  makeTemplates(new Map([['layouts/base.hbs', base], ...styles, ...more]))
const face = makeFace(sampleSheet(smallForm, smallReference))

describe('templates', () => {
  it('name the files a form is drawn from, so that a baseline can hold them', async () => {
    const templates = await readTemplates('templates')
    expect(templates.filesFor('QR-99-01')).toEqual(
      expect.arrayContaining(['layouts/base.hbs', 'partials/section.hbs', 'partials/signatures.hbs', 'record.css', 'record.typ']),
    )
    const own = templates.filesFor('QR-08-04')
    expect(own).toContain('QR-08-04-scoring-sheet.hbs')
    expect(own).toContain('partials/matrix.hbs')
    expect(own).not.toContain('layouts/base.hbs')
  })

  it('are chosen by the code a file begins with', () => {
    const templates = withBase('<p>base</p>', ['QR-99-01-own.hbs', '<p>own</p>'])
    expect(templates.draw(face, 'zh')).toBe('<p>own</p>')
    expect(templates.draw({ ...face, form: { ...face.form, code: 'QR-99-010' } }, 'zh')).toBe('<p>base</p>')
  })

  it('may not print a value unescaped', () => {
    expect(() => withBase('{{{number}}}')).toThrow('escape every value')
    expect(() => withBase('{{&number}}')).toThrow('escape every value')
  })

  it('say so where they name what the form does not have', () => {
    expect(() => withBase('{{parts.report.fields.no_such_field.text}}').draw(face, 'zh')).toThrow(
      'Expected layouts/base.hbs to draw QR-99-01, but',
    )
  })

  it('reach nothing behind the values they are given', () => {
    expect(() => withBase('{{constructor.name}}').draw(face, 'zh')).toThrow()
    expect(withBase('{{lookup form "constructor"}}').draw(face, 'zh')).toBe('')
    expect(() => withBase('{{__proto__.x}}').draw(face, 'zh')).toThrow()
  })
})

describe('the restricted HTML', () => {
  it.each([
    '<script>x</script>',
    '<p style="color:red">x</p>',
    '<p onclick="x">x</p>',
    '<a href="x">x</a>',
    '<img src="x">',
    '<p>x',
    '<p>x</div>',
    '<p colspan="2">x</p>',
    '&nbsp;',
    '<!-- x -->',
  ])('does not have %s', (source) => {
    expect(() => parseRestrictedHtml(source)).toThrow('Expected')
  })

  it('keeps what stands in it', () => {
    expect(parseRestrictedHtml('<p class="a b">1 &lt; 2</p>')).toMatchObject([
      { name: 'p', classes: ['a', 'b'], children: [{ text: '1 < 2' }] },
    ])
  })
})
