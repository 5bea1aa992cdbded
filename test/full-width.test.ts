import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = resolve(import.meta.dirname, '..')
const halfWidth = /\p{Script=Han}[,:;?()]|[,:;?()]\p{Script=Han}/u

/** Lines of a source file in which a half-width mark stands beside a Chinese character, comments apart. */
function halfWidthLines(source: string): readonly string[] {
  return source.split('\n').filter((line) => halfWidth.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
}

/** Chinese texts of a YAML file, by the keys `zh`, in which such a mark stands. */
function halfWidthTexts(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return key === 'zh' && halfWidth.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([below, inner]) => halfWidthTexts(inner, below))
}

function found(pattern: string, marksIn: (text: string) => readonly string[]): readonly string[] {
  const files = globSync(pattern, { cwd: root, exclude: (path) => path.includes('dist') })
  if (files.length === 0) throw new Error(`Expected files at ${pattern}, but there are none`)
  return files.flatMap((file) => marksIn(readFileSync(resolve(root, file), 'utf8')).map((text) => `${file}: ${text.trim()}`))
}

describe('Chinese is set with full-width punctuation', () => {
  it('in every sentence of the engine, the records, the server and its pages', () => {
    expect(found('{engine,records,server}/**/*.{ts,tsx}', halfWidthLines)).toEqual([])
  })

  it('in every text of the documents, the forms and the reference data', () => {
    expect(found('{procedures,records}/**/*.yaml', (text) => halfWidthTexts(parse(text)))).toEqual([])
  })

  it('and a half-width mark would be found', () => {
    expect(halfWidthLines("  'no': '没有这一项,或者您无权查看。',\n  // 说明(不算)")).toHaveLength(1)
    expect(halfWidthTexts({ title: { zh: '报告(初稿)', en: 'Report (draft)' } })).toEqual(['报告(初稿)'])
  })
})
