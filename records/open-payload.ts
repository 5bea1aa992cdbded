import { type ReadCanonical, readCanonical } from './canonical.ts'
import { type Opened, openValues } from './commitment.ts'
import type { Payload } from './entry.ts'
import { isObject } from './shape.ts'

export type OpenedPayload = Readonly<{ data: Readonly<Record<string, unknown>> }> & Pick<Opened, 'problems' | 'closed'>

// A payload is asked for by the entry, the replay, the attachments and the shares; its bytes are never changed.
const known = new WeakMap<Uint8Array, ReadCanonical>()

/** Reads the bytes of a payload, once however often they are asked for. Nobody changes what it answers. */
export function readPayload(bytes: Uint8Array): ReadCanonical {
  const read = known.get(bytes) ?? readCanonical(bytes)
  known.set(bytes, read)
  return read
}

// As it is without openings a payload is asked for as often; with them once, by the replay.
const withoutOpenings = new WeakMap<Uint8Array, OpenedPayload | null>()

/**
 * The data of a payload, its values opened as far as there are openings; null where the bytes are no payload. Openings
 * are named within `values`, in a share within `parts`.
 */
export function openPayload({ bytes, openings }: Pick<Payload, 'bytes' | 'openings'>): OpenedPayload | null {
  if (openings.length > 0) return openAnew(bytes, openings)
  const kept = withoutOpenings.get(bytes)
  if (kept !== undefined) return kept
  const opened = openAnew(bytes, openings)
  withoutOpenings.set(bytes, opened)
  return opened
}

function openAnew(bytes: Uint8Array, openings: Payload['openings']): OpenedPayload | null {
  const read = readPayload(bytes)
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
