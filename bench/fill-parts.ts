type Node = Readonly<{ [keyword: string]: unknown }>
export type PartToFill = Readonly<{ form: string; part: string; schema: Node; values: Node; readOnly: readonly string[] }>
export type Entered = Record<string, Record<string, unknown>>
/** Who fills, on which day, and where chance comes from (0 ≤ x < 1). */
export type Filler = Readonly<{ person: string; today: string; chance: () => number }>

/** Texts that patterns of the forms may ask for. */
const patterned = ['QP-21', '13800000000', '1001', 'D1', 'A/0', '2026-001']

/**
 * Fills the parts of a step by their schema alone, as somebody who knows nothing of the matter would. Null where a field
 * asks for what cannot be made up, a file above all. What comes out fits the schema, though not every rule.
 */
export function fillParts(parts: readonly PartToFill[], filler: Filler): Entered | null {
  const filled = parts.map((one) => [`${one.form}/${one.part}`, fillObject(one.schema, one.values, new Set(one.readOnly), filler)] as const)
  if (filled.some(([, values]) => values === null)) return null
  return Object.fromEntries(filled.flatMap(([key, values]) => (values === null ? [] : [[key, values]])))
}

function fillObject(schema: Node, known: Node, readOnly: ReadonlySet<string>, filler: Filler): Record<string, unknown> | null {
  const required = new Set(schema.required as readonly string[] | undefined)
  const values: Record<string, unknown> = {}
  for (const [key, field] of Object.entries((schema.properties ?? {}) as Readonly<Record<string, Node>>)) {
    if (field.readOnly === true || readOnly.has(key)) continue
    const value = fillField(field, known[key], filler)
    if (value !== undefined) values[key] = value
    else if (required.has(key)) return null
  }
  return values
}

function fillField(field: Node, known: unknown, filler: Filler): unknown {
  if (field.type === 'array' && field['x-source'] === 'rows') return fillRows(field.items as Node, known, filler)
  if (field.type === 'array') return fillList(field, filler)
  return fillValue(field, filler)
}

/** Rows the form fixes: what they bring along stays, the rest is filled. */
function fillRows(item: Node, known: unknown, filler: Filler): unknown {
  const rows = (Array.isArray(known) ? known : []).map((row: Node) => {
    const filled = fillObject(item, {}, new Set(Object.keys(row)), filler)
    return filled === null ? null : { ...row, ...filled }
  })
  return rows.includes(null) ? undefined : rows
}

function fillList({ items, minItems }: Node, filler: Filler): unknown {
  const length = Math.max(1, Number(minItems ?? 0))
  const filled = Array.from({ length }, () => fillValue(items as Node, filler))
  return filled.includes(undefined) ? undefined : filled
}

function fillValue(field: Node, filler: Filler): unknown {
  const { chance } = filler
  if (Array.isArray(field.enum)) return field.enum[Math.floor(chance() * field.enum.length)] as unknown
  switch (field.type) {
    case 'boolean':
      return chance() < 0.5
    case 'integer': {
      const [least, most] = [Math.max(Number(field.minimum), 0), Number(field.maximum)]
      return least + Math.floor(chance() * (Math.min(most, least + 20) - least + 1))
    }
    case 'string':
      return fillText(field, filler)
    case 'object':
      return fillThing(field, filler)
    default:
      return undefined
  }
}

function fillText(field: Node, { today, chance }: Filler): unknown {
  if (field.format === 'date') return dayAfter(today, chance() < 0.5 ? 0 : Math.floor(chance() * 20))
  if (field.format === 'date-time') return `${today}T01:00:00.000Z`
  if (field['x-scale'] !== undefined) return String(Math.max(1, Number(field['x-min'] ?? 1)))
  if (field.pattern === undefined) return '供试验用的一段文字，不少于十字'.repeat(3).slice(0, Number(field.maxLength ?? 40))
  const pattern = new RegExp(String(field.pattern), 'u')
  return patterned.find((text) => pattern.test(text))
}

/** A person is whoever fills; a file cannot be made up; a row is filled like a part. */
function fillThing(field: Node, filler: Filler): unknown {
  const properties = (field.properties ?? {}) as Readonly<Record<string, Node>>
  if ('attachment' in properties) return undefined
  if ('person' in properties && 'name' in properties) return { person: filler.person, name: filler.person }
  return fillObject(field, {}, new Set(), filler) ?? undefined
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
