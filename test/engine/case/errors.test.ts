import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fieldProblemCodes, rejectionCodes } from '../../../engine/index.ts'

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'errors.md'), 'utf8')

/** Rows between the markers: code, meaning in zh and in en. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const [, inside = ''] = page.split(new RegExp(`<!-- /?${section} -->`))
  return [...inside.matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)].map(([, ...cells]) => cells)
}

describe('docs/errors.md', () => {
  it.each([
    ['rejections', rejectionCodes],
    ['problems', fieldProblemCodes],
  ] as const)('lists all %s and no other, with a meaning in zh and in en', (section, codes) => {
    const rows = rowsOf(section)
    expect(rows.map(([code]) => code)).toEqual([...codes])
    for (const [, zh = '', en = ''] of rows) {
      expect(zh).toMatch(/\p{Script=Han}/u)
      expect(en).toMatch(/^[A-Z]/)
    }
  })
})
