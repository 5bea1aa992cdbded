import type { CaseState, CompiledProcedure, Field, SubjectValues } from '#engine'
import type { CaseNeeds } from '../../cases/case-needs.ts'
import { actorFor, openCaseFor } from '../../cases/open-case.ts'
import { type Ask, type SubmittedAnswer, submitStep } from '../../cases/submit-step.ts'
import { makeIdentifier } from '../../identifier.ts'
import type { ScopedRole } from '../../people/grants.ts'
import { typed } from './entered.ts'

/** A person of the demonstration as the house knows them: with id and granted roles. */
export type Player = Readonly<{ login: string; person: string; name: string; roles: readonly ScopedRole[] }>

/** What a player enters: field → value. Fields of a step's parts are told apart by their names. */
export type Entered = Readonly<Record<string, unknown>>

export type Stage = Readonly<{
  player(login: string): Player
  /** A person as a form names one. */
  person(login: string): Readonly<{ person: string }>
  open(login: string, document: string, subject: SubjectValues): Promise<string>
  /** Takes a step, or gives one's share of it; `and` signs as the second person. @throws where the engine refuses: the script is wrong then. */
  take(login: string, id: string, step: string, entered?: Entered, and?: string): Promise<SubmittedAnswer>
  /** The second person signs what waits at the step. */
  countersign(login: string, id: string, step: string): Promise<SubmittedAnswer>
  /** The case of a document that this one opened last. */
  started(id: string, document: string): Promise<string>
  /** All cases of a document that this one opened. */
  allStarted(id: string, document: string): Promise<readonly string[]>
  /** The field as it was sealed last. */
  value(id: string, field: string): Promise<unknown>
  find(document: string, subject: SubjectValues): Promise<CaseState | null>
  state(id: string): Promise<CaseState>
  procedure(id: string): Promise<CompiledProcedure>
  /** A file of that name in the player's hands. */
  file(login: string, name: string): Promise<Readonly<{ attachment: string }>>
  /** The same file each time; a case has to name it soon, for uploads nobody names are swept away. */
  sameFile(login: string, name: string): Promise<Readonly<{ attachment: string }>>
}>

export type StageNeeds = CaseNeeds &
  Readonly<{ players: ReadonlyMap<string, Player>; paper: (title: string) => Promise<Uint8Array>; attachments: { store: StoreFile } }>
type StoreFile = (
  file: Readonly<{ id: string; name: string; type: string; uploadedBy: string }>,
  bytes: AsyncIterable<Uint8Array>,
) => Promise<unknown>

/** How steps of the demonstration are signed: nobody typed a password, and the record says so. */
const signature = { method: 'demonstration' } as const

export function makeStage(needs: StageNeeds): Stage {
  const player = (login: string): Player => {
    const found = needs.players.get(login)
    if (found === undefined) throw new Error(`Expected a player ${login}, but there is none`)
    return found
  }
  const state = async (id: string): Promise<CaseState> => {
    const found = await needs.reader.byId(id)
    if (found === null) throw new Error(`Expected a case ${id}, but there is none`)
    return found
  }
  const procedure = async (id: string): Promise<CompiledProcedure> => {
    const { baseline, document } = await state(id)
    return needs.documents.procedureOf(baseline, document)
  }
  const submit = async (login: string, present: CaseState, ask: Ask, step: string): Promise<SubmittedAnswer> => {
    const by = player(login)
    const outcome = await submitStep(
      {
        case: present.id,
        expectedVersion: present.version,
        ask,
        by: (of) => actorFor(of, by),
        signature,
        session: null,
        idempotency: null,
      },
      needs,
    )
    if (outcome.outcome === 'done') return outcome.answer
    const why = outcome.outcome === 'rejected' ? JSON.stringify(outcome.rejection) : outcome.outcome
    throw new Error(`Expected ${by.name} to take ${present.document} ${step} in state ${present.state}, but: ${why}`)
  }
  const countersign = async (login: string, id: string, step: string): Promise<SubmittedAnswer> => {
    const present = await state(id)
    const waiting = present.waiting.find((one) => one.step === step)
    if (waiting === undefined) throw new Error(`Expected a signature to wait at ${step}, but none does`)
    return submit(login, present, { kind: 'countersign', contribution: waiting.sequence }, step)
  }
  const files = new Map<string, Promise<string>>()
  const stored = async (login: string, name: string): Promise<string> => {
    const id = makeIdentifier()
    const bytes = await needs.paper(name)
    await needs.attachments.store({ id, name: `${name}.pdf`, type: 'application/pdf', uploadedBy: player(login).person }, once(bytes))
    return id
  }
  return {
    player,
    person: (login) => ({ person: player(login).person }),
    state,
    procedure,
    countersign,
    async open(login, document, subject) {
      const outcome = await openCaseFor(
        { document, subject, person: player(login), session: null, idempotency: null },
        makeIdentifier(),
        needs,
      )
      if (outcome.outcome === 'opened') return outcome.answer.id
      throw new Error(
        `Expected ${login} to open ${document}, but: ${JSON.stringify(outcome.outcome === 'rejected' ? outcome.rejection : outcome)}`,
      )
    },
    async take(login, id, step, entered = {}, and) {
      const present = await state(id)
      const parts = partsOf(await procedure(id), step, entered)
      const answer = await submit(login, present, { kind: 'step', step, parts }, step)
      return and === undefined ? answer : countersign(and, id, step)
    },
    async started(id, document) {
      const found = (await state(id)).started.findLast((one) => one.document === document)
      if (found === undefined) throw new Error(`Expected case ${id} to have opened a case of ${document}, but it has not`)
      return found.case
    },
    allStarted: async (id, document) => (await state(id)).started.filter((one) => one.document === document).map((one) => one.case),
    value: async (id, field) => (await state(id)).sealed.findLast(({ values }) => values[field] !== undefined)?.values[field],
    find: async (document, subject) => (await needs.reader.bySubject(document, subject)).at(-1) ?? null,
    file: async (login, name) => ({ attachment: await stored(login, name) }),
    async sameFile(login, name) {
      const key = `${login}/${name}`
      const file = files.get(key) ?? stored(login, name)
      files.set(key, file)
      return { attachment: await file }
    },
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Puts each entered field into the part of the step that asks for it. */
function partsOf(procedure: CompiledProcedure, step: string, entered: Entered): Record<string, Record<string, unknown>> {
  const records = procedure.steps.get(step)?.records ?? []
  const parts = records.map(({ form, part }) => {
    const fields: ReadonlyMap<string, Readonly<{ field: Field }>> = procedure.forms.get(form)?.parts.get(part)?.fields ?? new Map()
    const own = Object.entries(entered).flatMap(([key, value]) => {
      const field = fields.get(key)?.field
      return field === undefined ? [] : [[key, typed(field, value)] as const]
    })
    return [`${form}/${part}`, Object.fromEntries(own)] as const
  })
  return Object.fromEntries(parts)
}
