import { describe, expect, it } from 'vitest'
import { type CaseState, latestValues, type Rejection, type Signer, type Submission } from '#engine'
import { enteredParts, person } from './support/enter.ts'
import { makeStage, type Stage } from './support/stage.ts'
import { enteredIn, type Line, people, type Refusal, type Story, stories } from './support/story.ts'

describe('the stories officers wrote', () => {
  it.each(stories.map((story) => [`${story.file.replace('.yaml', '')}: ${story.title.en}`, story] as const))('%s', (_, story) =>
    play(story),
  )
})

function play({ lines, ends }: Story): void {
  const stage = makeStage()
  const names = new Map<string, string>()
  const idOf = (name: string) => {
    const id = names.get(name)
    if (id === undefined) throw new Error(`Expected the story to have named a case ${name}, but it has not`)
    return id
  }
  const first = lines.find(({ as }) => as !== undefined)?.as ?? ''
  lines.forEach((line, index) => {
    const where = `line ${index + 1}, ${line.on} ${line.take ?? line.open ?? ''}`
    const happened = stage.passTo(instantOf(line.on, index))
    if (line.open !== undefined) {
      const opened = stage.open(line.open, line.subject ?? {}, signerOf(line.by))
      if (typeof opened === 'string') names.set(line.as ?? '', opened)
      expectRefusal(where, typeof opened === 'string' ? null : opened, line.refused)
      return
    }
    const id = idOf(line.in ?? first)
    const before = new Set(stage.cases().map((one) => one.id))
    if (line.take !== undefined) expectRefusal(where, take(stage, id, line.take, line), line.refused)
    if (line.countersign !== undefined) expectRefusal(where, countersign(stage, id, line.countersign, line.by ?? ''), line.refused)
    const after = stage.passTo(stage.now())
    nameStarted(
      where,
      line,
      stage.cases().filter((one) => !before.has(one.id)),
      names,
    )
    expectCase(where, stage.stateOf(id), line)
    if (line.happened !== undefined) expect([...happened, ...after], where).toContainEqual({ case: id, step: line.happened })
  })
  for (const [name, { state, records }] of Object.entries(ends)) {
    const found = stage.stateOf(idOf(name))
    expect(found.state, name).toBe(state)
    if (records !== undefined) expect(recordsOf(found), `records of ${name}`).toHaveLength(records)
  }
}

/** Nine in the morning at the organisation, each line a minute later. */
function instantOf(on: string, index: number): string {
  return `${on}T01:${String(index).padStart(2, '0')}:00.000Z`
}

function take(stage: Stage, id: string, step: string, line: Line): Rejection | null {
  const { by = '', and } = line
  const state = stage.stateOf(id)
  const declared = stage.procedureOf(state).steps.get(step)
  if (declared === undefined) throw new Error(`Expected ${state.document} to have a step ${step}, but it has none`)
  const parts = enteredParts(stage.procedureOf(state), declared, enteredIn(line))
  const signature = { method: 'password' }
  const first = stage.submit(id, (expectedVersion) => ({ kind: 'step', step, expectedVersion, by: actor(by), parts, signature }))
  if (first.outcome === 'rejected') return first.rejection
  return and === undefined ? null : countersign(stage, id, step, and)
}

function countersign(stage: Stage, id: string, step: string, by: string): Rejection | null {
  const signature = { method: 'password' }
  const contribution = stage.stateOf(id).waiting.find((one) => one.step === step && one.kind === 'first')?.sequence ?? 0
  const second = stage.submit(id, (expectedVersion) => ({
    kind: 'countersign',
    step,
    expectedVersion,
    by: actor(by),
    contribution,
    signature,
  }))
  return second.outcome === 'rejected' ? second.rejection : null
}

function actor(name: string): Submission['by'] {
  const roles = people[name]
  if (roles === undefined) throw new Error(`Expected ${name} among the people, but nobody has that name`)
  return { kind: 'person', ...person(name), roles: roles.map((role) => ({ role, standsFor: null })) }
}

function signerOf(name = ''): Signer {
  return {
    kind: 'person',
    ...person(name),
    role: people[name]?.[0] ?? '',
    standsFor: null,
    signature: null,
    at: '2024-01-01T00:00:00.000Z',
  }
}

function expectRefusal(where: string, found: Rejection | null, expected: Refusal | undefined): void {
  const { code, words, field } = typeof expected === 'object' ? expected : { code: expected ?? null, words: undefined, field: undefined }
  expect(found?.code ?? null, `${where}: ${JSON.stringify(found)}`).toBe(code)
  if (words !== undefined) expect(found?.code === 'rule-not-met' ? found.words.zh : '', where).toBe(words)
  if (field !== undefined)
    expect(found?.code === 'part-invalid' ? found.problems.map(({ path }) => path) : [], where).toContain(`/${field}`)
}

function nameStarted(where: string, { started = {} }: Line, opened: readonly CaseState[], names: Map<string, string>): void {
  for (const [document, name] of Object.entries(started)) {
    const found = opened.find((one) => one.document === document)
    expect(found?.document, `${where} starts ${document}`).toBe(document)
    if (found !== undefined) names.set(name, found.id)
  }
}

function expectCase(where: string, state: CaseState, { then, demanded, values, late }: Line): void {
  if (then !== undefined) expect(state.state, where).toBe(then)
  if (demanded !== undefined)
    expect(
      state.demands.map(({ step }) => step),
      where,
    ).toEqual(demanded)
  if (values !== undefined) expect(latestValues(state), where).toMatchObject(values)
  if (late !== undefined) expect(state.taken.at(-1)?.late !== null, `${where} late`).toBe(late)
}

/** Parts that stand in the file: contributions that were replaced or lapsed are none. */
function recordsOf(state: CaseState): CaseState['sealed'] {
  return state.sealed.filter(({ counts }) => counts !== false)
}
