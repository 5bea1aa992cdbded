import { expect } from 'vitest'
import { type CaseState, latestValues, type Rejection, type SubjectValues, type Values, type Words } from '#engine'
import { enteredIn, type Line, type Refusal, type Story } from './story.ts'

/** As much of a case as a story asks about, where its state itself is out of reach. `values` holds the fields asked for. */
export type SeenCase = Readonly<{
  state: string
  version: number
  taken: readonly Readonly<{ step: string; sequence: number; late: unknown; signers: readonly Readonly<{ kind: string }>[] }>[]
  started: readonly Readonly<{ document: string; case: string; sequence: number }>[]
  demands: readonly Readonly<{ step: string }>[]
  sealed: readonly Readonly<{ counts?: false }>[]
  values: Readonly<Record<string, unknown>>
}>
type Seen = CaseState | SeenCase
/** A rejection, or as much of it as somebody was told. */
export type Refused = Readonly<{ code: Rejection['code']; words?: Words; problems?: readonly Readonly<{ path: string }>[] }>

/**
 * Where a story is played: linked cases, people called by their names in people.yaml, and a clock moved by hand. One stage
 * is the engine in memory, one the whole house through its doors, one its pages in a browser. What a stage refuses it answers
 * with the reason; an accepted act, and all that the engine does at once because of it, is done when the answer comes.
 */
export type Stage = Readonly<{
  /** Lets time pass to an instant: the engine takes every step that comes due on the way, at its own moment. */
  passTo(instant: string): Promise<void>
  /** The id of the new case, or why there is none. */
  open(document: string, subject: SubjectValues, by: string, given?: Values): Promise<string | Refused>
  take(id: string, step: string, entered: Readonly<Record<string, unknown>>, by: string): Promise<Refused | null>
  /** The second person signs what waits at the step. */
  countersign(id: string, step: string, by: string): Promise<Refused | null>
  /** `fields`: those whose values will be asked about. */
  stateOf(id: string, fields?: readonly string[]): Promise<CaseState | SeenCase>
}>

/** Plays a story line by line and holds each against what it says. Answers the ids of its cases by the names it gave them. */
export async function play({ lines, ends }: Story, stage: Stage): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const first = lines.find(({ as }) => as !== undefined)?.as ?? ''
  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}, ${line.on} ${line.take ?? line.open ?? ''}`
    const at = instantOf(line, index)
    if (line.open === undefined) await playInCase(where, at, line, idOf(line.in ?? first, names), names, stage)
    else await playOpening(where, at, line, line.open, names, stage)
  }
  for (const [name, { state, records }] of Object.entries(ends)) {
    const found = await stage.stateOf(idOf(name, names))
    expect(found.state, name).toBe(state)
    if (records !== undefined) expect(recordsOf(found), `records of ${name}`).toHaveLength(records)
  }
  return names
}

async function playOpening(
  where: string,
  at: string,
  line: Line,
  document: string,
  names: Map<string, string>,
  stage: Stage,
): Promise<void> {
  await stage.passTo(at)
  const opened = await stage.open(document, line.subject ?? {}, line.by ?? '', line.given)
  if (typeof opened === 'string') names.set(line.as ?? '', opened)
  expectRefusal(where, typeof opened === 'string' ? null : opened, line.refused)
}

async function playInCase(where: string, at: string, line: Line, id: string, names: Map<string, string>, stage: Stage): Promise<void> {
  const before = await stage.stateOf(id)
  await stage.passTo(at)
  const present = await stage.stateOf(id)
  const refused = await act(stage, id, line)
  const after = await stage.stateOf(id, Object.keys(line.values ?? {}))
  expectRefusal(where, refused, line.refused)
  if (refused !== null) expect(after.version, `${where}: a refusal leaves the case as it was`).toBe(present.version)
  nameStarted(where, line, [present.version, before.version], after, names)
  expectCase(where, after, line)
  if (line.happened !== undefined) expect(takenByTheEngine(after, before.version), where).toContain(line.happened)
}

async function act(stage: Stage, id: string, { take, countersign, by = '', and, ...line }: Line): Promise<Refused | null> {
  if (countersign !== undefined) return stage.countersign(id, countersign, by)
  if (take === undefined) return null
  const refused = await stage.take(id, take, enteredIn(line), by)
  return refused === null && and !== undefined ? stage.countersign(id, take, and) : refused
}

function idOf(name: string, names: ReadonlyMap<string, string>): string {
  const id = names.get(name)
  if (id === undefined) throw new Error(`Expected the story to have named a case ${name}, but it has not`)
  return id
}

/** The clock time a line names; otherwise nine in the morning at the organisation, each line of the story a minute later. */
function instantOf({ on, at }: Line, index: number): string {
  const minutes = at === undefined ? index : minutesSinceNine(at)
  return new Date(Date.parse(`${on}T01:00:00.000Z`) + minutes * 60_000).toISOString()
}

function minutesSinceNine(at: string): number {
  const [hours = 9, minutes = 0] = at.split(':').map(Number)
  return (hours - 9) * 60 + minutes
}

function takenByTheEngine({ taken }: Seen, since: number): readonly string[] {
  return taken.filter(({ sequence, signers }) => sequence > since && signers.every(({ kind }) => kind === 'system')).map(({ step }) => step)
}

function expectRefusal(where: string, found: Refused | null, expected: Refusal | undefined): void {
  const { code, words, field } = typeof expected === 'object' ? expected : { code: expected ?? null, words: undefined, field: undefined }
  expect(found?.code ?? null, `${where}: ${JSON.stringify(found)}`).toBe(code)
  if (words !== undefined) expect(found?.code === 'rule-not-met' ? found.words?.zh : '', where).toBe(words)
  if (field !== undefined)
    expect(found?.code === 'part-invalid' ? found.problems?.map(({ path }) => path) : [], where).toContain(`/${field}`)
}

/** The cases the line's own step opened, or else those the engine opened since the line before. */
function nameStarted(where: string, { started = {} }: Line, since: readonly number[], after: Seen, names: Map<string, string>): void {
  for (const [document, named] of Object.entries(started)) {
    const asked = typeof named === 'string' ? [named] : named
    const opened = since.map((version) => after.started.filter((one) => one.document === document && one.sequence > version))
    const found = opened.find(({ length }) => length >= asked.length) ?? []
    expect(found.length, `${where} starts ${document}`).toBeGreaterThanOrEqual(asked.length)
    for (const [place, name] of asked.entries()) names.set(name, found[place]?.case ?? '')
  }
}

function expectCase(where: string, state: Seen, { then, demanded, values, late }: Line): void {
  if (then !== undefined) expect(state.state, where).toBe(then)
  if (demanded !== undefined)
    expect(
      state.demands.map(({ step }) => step),
      where,
    ).toEqual(demanded)
  if (values !== undefined) expect('values' in state ? state.values : latestValues(state), where).toMatchObject(values)
  if (late !== undefined) expect(state.taken.at(-1)?.late !== null, `${where} late`).toBe(late)
}

/** Parts that stand in the file: contributions that were replaced or lapsed are none. */
function recordsOf(state: Seen): SeenCase['sealed'] {
  return state.sealed.filter(({ counts }) => counts !== false)
}
