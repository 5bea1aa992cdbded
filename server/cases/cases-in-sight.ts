import type { CaseState, CompiledProcedure, CompiledRelation, SubjectValues, WorkingCalendar, World } from '#engine'
import { latestStarted } from '#engine'
import type { CaseReader } from '../database/ledger.ts'
import type { RegisterSource } from './unit-registers.ts'

type Cases = Pick<CaseReader, 'byId' | 'byIds' | 'bySubjects'>

/**
 * The cases one unit of work looks at: as they were read, and over them what the unit itself has changed or opened so far.
 * Remembers the version of each case read, for the writing transaction to test again.
 */
export class CasesInSight {
  readonly #reader: Cases
  readonly #registers: RegisterSource
  readonly #read = new Map<string, CaseState>()
  readonly #changed = new Map<string, CaseState>()
  /** What was asked of the store by document and keys: one unit looks the same way many times. */
  readonly #asked = new Map<string, Promise<readonly CaseState[]>>()

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

  /** Takes a case as it was read for this unit before. */
  take(state: CaseState): void {
    this.#read.set(state.id, state)
  }

  /** Puts the case in sight as this unit has left it. */
  change(state: CaseState): void {
    this.#changed.set(state.id, state)
  }

  /** What a decision about this case may look at: the cases of every relation its document names, latest opened last; the registers where it reads or sets one. */
  async worldOf(procedure: CompiledProcedure, state: CaseState, at: string, calendar: WorkingCalendar): Promise<World> {
    this.#askAtOnce(procedure, state)
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
    const keys = sharedKeys(via, state)
    return keys === null ? [] : this.#sharing(document, keys, state.id)
  }

  async #existing(ids: readonly string[]): Promise<readonly CaseState[]> {
    const unread = ids.filter((id) => !this.#changed.has(id) && !this.#read.has(id))
    // One is asked for by the statement everything else asks by; a batch has started hundreds.
    if (unread.length > 1) for (const one of await this.#reader.byIds(unread)) this.#read.set(one.id, one)
    const found = await Promise.all(ids.map((id) => this.byId(id)))
    return found.filter((one) => one !== null)
  }

  async #sharing(document: string, keys: SubjectValues, self: string): Promise<readonly CaseState[]> {
    const stored = await this.#asked.get(questionOf(document, keys))
    if (stored === undefined) throw new Error(`Expected the cases of ${document} to have been asked for, but they were not`)
    for (const one of stored) if (!this.#read.has(one.id)) this.#read.set(one.id, one)
    const opened = this.changed.filter(
      (one) =>
        one.document === document && !this.#read.has(one.id) && Object.entries(keys).every(([key, value]) => one.subject[key] === value),
    )
    const seen = stored.map((one) => this.#changed.get(one.id) ?? this.#read.get(one.id) ?? one)
    return [...seen, ...opened].filter((one) => one.id !== self)
  }

  /** Cases that share keys, asked for in one go; one unit looks the same way many times, and is answered as it was first. */
  #askAtOnce({ relations }: CompiledProcedure, state: CaseState): void {
    const questions = new Map<string, Readonly<{ document: string; subject: SubjectValues }>>()
    for (const { via, document, pending } of relations.values()) {
      const subject = pending || typeof via === 'string' ? null : sharedKeys(via, state)
      if (subject !== null && !this.#asked.has(questionOf(document, subject)))
        questions.set(questionOf(document, subject), { document, subject })
    }
    if (questions.size === 0) return
    const answers = this.#reader.bySubjects([...questions.values()])
    for (const [place, question] of [...questions.keys()].entries())
      this.#asked.set(
        question,
        answers.then((found) => found[place] ?? []),
      )
  }
}

const questionOf = (document: string, keys: SubjectValues): string => JSON.stringify([document, ...Object.entries(keys).toSorted()])

/** The keys both cases have to have alike. A case without one of them shares nothing: an absent value equals no value. */
function sharedKeys(via: readonly string[], { subject }: CaseState): SubjectValues | null {
  const keys = via.flatMap((key) => {
    const value = subject[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  return keys.length < via.length ? null : Object.fromEntries(keys)
}
