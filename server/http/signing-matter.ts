import type { CaseState, CompiledProcedure } from '#engine'
import { hashTextOf, type SigningStatement } from '#records'
import type { Ask } from '../cases/submit-step.ts'
import { contentOf } from './idempotency.ts'

/** What is being signed, as far as the request says it: everything of a statement but who, where and the history before. */
export type SigningMatter = Pick<
  SigningStatement,
  'organisation' | 'case' | 'act' | 'step' | 'contribution' | 'record' | 'version' | 'meaning' | 'data'
>

type Submitted = Readonly<{ ask: Ask; expectedVersion: number; body: unknown }>

/** What a submission to a case signs; null where its step asks for no signature. */
export function matterOfStep(
  organisation: string,
  state: CaseState,
  procedure: CompiledProcedure,
  { ask, expectedVersion, body }: Submitted,
): SigningMatter | null {
  const signed = () => ({ organisation, case: state.id, record: null, version: expectedVersion, data: dataHash(body) })
  if (ask.kind === 'step') {
    const meaning = procedure.steps.get(ask.step)?.declared.signature?.meaning
    return meaning === undefined ? null : { ...signed(), act: 'step', step: ask.step, contribution: null, meaning }
  }
  if (ask.kind === 'withdraw') return null
  const step = state.waiting.find(({ sequence }) => sequence === ask.contribution)?.step ?? ''
  const meaning = procedure.steps.get(step)?.second?.meaning
  return meaning === undefined ? null : { ...signed(), act: 'countersign', step, contribution: ask.contribution, meaning }
}

/** A correction is confirmed by whoever makes it. */
export function matterOfCorrection(organisation: string, state: CaseState, record: string, body: unknown): SigningMatter {
  return {
    organisation,
    case: state.id,
    act: 'correction',
    step: null,
    contribution: null,
    record,
    version: state.version,
    meaning: 'confirmed',
    data: dataHash(body),
  }
}

/** Over the body as it came, without what proves the signer. */
function dataHash(body: unknown): SigningMatter['data'] {
  return hashTextOf(new TextEncoder().encode(contentOf(body)))
}

export function isAbout(statement: SigningStatement, matter: SigningMatter): boolean {
  return (Object.keys(matter) as (keyof SigningMatter)[]).every((member) => statement[member] === matter[member])
}
