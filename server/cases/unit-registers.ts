import {
  type CaseEvent,
  type CaseState,
  type CompiledProcedure,
  type Corrected,
  correctedChanges,
  type RegisterChange,
  type RegisterReader,
  type RegisterRow,
  RegistersInSight,
  registerChanges,
  rowsNamed,
  type World,
} from '#engine'
import { recordNumber } from '#records'
import type { PlannedChange, RegisterEffects, RegisterWork } from '../database/ledger.ts'
import type { RegisterStore, StoredRegisters, StoredRow } from '../database/register-store.ts'

/** Where a decision gets its view of the registers from. */
export type RegisterSource = Readonly<{ reader(): Promise<RegisterReader> }>

/** The registers as a page reads them: nothing is remembered, for nothing is written on it. */
export function pageRegisters(store: Pick<RegisterStore, 'upToDate'>): RegisterSource {
  return { reader: () => store.upToDate() }
}

/** What one entry does to the registers, given the numbers of its case and the rows by then. */
type Effect = Readonly<{ stream: string; sequence: number; changes(numbers: Numbers, sight: RegistersInSight): readonly PlannedChange[] }>
type Numbers = Readonly<Record<string, string>>

/**
 * The registers one unit of work looks at and changes. Remembers the version of each row read, for the writing
 * transaction to test again; what the unit changes is seen by what it decides afterwards.
 */
export class UnitRegisters implements RegisterSource {
  readonly #store: RegisterStore
  readonly #effects: Effect[] = []
  #read: RegistersRead | null = null
  #sight: Promise<RegistersInSight> | null = null
  #remembers = true

  constructor(store: RegisterStore) {
    this.#store = store
  }

  reader(): Promise<RegistersInSight> {
    this.#sight ??= this.#begin()
    return this.#sight
  }

  async #begin(): Promise<RegistersInSight> {
    this.#read = new RegistersRead(await this.#store.upToDate(), this.#remembers)
    return new RegistersInSight(this.#read)
  }

  /** Takes up what a taken step sets. Numbers its entry takes are not known yet: rows called by one appear when it is written. */
  async note(procedure: CompiledProcedure, after: CaseState, event: CaseEvent, world: World): Promise<void> {
    if (event.kind !== 'step' || procedure.setters.size === 0) return
    const changes = (numbers: Numbers, registers: RegistersInSight) => {
      const numbered = { ...after, numbers: { ...after.numbers, ...numbers } }
      return planned(registerChanges(procedure, numbered, event, { ...world, registers }), numbered, event.sequence)
    }
    await this.#take({ stream: after.id, sequence: event.sequence, changes })
  }

  /** Takes up what follows from a correction of a part that has set rows. */
  async noteCorrection(corrected: Omit<Corrected, 'past'>, sequence: number): Promise<void> {
    const { procedure, part, before, after, world } = corrected
    if (!procedure.setters.has(`${part.form} ${part.part}`)) return
    const sight = await this.reader()
    const touched = [before, after].flatMap((state) => rowsNamed(procedure, state, part, { ...world, registers: sight }))
    const past = new RegistersInSight(await this.#past(touched, after.id, part.serial))
    const changes = (_numbers: Numbers, registers: RegistersInSight) =>
      planned(correctedChanges({ ...corrected, past }, registers), after, sequence)
    await this.#take({ stream: after.id, sequence, changes })
  }

  /** What follows is looked at for the agenda only, and nothing rests on it. */
  forget(): void {
    this.#remembers = false
    if (this.#read !== null) this.#read.remembers = false
  }

  /** Undefined where the unit has looked at no register. */
  get effects(): RegisterEffects | undefined {
    const read = this.#read
    return read === null ? undefined : (numbers) => this.#settle(read, numbers)
  }

  async #take(effect: Effect): Promise<void> {
    const sight = await this.reader()
    this.#effects.push(effect)
    for (const { register, key, row } of effect.changes({}, new RegistersInSight(sight))) sight.change(register, { key, values: row })
  }

  #settle(read: RegistersRead, numbers: ReadonlyMap<string, Numbers>): RegisterWork {
    read.remembers = true
    const sight = new RegistersInSight(read)
    const changes = this.#effects.flatMap((effect) => {
      const made = effect.changes(numbers.get(effect.stream) ?? {}, new RegistersInSight(sight))
      for (const { register, key, row } of made) sight.change(register, { key, values: row })
      return made
    })
    return { changes, ...read.reads }
  }

  /** The rows a part could have touched, as they stood before it was sealed. */
  async #past(touched: readonly Readonly<{ register: string; key: string }>[], stream: string, serial: number): Promise<RegisterReader> {
    const first = await this.#store.firstChanges(stream, serial)
    const found = new Map<string, RegisterRow>()
    for (const [register, places] of Map.groupBy(touched, (one) => one.register)) {
      const keys = [...new Set(places.map(({ key }) => key))]
      const rows = await this.#store.rowsBefore(register, keys, first.get(register) ?? 2 ** 31 - 1)
      for (const row of rows) found.set(JSON.stringify([register, row.key]), row)
    }
    return {
      row: (register, key) => found.get(JSON.stringify([register, key])),
      rows: (register) => [...found].flatMap(([name, row]) => (JSON.parse(name)[0] === register ? [row] : [])),
    }
  }
}

function planned(changes: readonly RegisterChange[], state: CaseState, sequence: number): readonly PlannedChange[] {
  const caseNumber = state.numbers.case_number ?? ''
  return changes.map((change) => ({ ...change, stream: state.id, sequence, recordNumber: recordNumber({ ...change, caseNumber }) }))
}

/** Remembers what it was asked, with the version it answered; the first answer stands for the whole unit. */
class RegistersRead implements RegisterReader {
  remembers: boolean
  readonly #stored: StoredRegisters
  readonly #rows = new Map<string, Readonly<{ register: string; key: string; row: StoredRow | undefined }>>()
  readonly #whole = new Map<string, Readonly<{ version: number; rows: readonly StoredRow[] }>>()

  constructor(stored: StoredRegisters, remembers: boolean) {
    this.#stored = stored
    this.remembers = remembers
  }

  row(register: string, key: string): RegisterRow | undefined {
    const name = JSON.stringify([register, key])
    const known = this.#rows.get(name)
    if (known !== undefined) return known.row
    const row = this.#stored.row(register, key)
    if (this.remembers) this.#rows.set(name, { register, key, row })
    return row
  }

  rows(register: string): readonly RegisterRow[] {
    const known = this.#whole.get(register)
    if (known !== undefined) return known.rows
    const rows = this.#stored.rows(register)
    if (this.remembers) this.#whole.set(register, { version: this.#stored.versionOf(register), rows })
    return rows
  }

  get reads(): Pick<RegisterWork, 'rows' | 'whole'> {
    return {
      rows: [...this.#rows.values()].map(({ register, key, row }) => ({ register, key, version: row?.version ?? 0 })),
      whole: [...this.#whole].map(([register, { version }]) => ({ register, version })),
    }
  }
}
