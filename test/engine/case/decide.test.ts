import { describe, expect, it } from 'vitest'
import { automaticNow, decide, dueMoments, latestValues, taskList } from '../../../engine/index.ts'
import { type Act, caseOf, instant, person } from '../support/case-of.ts'

const li = person('li', 'clerk')
const wang = person('wang', 'reviewer')
const zhao = person('zhao', 'head')
const qian = person('qian', 'director')
const sun = person('sun', 'officer')

const items = [{ count: 3 }, { count: 5 }]
const apply = (more: Readonly<Record<string, unknown>> = {}): Act => ({
  step: 'apply',
  by: li,
  data: { amount: '500', urgent: false, items, ...more },
})
const pass: Act = { step: 'pass', by: wang, data: { opinion: '属实' } }
const granted = { outcome: 'granted' }

describe('a step is refused', () => {
  it('when the case has moved on since the person looked at it', () => {
    caseOf('QP-90')
      .when({ ...apply(), version: 0 } as Act)
      .thenRejected({ code: 'case-moved-on', expected: 0, found: 1 })
  })

  it('when the case has ended', () => {
    caseOf('QP-90')
      .given(apply(), pass, { step: 'decide', by: zhao, data: granted })
      .when({ step: 'decide', by: zhao, data: granted })
      .thenRejected({ code: 'case-closed', state: 'done' })
  })

  it('when it does not leave the present state, and says which do', () => {
    caseOf('QP-90')
      .when(pass)
      .thenRejected({ code: 'step-not-open', step: 'pass', state: 'draft', open: ['apply'] })
  })

  it.each(['constructor', '__proto__', 'toString', ''])('when its name is %j', (step) => {
    caseOf('QP-90').when({ step, by: li }).thenRejected({ code: 'step-not-open' })
  })

  it('when the person does not hold the role', () => {
    caseOf('QP-90')
      .when({ ...apply(), by: wang } as Act)
      .thenRejected({ code: 'role-missing', needs: ['clerk'] })
  })

  it('when the person names a role they hold but that may not act', () => {
    const both = person('li', 'clerk', 'head')
    caseOf('QP-90')
      .when({ ...apply(), by: both, as: 'head' } as Act)
      .thenRejected({ code: 'role-missing' })
    caseOf('QP-90')
      .when({ ...apply(), by: both, as: 'clerk' } as Act)
      .thenState('review')
  })

  it('when its rule does not hold, in the words of the document', () => {
    caseOf('QP-90')
      .when(apply({ amount: '0' }))
      .thenRejected({
        code: 'rule-not-met',
        rule: 'amount > 0',
        words: { zh: '金额应大于零', en: 'Expected an amount above zero' },
        reads: [{ field: 'amount', value: '0' }],
      })
  })

  it('without telling the value of a sensitive field', () => {
    caseOf('QP-90')
      .when(apply({ phone: '213456789' }))
      .thenRejected({ code: 'rule-not-met', reads: [{ field: 'phone', value: null }] })
  })

  it('when the signature is missing', () => {
    caseOf('QP-90')
      .when({ ...apply(), unsigned: true } as Act)
      .thenRejected({ code: 'signature-missing', meaning: 'submitted' })
  })

  it('first for the case, then the state, the role, the part, the rule and last the signature', () => {
    const nothingRight = { step: 'apply', by: wang, version: 0, unsigned: true, data: { amount: 'x' } } as const
    caseOf('QP-90').when(nothingRight).thenRejected({ code: 'case-moved-on' })
    caseOf('QP-90')
      .given(apply())
      .when({ ...nothingRight, version: 2 })
      .thenRejected({ code: 'step-not-open' })
    caseOf('QP-90')
      .when({ ...nothingRight, version: 1 })
      .thenRejected({ code: 'role-missing' })
    caseOf('QP-90')
      .when({ ...nothingRight, version: 1, by: li })
      .thenRejected({ code: 'part-invalid' })
    caseOf('QP-90')
      .when({ ...apply({ amount: '0' }), unsigned: true } as Act)
      .thenRejected({ code: 'rule-not-met' })
  })
})

