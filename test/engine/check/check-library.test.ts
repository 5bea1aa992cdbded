import { describe, expect, it } from 'vitest'
import { type DiagnosticCode, diagnosticCodes, sayDiagnostic } from '#engine'
import { baseFiles, changed, findingsOf, placeOf } from './base-library.ts'
import { examples } from './findings.ts'

describe('a library without faults', () => {
  it('has no findings', () => {
    expect(findingsOf(baseFiles)).toEqual([])
  })
})

describe.each(Object.entries(examples))('%s', (code, cases) => {
  it.each(cases.map((example) => [example.changes.map(({ put }) => put.slice(0, 60)).join(' … '), example] as const))(
    'is found at its line and column: %s',
    (_name, example) => {
      const files = changed(example.changes)
      const found = findingsOf(files).filter((finding) => finding.code === code)
      expect(found.map(({ file, line, column }) => ({ file, line, column }))).toContainEqual({
        file: example.file,
        ...placeOf(files, example.file, example.at),
      })
    },
  )

  it('is said as "Expected …, but …" in English, and in Chinese without English words of ours', () => {
    const found = cases.flatMap(({ changes }) => findingsOf(changed(changes))).filter((finding) => finding.code === code)
    for (const finding of found) {
      expect(sayDiagnostic(finding, 'en')).toMatch(/^Expected .*, but |: |; /)
      expect(sayDiagnostic(finding, 'zh')).toMatch(/应/)
      expect(sayDiagnostic(finding, 'zh') + sayDiagnostic(finding, 'en')).not.toMatch(/undefined|\[object/)
    }
    expect(found.length).toBeGreaterThan(0)
  })
})

describe('the findings', () => {
  it('have an example each', () => {
    const shown = new Set<DiagnosticCode>([...(Object.keys(examples) as DiagnosticCode[]), 'generated-types-stale'])
    expect([...diagnosticCodes].filter((code) => !shown.has(code))).toEqual([])
  })

  it('do not depend on the order in which files are read', () => {
    const files = changed([...(examples['exits-leave-gap'][0]?.changes ?? []), ...(examples['unknown-part'][0]?.changes ?? [])])
    expect(findingsOf(files.toReversed())).toEqual(findingsOf(files))
  })
})
