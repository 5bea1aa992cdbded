import type { CompiledForm, CompiledStep, Field } from '../../../engine/index.ts'

/** A small repeatable source of choices: the same seed gives the same data. */
export type Dice = Readonly<{ upTo(count: number): number; oneOf<T>(items: readonly T[]): T }>

export function dice(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const upTo = (count: number): number => Math.floor(next() * count)
  return {
    upTo,
    oneOf: (items) => {
      const item = items[upTo(items.length)]
      if (item === undefined) throw new Error('nothing to choose from')
      return item
    },
  }
}

/** What a person might enter on a step: mostly fit values, now and then one that is missing or odd. */
export function randomParts(
  step: CompiledStep,
  forms: ReadonlyMap<string, CompiledForm>,
  random: Dice,
): Record<string, Record<string, Record<string, unknown>>> {
  const parts: Record<string, Record<string, Record<string, unknown>>> = {}
  for (const { form, part } of step.records) {
    const fields = [...(forms.get(form)?.parts.get(part)?.fields ?? [])]
    const entered = fields
      .filter(([key, { field }]) => field.computed === undefined && field.from === undefined && !step.fills.has(key))
      .filter(([, { field }]) => (field.optional === true ? random.upTo(2) === 0 : random.upTo(40) > 0))
      .map(([key, { field }]) => [key, random.upTo(60) === 0 ? random.oneOf([7, '\u0000', {}, []]) : fitValue(field, random)] as const)
    parts[form] = { ...parts[form], [part]: Object.fromEntries(entered) }
  }
  return parts
}

function fitValue(field: Field, random: Dice): unknown {
  switch (field.type) {
    case 'integer':
      return (field.min ?? 0) + random.upTo(Math.min(10, (field.max ?? 10) - (field.min ?? 0) + 1))
    case 'number':
    case 'money':
      return random.oneOf(['0', '1', '50.5', '99', '10000', '20000.25'])
    case 'date':
      return random.oneOf(['2026-03-04', '2026-03-20', '2026-04-30'])
    case 'datetime':
      return random.oneOf(['2026-03-02T09:00:00.000Z', '2026-03-05T09:00:00.000Z'])
    case 'boolean':
      return random.upTo(2) === 0
    case 'enum':
      return random.oneOf(['granted', 'refused'])
    case 'person':
      return random.oneOf(people)
    case 'attachment':
      return { attachment: 'a', name: 'a.pdf', type: 'application/pdf', size: 1, sha256: '0'.repeat(64) }
    case 'list':
      return Array.from({ length: 2 }, (_, index) => itemOf(field, random, index))
    case 'string':
    case 'text':
    case 'organisation':
      return field.pattern === undefined ? random.oneOf(['甲', '乙', 'e\u0301']) : '123456'
    default:
      return field.type satisfies never
  }
}

const people = [
  { person: 'p0', name: 'P0' },
  { person: 'p1', name: 'P1' },
] as const

function itemOf(field: Field, random: Dice, index: number): unknown {
  if (field.of === 'person') return people[index]
  if (field.of !== 'row') return '甲'
  const typed = Object.entries(field.columns ?? {}).filter(
    ([key, column]) => column.computed === undefined && !(field.rows !== undefined && (key === 'indicator' || key === 'weight')),
  )
  return Object.fromEntries(typed.map(([key, column]) => [key, fitValue(column, random)]))
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