describe('separation of duties', () => {
  it('keeps the applicant from reviewing, in whatever role', () => {
    caseOf('QP-90')
      .given(apply())
      .when({ ...pass, by: person('li', 'reviewer') } as Act)
      .thenRejected({ code: 'same-person', step: 'pass', acted: 'apply', role: 'reviewer' })
  })

  it('counts a deputy and the person stood in for as one, both ways', () => {
    caseOf('QP-90')
      .given(apply())
      .when({ ...pass, by: person('wu', 'reviewer for li') } as Act)
      .thenRejected({ code: 'same-person', acted: 'apply' })
    caseOf('QP-90')
      .given({ ...apply(), by: person('wu', 'clerk for wang') } as Act)
      .when(pass)
      .thenRejected({ code: 'same-person', acted: 'apply' })
    caseOf('QP-90')
      .given({ ...apply(), by: person('wu', 'clerk for wang') } as Act)
      .when({ ...pass, by: person('wu', 'reviewer') } as Act)
      .thenRejected({ code: 'same-person', acted: 'apply' })
  })

  it('lets a deputy act in a role of their own where only the one stood in for is barred', () => {
    const wu = person('wu', 'reviewer for li', 'reviewer')
    const taken = caseOf('QP-90')
      .given(apply())
      .when({ ...pass, by: wu } as Act)
      .thenState('deciding')
    expect(taken.accepted.signers[0]).toMatchObject({ person: 'wu', standsFor: null })
  })

  it('looks at the latest round: whoever applied before the return may review now', () => {
    caseOf('QP-90')
      .given(apply(), { step: 'return', by: wang, data: { opinion: '退回' } }, { ...apply(), by: person('zhou', 'clerk') } as Act)
      .when({ ...pass, by: person('li', 'reviewer') } as Act)
      .thenState('deciding')
  })

  it('reaches into related cases by name', () => {
    const job = caseOf('QP-93').given({ step: 'finish', by: li, data: { allowed: '1', watched: false, result: '好' } }).state
    const running = () =>
      caseOf('QP-92')
        .given({ step: 'order', by: zhao, data: { items: [{ item: 'A', level: '1' }], budget: '1', watched: false } })
        .related({ jobs: [job] })
    running()
      .when({ step: 'follow', by: li, data: { text: '跟' } })
      .thenRejected({ code: 'same-person', acted: 'finish' })
    running()
      .when({ step: 'follow', by: person('zhou', 'clerk'), data: { text: '跟' } })
      .thenState('closed')
  })
})

describe('roles with conditions', () => {
  it('a role with a condition acts when it holds, and then alone', () => {
    const large = () => caseOf('QP-90').given(apply({ amount: '10000' }), pass)
    large()
      .when({ step: 'decide', by: zhao, data: granted })
      .thenRejected({ code: 'role-missing', needs: ['director'] })
    large().when({ step: 'decide', by: qian, data: granted }).thenState('done')
  })

  it('roles without one act when no condition holds', () => {
    const small = () => caseOf('QP-90').given(apply({ amount: '9999.99' }), pass)
    small()
      .when({ step: 'decide', by: qian, data: granted })
      .thenRejected({ code: 'role-missing', needs: ['head'] })
    small().when({ step: 'decide', by: zhao, data: granted }).thenState('done')
  })
})

