import { describe, expect, it } from 'vitest'
import { taskList } from '../../../engine/index.ts'
import { type Act, caseOf, person } from '../support/case-of.ts'

const apply: Act = { step: 'apply', by: person('li', 'clerk'), data: { amount: '500', urgent: false, items: [{ count: 3 }, { count: 5 }] } }

function tasks(scenario: ReturnType<typeof caseOf>): readonly string[] {
  return taskList(scenario.procedure, scenario.state, scenario.world()).map(({ step }) => step)
}

describe('what stands on a list of tasks', () => {
  it('is the first step of a new case, though nothing limits it', () => {
    expect(tasks(caseOf('QP-90'))).toEqual(['apply'])
  })

  it('is the step with a due date, not the extension or the return that may be made at any time', () => {
    expect(tasks(caseOf('QP-90').given(apply))).toEqual(['pass'])
  })

  it('is a step without a due date where another case demands it', () => {
    expect(tasks(caseOf('QP-90').given(apply, { demanded: 'return' }))).toEqual(['pass', 'return'])
  })
})
