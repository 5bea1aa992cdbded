import { createHash } from 'node:crypto'
import { Environment } from '@marcbachmann/cel-js'
import { describe, expect, it } from 'vitest'
import { registerDigest } from '../../../engine/rules/digest.ts'

const cel = new Environment()
registerDigest(cel)

describe('digest', () => {
  it('is the SHA-256 of the lines as a file would hold them', () => {
    const file = '张三,240001\n李四,240002\n'
    expect(cel.evaluate("digest(['张三,240001', '李四,240002'])")).toBe(createHash('sha256').update(file).digest('hex'))
  })

  it('tells two lists apart whose texts joined are the same', () => {
    expect(cel.evaluate("digest(['a', 'b']) == digest(['ab'])")).toBe(false)
  })
})
