import type { CaseState, CompiledProcedure, CompiledRelation, SubjectValues, WorkingCalendar, World } from '#engine'
import { latestStarted } from '#engine'
import type { CaseReader } from '../database/ledger.ts'
import type { RegisterSource } from './unit-registers.ts'

type Cases = Pick<CaseReader, 'byId' | 'byIds' | 'bySubject'>

/**
 * The cases one unit of work looks at: as they were read, and over them what the unit itself has changed or opened so far.
 * Remembers the version of each case read, for the writing transaction to test again.
 */
export class CasesInSight {
  readonly #reader: Cases
  readonly #registers: RegisterSource
  readonly #read = new Map<string, CaseState>()
  readonly #changed = new Map<string, CaseState>()

  constructor(reader: Cases, registers: RegisterSource) {
    this.#reader = reader
    this.#registers = registers
  }

  /** The case as this unit sees it now; null where there is none. */
  async byId(id: string): Promise<CaseState | null> {
    const known = this.#changed.get(id) ?? this.#read.get(id)
    if (known !== undefined) return known
    const found = await this.#reader.byId(id)
    if (found !== null) this.#read.set(id, found)
    return found
  }

  /** Puts the case in sight as this unit has left it. */
  change(state: CaseState): void {
    this.#changed.set(state.id, state)
  }

  /** What a decision about this case may look at: the cases of every relation its document names, latest opened last; the registers where it reads or sets one. */
  async worldOf(procedure: CompiledProcedure, state: CaseState, at: string, calendar: WorkingCalendar): Promise<World> {
    const related = [...procedure.relations.values()].map(
      async (relation) => [relation.name, await this.#relatedBy(relation, state)] as const,
    )
    const looks = procedure.readsRegisters || procedure.setters.size > 0
    const [found, registers] = await Promise.all([Promise.all(related), looks ? this.#registers.reader() : undefined])
    return { at, calendar, related: new Map(found), ...(registers !== undefined && { registers }) }
  }

  /** Every case read from the store, with the version it had. */
  get reads(): readonly Readonly<{ stream: string; sequence: number }>[] {
    return [...this.#read.values()].map(({ id, version }) => ({ stream: id, sequence: version }))
  }

  get changed(): readonly CaseState[] {
    return [...this.#changed.values()]
  }

  async #relatedBy(relation: CompiledRelation, state: CaseState): Promise<readonly CaseState[]> {
    if (relation.pending) return []
    const { via, document } = relation
    if (via === 'starter') return this.#existing(state.startedBy?.document === document ? [state.startedBy.case] : [])
    if (via === 'started') return this.#existing(latestStarted(state, document))
    return this.#sharing(
      document,
      Object.fromEntries(via.flatMap((key) => (Object.hasOwn(state.subject, key) ? [[key, state.subject[key] ?? '']] : []))),
      via.length,
      state.id,
    )
  }

  async #existing(ids: readonly string[]): Promise<readonly CaseState[]> {
    const unread = ids.filter((id) => !this.#changed.has(id) && !this.#read.has(id))
    // One is asked for by the statement everything else asks by; a batch has started hundreds.
    if (unread.length > 1) for (const one of await this.#reader.byIds(unread)) this.#read.set(one.id, one)
    const found = await Promise.all(ids.map((id) => this.byId(id)))
    return found.filter((one) => one !== null)
  }

  async #sharing(document: string, keys: SubjectValues, count: number, self: string): Promise<readonly CaseState[]> {
    // A case without one of the keys shares nothing: an absent value equals no value.
    if (Object.keys(keys).length < count) return []
    const stored = await this.#reader.bySubject(document, keys)
    for (const one of stored) if (!this.#read.has(one.id)) this.#read.set(one.id, one)
    const opened = this.changed.filter(
      (one) =>
        one.document === document && !this.#read.has(one.id) && Object.entries(keys).every(([key, value]) => one.subject[key] === value),
    )
    const seen = stored.map((one) => this.#changed.get(one.id) ?? this.#read.get(one.id) ?? one)
    return [...seen, ...opened].filter((one) => one.id !== self)
  }
}
