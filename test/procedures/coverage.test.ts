import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compileLibrary } from '#engine'
import { Coverage } from './support/coverage.ts'
import { library } from './support/library.ts'
import { makeMemoryStage } from './support/memory-stage.ts'
import { play } from './support/play.ts'
import { stories } from './support/story.ts'

type Holes = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What no story shows, document → what → why; a hole that is closed has to go from here. */
const named: Holes = parse(readFileSync(new URL('holes.yaml', import.meta.url), 'utf8')) ?? {}
const procedures = compileLibrary(library)

describe('all stories together', () => {
  const coverage = new Coverage()

  it('show every state, every step from every state it may be taken from, and every rule letting pass and refusing', {
    timeout: 600_000,
  }, async () => {
    for (const story of stories)
      await play(
        story,
        makeMemoryStage(story.registers, (attempt) => coverage.watch(attempt)),
      )
    coverage.tryOtherWays(procedures.values())
    console.log(table(coverage))
    expect(coverage.broken).toEqual([])
    const found = Object.fromEntries(
      [...procedures.keys()].flatMap((code) => {
        const holes = holesOf(code, coverage)
        return holes.length > 0 ? [[code, holes]] : []
      }),
    )
    const expected = Object.fromEntries(Object.entries(named).map(([code, holes]) => [code, Object.keys(holes).toSorted()]))
    expect(found).toEqual(expected)
  })
})

/** What of a document was not shown: `state x`, `step x`, `way state step`, `rule step 2 never held`, `rule step 2 never refused`. */
function holesOf(code: string, { shown }: Coverage): readonly string[] {
  const procedure = procedures.get(code)
  const seen = shown.get(code)
  if (procedure === undefined) return []
  const steps = [...procedure.steps.values()]
  const rules = steps.flatMap((step) => [...step.rules.keys()].map((place) => [step.code, place] as const))
  return [
    ...[...procedure.states.keys()].filter((state) => !seen?.states.has(state)).map((state) => `state ${state}`),
    ...steps.filter((step) => !seen?.steps.has(step.code)).map((step) => `step ${step.code}`),
    ...steps.flatMap((step) =>
      seen?.steps.has(step.code)
        ? [...step.from].filter((from) => !seen.ways.has(`${from} ${step.code}`)).map((from) => `way ${from} ${step.code}`)
        : [],
    ),
    ...rules.filter(([step, place]) => !seen?.held.has(`${step} ${place}`)).map(([step, place]) => `rule ${step} ${place + 1} never held`),
    ...rules
      .filter(([step, place]) => !seen?.refused.has(`${step} ${place}`))
      .map(([step, place]) => `rule ${step} ${place + 1} never refused`),
  ].toSorted()
}

/** The coverage of every document, a line each. */
function table({ shown }: Coverage): string {
  const lines = [...procedures.values()]
    .toSorted((one, other) => (one.code < other.code ? -1 : 1))
    .map((procedure) => {
      const seen = shown.get(procedure.code)
      const steps = [...procedure.steps.values()]
      const rules = steps.reduce((sum, step) => sum + step.rules.length, 0)
      const ways = steps.reduce((sum, step) => sum + step.from.size, 0)
      const of = (count: number | undefined, all: number) => `${count ?? 0}/${all}`.padStart(9)
      return `${procedure.code.padEnd(9)}${of(seen?.states.size, procedure.states.size)}${of(seen?.steps.size, steps.length)}${of(seen?.ways.size, ways)}${of(seen?.held.size, rules)}${of(seen?.refused.size, rules)}`
    })
  return ['document    states    steps     ways     held  refused', ...lines].join('\n')
}
