import type { LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import type { CaseState, Rejection, SubjectValues } from '#engine'
import type { CaseView, OpenStep, Submitted } from '../../../server/http/api/cases.ts'
import type { Problem } from '../../../server/http/api/common.ts'
import { statusOf } from '../../../server/http/rejection-status.ts'
import { enteredParts, type Props } from '../../procedures/support/enter.ts'
import type { Stage } from '../../procedures/support/play.ts'
import { makeHouseClock } from '../../support/house-clock.ts'
import { type Guest, password } from './house.ts'
import type { StoryHouse } from './story-house.ts'
import { smallPdf, upload } from './upload.ts'

/**
 * The whole house as a stage: everybody acts by requests of their own session, as their page lets them, with their password
 * where the page asks for one; time is the simulated clock, and the scheduler and what follows are pumped until still.
 */
export function makeHttpStage({ assembly, guest }: StoryHouse): Stage {
  const { cases } = assembly
  const { settle, passTo } = makeHouseClock(assembly)
  let retried = false

  async function stateOf(id: string): Promise<CaseState> {
    const state = await cases.reader.byId(id)
    if (state === null) throw new Error(`Expected a case ${id}, but there is none`)
    return state
  }
  async function partsOf(state: CaseState, step: string, entered: Readonly<Record<string, unknown>>, actor: Guest) {
    const procedure = await cases.documents.procedureOf(state.baseline, state.document)
    const declared = procedure.steps.get(step)
    if (declared === undefined) throw new Error(`Expected ${state.document} to have a step ${step}, but it has none`)
    const named = new Set<string>()
    const person = (name: string) => ({ person: guest(name).person, name })
    enteredParts(procedure, declared, entered, { person, file: (name) => named.add(name) })
    const files = new Map<string, unknown>()
    for (const name of named) files.set(name, await uploaded(actor, name))
    const props: Props = { person, file: (name) => files.get(name) }
    const byForm = Object.entries(enteredParts(procedure, declared, entered, props))
    return Object.fromEntries(byForm.flatMap(([form, parts]) => Object.entries(parts).map(([part, values]) => [`${form}/${part}`, values])))
  }
  /** A story calls a person it is about by name; the house knows them by their id. */
  async function identified(document: string, subject: SubjectValues): Promise<SubjectValues> {
    const keys = (await cases.documents.procedureInForce(document, await assembly.today()))?.procedure.subject
    const isPerson = (key: string) => keys?.get(key)?.type === 'person'
    return Object.fromEntries(Object.entries(subject).map(([key, value]) => [key, isPerson(key) ? guest(String(value)).person : value]))
  }
  async function send(actor: Guest, id: string, url: string, body: object): Promise<Rejection | null> {
    const key = { 'idempotency-key': crypto.randomUUID() }
    const answer = await actor.send('POST', url, body, key)
    if (answer.statusCode === 200 && !retried) await expectSameAnswer(answer, await actor.send('POST', url, body, key), id)
    await settle()
    return answer.statusCode === 200 ? null : rejectionIn(answer)
  }
  /** As a client whose first answer was lost: it gets the same answer again, and nothing is done twice. Once a story. */
  async function expectSameAnswer(answer: LightMyRequestResponse, again: LightMyRequestResponse, id: string): Promise<void> {
    const done = answer.json<Submitted>()
    expect(again.json<Submitted>()).toEqual(done)
    expect((await stateOf(id)).version).toBe(done.version)
    retried = true
  }

  return {
    async passTo(instant) {
      await passTo(instant)
    },
    stateOf,
    async open(document, subject, by) {
      const answer = await guest(by).send('POST', '/api/cases', { document, subject: await identified(document, subject) })
      await settle()
      return answer.statusCode === 201 ? answer.json<{ id: string }>().id : rejectionIn(answer)
    },
    async take(id, step, entered, by) {
      const actor = guest(by)
      const { version, openSteps } = await viewed(actor, id)
      const shown = openSteps.find((one) => one.step === step)
      const parts = await partsOf(await stateOf(id), step, entered, actor)
      const asked = shown?.signature === null ? {} : { password }
      const refused = await send(actor, id, `/api/cases/${id}/steps/${step}`, { expectedVersion: version, parts, ...asked })
      if (refused === null) expectOffered(step, shown, Object.keys(parts))
      return refused
    },
    async countersign(id, step, by) {
      const { version, openSteps } = await viewed(guest(by), id)
      const waiting = openSteps.find((one) => one.step === step)?.contributions.find(({ mayCountersign }) => mayCountersign)
      if (waiting === undefined) throw new Error(`Expected something at ${step} that ${by} may sign, but there is nothing`)
      return send(guest(by), id, `/api/cases/${id}/contributions/${waiting.sequence}/countersign`, { expectedVersion: version, password })
    },
  }
}

async function viewed(reader: Guest, id: string): Promise<CaseView> {
  const answer = await reader.get(`/api/cases/${id}`)
  if (answer.statusCode !== 200) throw new Error(`Expected the case to be seen, but: ${answer.body}`)
  return answer.json()
}

/** Whoever could take the step was told so before, and shown the parts they filled. */
function expectOffered(step: string, shown: OpenStep | undefined, parts: readonly string[]): void {
  expect(shown?.mayTake, `${step} was offered: ${JSON.stringify(shown?.whyNot)}`).toBe(true)
  expect(
    shown?.parts.map(({ form, part }) => `${form}/${part}`),
    step,
  ).toEqual(parts)
}

async function uploaded(owner: Guest, name: string): Promise<unknown> {
  const answer = await upload(owner, name, smallPdf)
  if (answer.statusCode !== 201) throw new Error(`Expected ${name} to be kept, but: ${answer.body}`)
  return answer.json()
}

/** The reason in an answer; where the engine had none, it is not this story's business and fails it. */
function rejectionIn(answer: LightMyRequestResponse): Rejection {
  const { code, status, detail, rejection } = answer.json<Problem>()
  if (rejection === undefined) throw new Error(`Expected an answer of the engine, but: ${answer.body}`)
  const reason = rejection as Rejection
  expect([answer.statusCode, status, code], detail).toEqual([statusOf[reason.code], statusOf[reason.code], reason.code])
  if (reason.code === 'rule-not-met') expect(detail).toBe(reason.words.zh)
  return reason
}
