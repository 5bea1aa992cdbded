import type { CompiledProcedure } from '#engine'
import type { StoryHouse } from './story-house.ts'

/** Which steps of which documents were taken in the houses of a test file. */
export class StepsTaken {
  readonly #procedures = new Map<string, CompiledProcedure>()
  readonly #taken = new Map<string, Set<string>>()

  async note({ assembly: { cases, documents, today } }: StoryHouse, ids: readonly string[]): Promise<void> {
    for (const { procedure } of await documents.allInForce(await today())) this.#procedures.set(procedure.code, procedure)
    for (const id of ids) {
      const state = await cases.reader.byId(id)
      for (const { step } of state?.taken ?? []) this.#of(state?.document ?? '').add(step)
    }
  }

  /** Documents of which no step was taken. */
  get untouched(): readonly string[] {
    return [...this.#procedures.keys()].filter((code) => this.#of(code).size === 0).toSorted()
  }

  /** A line for each document: steps taken, and those that were not. */
  get table(): string {
    const lines = [...this.#procedures.values()]
      .toSorted((one, other) => (one.code < other.code ? -1 : 1))
      .map(({ code, steps }) => {
        const missing = [...steps.keys()].filter((step) => !this.#of(code).has(step))
        return `${code.padEnd(9)}${`${steps.size - missing.length}/${steps.size}`.padStart(7)}  ${missing.join(' ')}`.trimEnd()
      })
    return ['document  taken  not taken through the doors of the house', ...lines].join('\n')
  }

  #of(code: string): Set<string> {
    const known = this.#taken.get(code) ?? new Set()
    this.#taken.set(code, known)
    return known
  }
}
