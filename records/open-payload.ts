import { readCanonical } from './canonical.ts'
import { type Opened, openValues } from './commitment.ts'
import type { Payload } from './entry.ts'
import { isObject } from './shape.ts'

export type OpenedPayload = Readonly<{ data: Readonly<Record<string, unknown>> }> & Pick<Opened, 'problems' | 'closed'>

/**
 * The data of a payload, its values opened as far as there are openings; null where the bytes are no payload. Openings
 * are named within `values`, in a share within `parts`.
 */
export function openPayload({ bytes, openings }: Pick<Payload, 'bytes' | 'openings'>): OpenedPayload | null {
  const read = readCanonical(bytes)
  if (read.outcome === 'unreadable' || !isObject(read.value)) return null
  const data = read.value
  if (isObject(data.values)) {
    const { values, problems, closed } = openValues(data.values, openings)
    return { data: { ...data, values }, problems, closed }
  }
  if (!Array.isArray(data.parts) || !data.parts.every((part) => isObject(part) && isObject(part.values))) return null
  const { values, problems, closed } = openValues({ ...data.parts }, openings)
  return { data: { ...data, parts: Object.values(values) }, problems, closed }
}
