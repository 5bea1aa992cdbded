import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problems } from '../../server/http/problems.ts'
import { statusOf } from '../../server/http/rejection-status.ts'

const text = readFileSync(resolve(import.meta.dirname, '../../docs/errors.md'), 'utf8')
const section = /<!-- http -->([\s\S]*?)<!-- \/http -->/.exec(text)?.[1] ?? ''
const listed = new Map([...section.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, code = '', status]) => [code, Number(status)]))

describe('docs/errors.md', () => {
  it('lists every problem of the HTTP door and every refusal of the engine with its status, and no other', () => {
    const known = new Map([...Object.entries(problems).map(([code, { status }]) => [code, status] as const), ...Object.entries(statusOf)])
    expect(Object.fromEntries([...listed].toSorted())).toEqual(Object.fromEntries([...known].toSorted()))
  })
})
