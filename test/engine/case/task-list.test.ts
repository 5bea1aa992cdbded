import { describe, expect, it } from 'vitest'
import { dueMoments, openSteps, taskList } from '../../../engine/index.ts'
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

  const mending = () =>
    caseOf('QP-90').given(
      apply,
      { step: 'pass', by: person('wang', 'reviewer'), data: { opinion: '属实' } },
      { step: 'ask_more', by: person('zhao', 'head'), data: { outcome: 'granted', due_on: '2026-04-30' } },
    )
  const confirm: Act = { step: 'confirm', by: person('li', 'clerk'), data: { days: 1 } }

  it('is no step that a rule excludes already, whatever is filled in', () => {
    expect(tasks(mending())).toEqual(['confirm', 'mend'])
    expect(tasks(mending().given(confirm))).toEqual(['mend'])
  })

  it('nor falls due any more, and the page says why it may not be taken', () => {
    const { procedure, state, world } = ((done) => ({ procedure: done.procedure, state: done.state, world: done.world() }))(
      mending().given(confirm),
    )
    expect(dueMoments(procedure, state, world).map(({ step }) => step)).toEqual(['mend'])
    const li = { kind: 'person', person: 'li', name: 'LI', roles: [{ role: 'clerk', standsFor: null }] } as const
    const [open] = openSteps(procedure, state, li, world)
    expect(open).toMatchObject({
      step: 'confirm',
      mayTake: false,
      whyNot: { code: 'rule-not-met', rule: 'taken.confirm == 0', words: { zh: '已经签收' } },
    })
  })

  it('is a step that what is filled in may still allow, though as yet its rule is false', () => {
    const deciding = caseOf('QP-90').given(apply, { step: 'pass', by: person('wang', 'reviewer'), data: { opinion: '属实' } })
    const zhao = { kind: 'person', person: 'zhao', name: 'ZHAO', roles: [{ role: 'head', standsFor: null }] } as const
    const open = openSteps(deciding.procedure, deciding.state, zhao, deciding.world())
    expect(open.find(({ step }) => step === 'ask_more')).toMatchObject({ mayTake: true, whyNot: null })
  })
})
