import {
  type CaseEvent,
  type CaseState,
  type CompiledProcedure,
  type CompiledRelation,
  correctedChanges,
  emptyRegisters,
  evolve,
  latestStarted,
  type RegisterChange,
  type RegisterReader,
  RegistersInSight,
  registerChanges,
  type WorkingCalendar,
  type World,
} from '#engine'

/** An entry of a case as it was read back. `incomplete`: values of it were disposed of since, so it cannot be asked again. */
export type ReadEntry = Readonly<{ stream: string; recordedAt: string; event: CaseEvent; incomplete: boolean }>

/** Which of the entries of one instant came first, as far as the history of the registers tells; 0 where it tells nothing. */
export type PlaceOf = (stream: string, sequence: number) => number

/** A change of a row, with the entry that made it. */
export type DerivedChange = RegisterChange & Readonly<{ stream: string; sequence: number; recordedAt: string }>

/** What deriving needs of the house. `procedureOf` answers null for a baseline that is not there. */
export type DerivingNeeds = Readonly<{
  procedureOf(baseline: string, document: string): Promise<CompiledProcedure | null>
  calendarAt(at: string): Promise<WorkingCalendar>
  placeOf: PlaceOf
  /** What the database holds of an entry that cannot be asked again. */
  storedOf(stream: string, sequence: number): readonly RegisterChange[]
}>

/** The changes of all registers again, from the entries of all cases in the order in which they were recorded. */
export async function deriveRegisters(entries: readonly ReadEntry[], needs: DerivingNeeds): Promise<readonly DerivedChange[]> {
  const house = new Replayed(needs, untold(entries, needs.placeOf))
  const queues = Map.groupBy(entries, ({ stream }) => stream)
  const done = new Map<string, number>()
  for (const entry of entries.toSorted(byRecording(placesOf(queues, needs.placeOf)))) {
    // A case opened in the same moment comes behind what opened it, and before what it did itself.
    const queue = queues.get(entry.stream) ?? []
    for (let next = done.get(entry.stream) ?? 0; next < queue.length; next += 1) {
      const own = queue[next]
      if (own === undefined || own.event.sequence > entry.event.sequence) break
      done.set(entry.stream, next + 1)
      await house.take(own)
    }
  }
  return house.changes
}

/**
 * Entries that share their instant with entries of other cases that changed a row, and changed none themselves. In what
 * order those came nobody wrote down (a simulated clock may stand still), so the history's silence about them is believed.
 */
function untold(entries: readonly ReadEntry[], placeOf: PlaceOf): ReadonlySet<ReadEntry> {
  const found = new Set<ReadEntry>()
  for (const together of Map.groupBy(entries, ({ recordedAt }) => recordedAt).values()) {
    const told = new Set(together.filter(({ stream, event }) => placeOf(stream, event.sequence) > 0).map(({ stream }) => stream))
    for (const entry of together)
      if (placeOf(entry.stream, entry.event.sequence) === 0 && (told.size > 1 || (told.size === 1 && !told.has(entry.stream))))
        found.add(entry)
  }
  return found
}

/** The place of each entry; one of which the history tells nothing comes right behind those of its own case. */
function placesOf(queues: ReadonlyMap<string, readonly ReadEntry[]>, placeOf: PlaceOf): ReadonlyMap<ReadEntry, number> {
  const places = new Map<ReadEntry, number>()
  for (const queue of queues.values()) {
    let reached = 0
    for (const entry of queue) {
      reached = Math.max(reached, placeOf(entry.stream, entry.event.sequence))
      places.set(entry, reached)
    }
  }
  return places
}

const byRecording =
  (places: ReadonlyMap<ReadEntry, number>) =>
  (one: ReadEntry, other: ReadEntry): number => {
    if (one.recordedAt !== other.recordedAt) return one.recordedAt < other.recordedAt ? -1 : 1
    const place = (places.get(one) ?? 0) - (places.get(other) ?? 0)
    const rank = place === 0 ? rankOf(one.event) - rankOf(other.event) : place
    if (rank !== 0) return rank
    return one.stream === other.stream ? one.event.sequence - other.event.sequence : one.stream < other.stream ? -1 : 1
  }

/** Within one unit of work: steps first, then the cases they open and the demands they send. */
function rankOf(event: CaseEvent): number {
  if (event.kind === 'demanded') return 1
  return event.kind === 'opened' && event.startedBy !== null ? 1 : 0
}

