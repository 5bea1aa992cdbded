import { describe, expect, it } from 'vitest'
import { exactSource } from '../../../engine/rules/exact-source.ts'
import { caseOf, person } from '../support/case-of.ts'

const li = person('li', 'clerk')
const counting = (count: number) => caseOf('QP-89').given({ step: 'begin', by: li, data: { count } })

describe('a term of a document', () => {
  it('stands for its expression wherever it is named, the value being entered included', () => {
    expect(counting(3).when({ step: 'raise', by: li, data: {} }).values).toMatchObject({ count: 4 })
  })

  it('may name a term defined before it, and keeps its decimals exact', () => {
    counting(18).when({ step: 'raise', by: li, data: {} }).thenState('counting')
    counting(20).when({ step: 'raise', by: li, data: {} }).thenRejected({ code: 'rule-not-met', rule: 'terms.half_next < 10.5' })
  })

  it('binds as one thing: what stands around it does not reach into it', () => {
    const terms = new Map([['both', 'a + b']])
    expect(exactSource('terms.both * 2', terms).text).toBe('(a + b) * 2')
  })

  it('is no field of that name, and nothing inside a text', () => {
    const terms = new Map([['x', 'a']])
    expect(exactSource("row.terms.x == 'terms.x'", terms).text).toBe("row.terms.x == 'terms.x'")
  })

  it('leads back to the place that names it, where something in it is wrong', () => {
    const { text, originalOffset } = exactSource('1 + terms.x', new Map([['x', 'wrong + 1']]))
    expect(originalOffset(text.indexOf('wrong'))).toBe('1 + '.length)
  })
})
