import type { Field } from '#engine'

/** Values as the web client sends them: numbers with decimals as text, in columns too. Scripts write plain numbers. */
export function typed(field: Field, value: unknown): unknown {
  if (field.type === 'list') return Array.isArray(value) ? value.map((item) => typedItem(field, item)) : value
  return isDecimal(field.type) && typeof value === 'number' ? String(value) : value
}

function typedItem(field: Field, item: unknown): unknown {
  if (field.of !== 'row' || !isRow(item)) return typeof item === 'number' && isDecimal(field.of) ? String(item) : item
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => {
      const column = field.columns?.[key]
      return [key, column === undefined ? value : typed(column, value)]
    }),
  )
}

const isDecimal = (type: string | undefined): boolean => type === 'number' || type === 'money'

const isRow = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