describe('a second person', () => {
  const waiting = () => caseOf('QP-90').given(apply({ urgent: true, urgent_why: '急' }), pass, { step: 'decide', by: zhao, data: granted })

  it('is asked only when the condition holds', () => {
    caseOf('QP-90').given(apply(), pass).when({ step: 'decide', by: zhao, data: granted }).thenState('done')
    caseOf('QP-90')
      .given(apply({ urgent: true, urgent_why: '急' }), pass)
      .when({ step: 'decide', by: zhao, data: granted })
      .thenWaits('first')
  })

  it('leaves no record before both have signed, only what waits', () => {
    const first = waiting()
    expect(first.state.sealed.map(({ part }) => part)).toEqual(['apply', 'review'])
    expect(first.state.waiting).toMatchObject([
      { kind: 'first', signer: { person: 'zhao' }, parts: [{ part: 'decision', values: { outcome: 'granted' } }] },
    ])
    expect(first.state.waiting[0]?.parts[0]).not.toHaveProperty('serial')
  })

  it('completes the step with the same data, both signatures and the next serial', () => {
    const done = waiting().when({ countersign: 'decide', by: sun }).thenState('done')
    expect(done.accepted.signers.map((signer) => [signer.person, signer.signature?.meaning])).toEqual([
      ['zhao', 'decided'],
      ['sun', 'witnessed'],
    ])
    expect(done.values).toEqual({ outcome: 'granted' })
    expect(done.state.sealed.map(({ serial, part, counts }) => [serial, part, counts])).toEqual([
      [1, 'apply', undefined],
      [2, 'review', undefined],
      [3, 'decision', undefined],
    ])
    expect(done.state.sealed.at(-1)?.signers.map(({ person }) => person)).toEqual(['zhao', 'sun'])
    expect(done.state.waiting).toEqual([])
  })

  it('takes the number of a counter only when the step completes', () => {
    const first = waiting()
    expect(first.accepted).not.toHaveProperty('records')
    expect(first.state.numbers).not.toHaveProperty('order_no')
    const done = first.when({ countersign: 'decide', by: sun })
    expect(done.accepted).toMatchObject({ records: [{ counters: { order_no: 'JD-{year}-{serial:4}' } }] })
  })

  it('is never the actor, nor their deputy, nor the one stood in for', () => {
    waiting()
      .when({ countersign: 'decide', by: person('zhao', 'officer') })
      .thenRejected({ code: 'same-person' })
    waiting()
      .when({ countersign: 'decide', by: person('wu', 'officer for zhao') })
      .thenRejected({ code: 'same-person' })
    caseOf('QP-90')
      .given(apply({ urgent: true, urgent_why: '急' }), pass, { step: 'decide', by: person('wu', 'head for sun'), data: granted })
      .when({ countersign: 'decide', by: sun })
      .thenRejected({ code: 'same-person' })
  })

  it('holds the role asked for, and signs', () => {
    waiting()
      .when({ countersign: 'decide', by: person('zheng', 'clerk') })
      .thenRejected({ code: 'second-person-needed', role: 'officer' })
    waiting().when({ countersign: 'decide', by: sun, unsigned: true }).thenRejected({ code: 'signature-missing', meaning: 'witnessed' })
    waiting().when({ countersign: 'decide', by: sun, contribution: 99 }).thenRejected({ code: 'contribution-unknown', contribution: 99 })
  })

  it('changes no value of the case while the first signature waits', () => {
    const { state } = waiting()
    expect(state.state).toBe('deciding')
    expect(latestValues(state)).not.toHaveProperty('outcome')
  })

  it('is spared the first person twice, but another may begin anew', () => {
    waiting().when({ step: 'decide', by: zhao, data: granted }).thenRejected({ code: 'already-contributed' })
    const again = waiting()
      .when({ step: 'decide', by: person('han', 'head'), data: granted })
      .thenWaits('first')
    expect(again.state.waiting.map((one) => one.signer.person)).toEqual(['han'])
  })

  it('finds the contribution lapsed when the state was left', () => {
    const left = waiting().given({ step: 'return', by: zhao, data: { opinion: '退' } })
    expect(left.state.waiting).toEqual([])
    left.when({ countersign: 'decide', by: sun }).thenRejected({ code: 'step-not-open' })
  })
})

describe('a contribution is withdrawn', () => {
  const waiting = () => caseOf('QP-90').given(apply({ urgent: true, urgent_why: '急' }), pass, { step: 'decide', by: zhao, data: granted })

  it('by its author, with a reason', () => {
    const withdrawn = waiting().when({ withdraw: 'decide', by: zhao, reason: ' 写错了 ' })
    expect(withdrawn.accepted).toMatchObject({ kind: 'withdrawal', reason: '写错了' })
    expect(withdrawn.state.waiting).toEqual([])
    withdrawn.when({ countersign: 'decide', by: sun, contribution: 4 }).thenRejected({ code: 'contribution-unknown' })
  })

  it('by nobody else, and not without a reason', () => {
    waiting().when({ withdraw: 'decide', by: sun }).thenRejected({ code: 'contribution-not-yours' })
    waiting().when({ withdraw: 'decide', by: zhao, reason: '  ' }).thenRejected({ code: 'reason-missing' })
    waiting().when({ withdraw: 'decide', by: zhao, contribution: 1 }).thenRejected({ code: 'contribution-unknown' })
  })

  it('and leaves no gap in the serials: a first signature took none', () => {
    const again = waiting().given(
      { withdraw: 'decide', by: zhao },
      { step: 'decide', by: zhao, data: granted },
      { countersign: 'decide', by: sun },
    )
    expect(again.state.sealed.map(({ serial, part }) => [serial, part])).toEqual([
      [1, 'apply'],
      [2, 'review'],
      [3, 'decision'],
    ])
  })
})

