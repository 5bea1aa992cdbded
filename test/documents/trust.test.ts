import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const text = readFileSync(new URL('../../docs/trust.md', import.meta.url), 'utf8')

describe('what docs/trust.md tells an auditor', () => {
  const named = [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path)

  it('names a test that is there, for every promise', () => {
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([])
  })

  it('leaves no row of a regulation without its test, but those that are the organisation’s own to do', () => {
    const rows = text
      .slice(text.indexOf('## Regulations'))
      .split('\n')
      .filter((line) => /^\| [^-]/.test(line))
    const unproved = rows.filter((row) => !/`test\//.test(row) && !/shown by|证明/.test(row) && !/\*[^*]+\*/.test(row))
    expect(unproved).toEqual([])
  })
})
