/** An attachment as the data names it. */
export type NamedAttachment = Readonly<{ attachment: string; name: string; type: string; size: number; sha256: string }>

/** Every attachment named anywhere in a value, in the order they stand. */
export function attachmentsOf(value: unknown): readonly NamedAttachment[] {
  if (isAttachment(value)) return [value]
  if (Array.isArray(value)) return value.flatMap(attachmentsOf)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(attachmentsOf) : []
}

/** Their ids, each once: what a submission binds. */
export function attachmentIds(value: unknown): readonly string[] {
  return [...new Set(attachmentsOf(value).map(({ attachment }) => attachment))]
}

function isAttachment(value: unknown): value is NamedAttachment {
  if (typeof value !== 'object' || value === null) return false
  const found = value as Readonly<Record<string, unknown>>
  return (
    typeof found.attachment === 'string' &&
    typeof found.name === 'string' &&
    typeof found.type === 'string' &&
    typeof found.size === 'number' &&
    typeof found.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(found.sha256)
  )
}