describe('a collected step', () => {
  const an = person('an', 'expert')
  const bo = person('bo', 'expert')
  const panel = {
    panel: [
      { person: 'an', name: 'AN' },
      { person: 'bo', name: 'BO' },
    ],
  }
  const scoring = () => caseOf('QP-91').given({ step: 'appoint', by: zhao, data: panel })
  const score = (by: typeof an, points: string): Act => ({ step: 'score', by, data: { points } })

  it('waits for everyone expected; the last contribution completes it', () => {
    scoring().when(score(an, '80')).thenWaits('each')
    const done = scoring().given(score(an, '80')).when(score(bo, '90.5')).thenState('scored')
    expect(done.accepted).toMatchObject({ usedContributions: [3] })
    expect(done.accepted.signers.map((signer) => signer.person)).toEqual(['an', 'bo'])
    expect(done.state.sealed.every((part) => part.counts !== false)).toBe(true)
    expect(done.state.sealed.at(-1)?.signers.map((signer) => signer.person)).toEqual(['bo'])
  })

  it('counts no share that was withdrawn, though its record stays', () => {
    const done = scoring().given(score(an, '80'), { withdraw: 'score', by: an }, score(an, '70'), score(bo, '75'))
    expect(done.state.sealed.map(({ part, counts }) => [part, counts])).toEqual([
      ['panel', undefined],
      ['score', false],
      ['score', undefined],
      ['score', undefined],
    ])
  })

  it('is for the persons named, each once', () => {
    scoring()
      .when(score(person('cui', 'expert'), '80'))
      .thenRejected({ code: 'not-expected-here', role: 'expert' })
    scoring().given(score(an, '80')).when(score(an, '90')).thenRejected({ code: 'already-contributed' })
    scoring()
      .given(score(an, '80'))
      .when(score(person('dou', 'expert for an'), '90'))
      .thenRejected({ code: 'already-contributed' })
  })

  it('takes the share of a deputy for the person expected', () => {
    scoring()
      .given(score(an, '80'))
      .when(score(person('dou', 'expert for bo'), '90'))
      .thenState('scored')
  })

  it('is not complete while one of those expected is missing, however many it asks for at least', () => {
    const three = { panel: [...panel.panel, { person: 'cui', name: 'CUI' }] }
    caseOf('QP-91').given({ step: 'appoint', by: zhao, data: three }, score(an, '80')).when(score(bo, '90')).thenWaits('each')
  })

  it('needs as many as it asks for even where fewer persons are named', () => {
    const one = {
      panel: [
        { person: 'an', name: 'AN' },
        { person: 'an', name: 'AN' },
      ],
    }
    caseOf('QP-91').given({ step: 'appoint', by: zhao, data: one }).when(score(an, '80')).thenWaits('each')
  })

  it('asks rules over everybody only when it is complete, its other rules each time', () => {
    scoring().when(score(an, '0.99')).thenRejected({ code: 'rule-not-met', rule: 'points >= 1' })
    scoring()
      .given(score(an, '10'))
      .when(score(bo, '90'))
      .thenRejected({ code: 'rule-not-met', words: { zh: '相差应不超过50分', en: 'Expected scores within 50 points' } })
  })

  it('keeps separation for every contributor', () => {
    const both = {
      panel: [
        { person: 'zhao', name: 'ZHAO' },
        { person: 'bo', name: 'BO' },
      ],
    }
    caseOf('QP-91')
      .given({ step: 'appoint', by: zhao, data: both })
      .when(score(person('zhao', 'expert'), '80'))
      .thenRejected({ code: 'same-person', acted: 'appoint' })
    scoring()
      .given(score(an, '80'), score(bo, '90'))
      .when({ step: 'settle', by: person('an', 'officer') })
      .thenRejected({ code: 'same-person', acted: 'score' })
  })

  it('gives what each contributed to the next step', () => {
    const settled = scoring().given(score(an, '80'), score(bo, '90.5')).when({ step: 'settle', by: sun }).thenState('closed')
    expect(settled.values).toEqual({ mean: '85.25', scorers: 2 })
  })

  it('counts the latest round only', () => {
    const again = scoring().given(
      score(an, '10'),
      score(bo, '20'),
      { step: 'rescore', by: zhao, data: panel },
      score(an, '70'),
      score(bo, '71'),
    )
    expect(again.when({ step: 'settle', by: sun }).values).toMatchObject({ mean: '70.50' })
  })

  it('may be withdrawn and given again', () => {
    scoring().given(score(an, '10'), { withdraw: 'score', by: an }, score(an, '80')).when(score(bo, '90')).thenState('scored')
  })

  it('lapses when the state is left', () => {
    const left = scoring().given(score(an, '10'), { step: 'abort', by: zhao, data: panel })
    expect(left.state.waiting).toEqual([])
    expect(left.state.sealed.map((part) => part.counts)).toEqual([undefined, false, undefined])
  })

  it('stands on the list of those who have not yet contributed', () => {
    const { procedure, state, world } = flat(scoring().given(score(an, '80')))
    expect(taskList(procedure, state, world)).toContainEqual(
      expect.objectContaining({ step: 'score', roles: ['expert'], persons: ['bo'], except: ['an'] }),
    )
  })
})

