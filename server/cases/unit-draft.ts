import { randomBytes } from 'node:crypto'
import type { CaseEvent, CaseState, CompiledProcedure } from '#engine'
import { evolve } from '#engine'
import { type Opening, recordNumber, SALT_BYTES, type SealedEntry, type SignatureEvidence, sealEvent, sensitiveFields } from '#records'
import type { PlannedEntry, Statement, UnitOfWork } from '../database/ledger.ts'
import { marksOf } from '../privacy/sensitive-marks.ts'
import type { CasesInSight } from './cases-in-sight.ts'
import type { UnitRegisters } from './unit-registers.ts'

/** What an entry says beside its event. */
export type DraftSetting = Readonly<{ organisation: string; session: string | null; calendar: string }>

const SALTS_AT_ONCE = 64
let salts = Buffer.alloc(0)

/** Fresh random bytes, drawn for many values at once: a batch commits to thousands. No bytes are given out twice. */
function nextSalt(): Uint8Array {
  if (salts.length < SALT_BYTES) salts = randomBytes(SALT_BYTES * SALTS_AT_ONCE)
  const salt = Uint8Array.prototype.slice.call(salts, 0, SALT_BYTES)
  salts = salts.subarray(SALT_BYTES)
  return salt
}

/** A number of a case that the writing statement takes: `QP-08-{year}-{serial:5}`. */
const caseCounter = (document: string) => ({ case_number: `${document}-{year}-{serial:5}` })

/**
 * One unit of work while it is made: events become sealed entries in order, each upon the state the one before it left.
 * Nothing is stored until the ledger takes it whole.
 */
export class UnitDraft {
  readonly #at: string
  readonly #sight: CasesInSight
  readonly #setting: DraftSetting
  readonly #registers: UnitRegisters
  readonly #entries: PlannedEntry[] = []
  readonly #claims: UnitOfWork['claims'][number][] = []

  constructor(sight: CasesInSight, registers: UnitRegisters, setting: DraftSetting, at: string) {
    this.#at = at
    this.#sight = sight
    this.#registers = registers
    this.#setting = setting
  }

  /** Adds an event of a case and gives the case as it is then. */
  append(event: CaseEvent, before: CaseState | null, procedure: CompiledProcedure, sealing: Sealing = {}): CaseState {
    const after = evolve(before, event)
    const entry = this.#seal(event, before, after, procedure, sealing)
    this.#entries.push({ ...entry, projection: after, marks: marksOf(procedure) })
    this.#sight.change(after)
    return after
  }

  /** Keeps the values of a document's unique keys for this case. */
  claim(procedure: CompiledProcedure, state: CaseState): void {
    const keys = procedure.document.unique ?? []
    if (keys.length > 0) this.#claims.push({ document: procedure.code, key: claimKey(keys, state.subject), stream: state.id })
  }

  /** The cases this unit changes. */
  get touched(): readonly CaseState[] {
    return this.#sight.changed
  }

  finish(agenda: UnitOfWork['agenda'], idempotency: UnitOfWork['idempotency'], beside: readonly Statement[] = []): UnitOfWork {
    const registers = this.#registers.effects
    const written = { entries: this.#entries, reads: this.#sight.reads, agenda, claims: this.#claims, idempotency, beside }
    return { ...written, decidedAt: this.#at, ...(registers !== undefined && { registers }) }
  }

  #seal(
    event: CaseEvent,
    before: CaseState | null,
    after: CaseState,
    procedure: CompiledProcedure,
    { partCounters = new Map(), shared, evidence = [] }: Sealing,
  ): SealedEntry {
    return sealEvent(event, {
      ...this.#setting,
      stream: after.id,
      document: after.document,
      baseline: after.baseline,
      counters: event.kind === 'opened' ? caseCounter(after.document) : {},
      closed: before?.closed === true ? (before.taken.at(-1)?.sequence ?? null) : null,
      caseNumber: after.numbers.case_number ?? null,
      sensitive: sensitiveFields([...procedure.forms.values()].map(({ form }) => form)),
      revisionOf: (form) => procedure.forms.get(form)?.form.revision ?? '',
      partCounters,
      corrects: event.kind === 'correction' ? numberOfSerial(after, event.serial) : null,
      salt: nextSalt,
      ...(shared === undefined ? {} : { shared }),
      ...(evidence.length === 0 ? {} : { evidence }),
    })
  }
}

/** The number of the record with this serial. @throws where the case has none: a fault, for callers look it up first. */
export function numberOfSerial(state: CaseState, serial: number): string {
  const part = state.sealed.find((one) => one.serial === serial)
  if (part === undefined) throw new Error(`Expected case ${state.id} to have a record ${serial}, but it has none`)
  return recordNumber({ form: part.form, caseNumber: state.numbers.case_number ?? '', serial })
}

/**
 * What sealing an event needs beside it: by serial, fields a counter numbers; openings of the share that becomes a record;
 * what authenticators signed for it.
 */
export type Sealing = Readonly<{
  partCounters?: ReadonlyMap<number, Readonly<Record<string, string>>>
  shared?: readonly Opening[]
  evidence?: readonly SignatureEvidence[]
}>

/** The same values give the same key, whatever order the subject was given in. */
export function claimKey(keys: readonly string[], subject: CaseState['subject']): string {
  return JSON.stringify(keys.map((key) => subject[key] ?? null))
}