/** The cases and registers at one moment of the replay. */
class Replayed {
  readonly changes: DerivedChange[] = []
  readonly #needs: DerivingNeeds
  readonly #untold: ReadonlySet<ReadEntry>
  readonly #states = new Map<string, CaseState>()
  readonly #byDocument = new Map<string, Set<string>>()
  readonly #sight = new RegistersInSight(emptyRegisters)

  constructor(needs: DerivingNeeds, silent: ReadonlySet<ReadEntry>) {
    this.#needs = needs
    this.#untold = silent
  }

  async take(entry: ReadEntry): Promise<void> {
    const before = this.#states.get(entry.stream) ?? null
    const after = evolve(before, entry.event)
    const made = await this.#changesOf(entry, before, after)
    this.#states.set(after.id, after)
    const kin = this.#byDocument.get(after.document) ?? new Set()
    this.#byDocument.set(after.document, kin.add(after.id))
    for (const change of made) {
      this.#sight.change(change.register, { key: change.key, values: change.row })
      this.changes.push({ ...change, stream: entry.stream, sequence: entry.event.sequence, recordedAt: entry.recordedAt })
    }
  }

  async #changesOf(entry: ReadEntry, before: CaseState | null, after: CaseState): Promise<readonly RegisterChange[]> {
    const { event, incomplete } = entry
    if (this.#untold.has(entry) || before === null || (event.kind !== 'step' && event.kind !== 'correction')) return []
    const procedure = await this.#needs.procedureOf(after.baseline, after.document)
    if (procedure === null || procedure.setters.size === 0) return []
    if (incomplete) return this.#needs.storedOf(after.id, event.sequence)
    if (event.kind === 'step') return registerChanges(procedure, after, event, await this.#worldOf(procedure, before, event.at))
    const part = after.sealed.find(({ serial }) => serial === event.serial)
    if (part === undefined) return []
    const world = await this.#worldOf(procedure, before, part.at)
    return correctedChanges({ procedure, part, before, after, world, past: this.#before(after.id, part.serial) }, this.#sight)
  }

  async #worldOf(procedure: CompiledProcedure, state: CaseState, at: string): Promise<World> {
    const related = [...relationsAsked(procedure)].map((relation) => [relation.name, this.#relatedBy(relation, state)] as const)
    return { at, calendar: await this.#needs.calendarAt(at), related: new Map(related), registers: this.#sight }
  }

  #relatedBy({ via, document }: CompiledRelation, state: CaseState): readonly CaseState[] {
    if (via === 'starter') return this.#existing(state.startedBy?.document === document ? [state.startedBy.case] : [])
    if (via === 'started') return this.#existing(latestStarted(state, document))
    const kin = this.#existing([...(this.#byDocument.get(document) ?? [])]).filter((one) => one.id !== state.id)
    const sharing = kin.filter((one) => via.every((key) => state.subject[key] !== undefined && state.subject[key] === one.subject[key]))
    return sharing.toSorted((one, other) => (one.openedAt < other.openedAt ? -1 : one.openedAt > other.openedAt ? 1 : byNumber(one, other)))
  }

  #existing(ids: readonly string[]): readonly CaseState[] {
    return ids.flatMap((id) => this.#states.get(id) ?? [])
  }

  /** The registers as they stood before a part of a case first changed each. */
  #before(stream: string, serial: number): RegisterReader {
    const first = new Map<string, number>()
    for (const [place, change] of this.changes.entries())
      if (change.stream === stream && change.serial === serial && !first.has(change.register)) first.set(change.register, place)
    const found = new RegistersInSight(emptyRegisters)
    for (const [place, { register, key, row }] of this.changes.entries())
      if (place < (first.get(register) ?? this.changes.length)) found.change(register, { key, values: row })
    return found
  }
}

const byNumber = (one: CaseState, other: CaseState): number =>
  (one.numbers.case_number ?? '') < (other.numbers.case_number ?? '') ? -1 : 1

/** The relations the document's setters look at; the others need not be gathered. */
function relationsAsked({ relations, setters }: CompiledProcedure): ReadonlySet<CompiledRelation> {
  const rules = [...setters.values()]
    .flat()
    .flatMap(({ each, key, when, sets }) => [each, key, when, ...[...sets.values()].map(({ rule }) => rule)])
  const names = rules.flatMap((rule) => (rule === null ? [] : [...rule.reads, ...rule.tests].map(([name = '']) => name)))
  return new Set(names.flatMap((name) => relations.get(name) ?? []))
}