function flat(scenario: ReturnType<typeof caseOf>) {
  return { procedure: scenario.procedure, state: scenario.state, world: scenario.world() }
}

describe('limits', () => {
  const lateness = (at: string, ...before: Act[]) => {
    const { accepted } = caseOf('QP-90')
      .given(apply(), ...before)
      .when({ ...pass, at } as Act)
    return accepted.kind === 'step' ? accepted.late : null
  }

  it('a step in time is not late, up to the last minute of the last day', () => {
    expect(lateness('2026-03-09 23:59')).toBeNull()
  })

  it('a step past its limit is possible, and marked late by working days', () => {
    expect(lateness('2026-03-10 00:00')).toEqual({ due: instant('2026-03-10 00:00'), workingDays: 1 })
    expect(lateness('2026-03-14 09:00')).toEqual({ due: instant('2026-03-10 00:00'), workingDays: 4 })
  })

  it('a step that stays in its state does not restart the limit, but may extend it', () => {
    expect(lateness('2026-03-12', { step: 'extend', by: zhao, at: '2026-03-06', data: { days: 2 } })).toEqual({
      due: instant('2026-03-12 00:00'),
      workingDays: 1,
    })
    expect(lateness('2026-03-11', { step: 'extend', by: zhao, at: '2026-03-06', data: { days: 2 } })).toBeNull()
  })

  it('counts how often a step was taken before', () => {
    caseOf('QP-90')
      .given(apply(), { step: 'extend', by: zhao, data: { days: 2 } })
      .when({ step: 'extend', by: zhao, data: { days: 2 } })
      .thenRejected({ code: 'rule-not-met', rule: 'taken.extend == 0' })
  })

  it('a due date set by a step takes the place of the count in the state entered, and of that state only', () => {
    const mending = () =>
      caseOf('QP-90').given(apply(), pass, { step: 'ask_more', by: zhao, data: { outcome: 'granted', due_on: '2026-04-30' } })
    expect(mending().state.limits.due).toBe('2026-04-30')
    const mend: Act = { step: 'mend', by: li, data: { amount: '500', urgent: false, items } }
    expect(mending().when({ ...mend, at: '2026-04-30 23:59' } as Act).accepted).toMatchObject({ late: null })
    expect(mending().when({ ...mend, at: '2026-05-06' } as Act).accepted).toMatchObject({
      late: { due: instant('2026-05-01 00:00'), workingDays: 1 },
    })
    expect(mending().given(mend).state.limits).toEqual({ extendedBy: [], due: null })
  })

  it('a due date set by a step leaves alone what is done within the state: that keeps its own limit', () => {
    const more: Act = { step: 'ask_more', by: zhao, data: { outcome: 'granted', due_on: '2026-04-30' }, at: '2026-03-04' }
    const { procedure, state, world } = flat(caseOf('QP-90').given(apply(), pass, more))
    expect(dueMoments(procedure, state, world).map(({ step, at }) => [step, at])).toEqual([
      ['confirm', instant('2026-03-10 00:00')],
      ['mend', instant('2026-05-01 00:00')],
    ])
  })

  it('a state whose automatic deadline has passed counts as left', () => {
    const passed = () => caseOf('QP-90').given(apply())
    passed()
      .when({ ...pass, at: '2026-03-16 23:59' } as Act)
      .thenState('deciding')
    passed()
      .when({ ...pass, at: '2026-03-17 00:00' } as Act)
      .thenRejected({ code: 'deadline-passed', due: instant('2026-03-17 00:00'), automatic: 'expire' })
    const expired = passed().when({ automatic: 'expire', at: '2026-03-18' }).thenState('lapsed')
    expect(expired.accepted).toMatchObject({
      dueAt: instant('2026-03-17 00:00'),
      late: { due: instant('2026-03-17 00:00'), workingDays: 1 },
      closes: true,
    })
    expect(expired.values).toEqual({ note: '逾期未审查', expired_on: '2026-03-18' })
  })

  it('an extension moves the automatic deadline too', () => {
    caseOf('QP-90')
      .given(apply(), { step: 'extend', by: zhao, data: { days: 3 } })
      .when({ ...pass, at: '2026-03-19 23:00' } as Act)
      .thenState('deciding')
  })

  it('the engine acts neither before the deadline nor in another instant’s name, nor a person in its place', () => {
    caseOf('QP-90').given(apply()).when({ automatic: 'expire', at: '2026-03-16', dueAt: null }).thenRejected({ code: 'step-not-open' })
    caseOf('QP-90')
      .given(apply())
      .when({ automatic: 'expire', at: '2026-03-18', dueAt: '2026-03-16' })
      .thenRejected({ code: 'step-not-open' })
    caseOf('QP-90')
      .given(apply())
      .when({ step: 'expire', by: person('x', 'system') })
      .thenRejected({ code: 'step-is-automatic' })
  })

  it('every due date is known to the scheduler', () => {
    const { procedure, state, world } = flat(caseOf('QP-90').given(apply()))
    expect(dueMoments(procedure, state, world)).toEqual([
      { step: 'pass', at: instant('2026-03-10 00:00'), automatic: false, provisional: false },
      { step: 'expire', at: instant('2026-03-17 00:00'), automatic: true, provisional: false },
    ])
  })
})

describe('a part filled anew', () => {
  it('replaces what its earlier filling said: a field left empty now is empty', () => {
    const more = (data: Readonly<Record<string, unknown>>): Act => ({ step: 'ask_more', by: zhao, data: { outcome: 'granted', ...data } })
    caseOf('QP-90')
      .given(apply(), pass, more({ due_on: '2026-04-30' }), { step: 'mend', by: li, data: { amount: '500', urgent: false, items } })
      .when(more({}))
      .thenRejected({ code: 'rule-not-met', rule: 'filled(due_on) && due_on > today' })
  })
})

describe('deciding', () => {
  it('is the same every time and touches nothing it was given', () => {
    const scenario = caseOf('QP-90').given(apply())
    const before = structuredClone(scenario.state)
    const submission = {
      kind: 'step',
      step: 'pass',
      expectedVersion: 2,
      by: wang,
      parts: { 'QR-90-01': { review: { opinion: '属实' } } },
      signature: { method: 'password' },
    } as const
    const once = decide(scenario.procedure, scenario.state, submission, scenario.world())
    expect(decide(scenario.procedure, scenario.state, submission, scenario.world())).toEqual(once)
    expect(scenario.state).toEqual(before)
    expect(automaticNow(scenario.procedure, scenario.state, scenario.world())).toBeNull()
  })
})
