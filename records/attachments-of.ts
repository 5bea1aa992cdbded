/** An attachment as the data names it. */
export type NamedAttachment = Readonly<{ attachment: string; name: string; type: string; size: number; sha256: string }>

/** Every attachment named anywhere in a value, in the order they stand. */
export function attachmentsOf(value: unknown): readonly NamedAttachment[] {
  const found: NamedAttachment[] = []
  gather(value, found)
  return found
}

function gather(value: unknown, found: NamedAttachment[]): void {
  if (typeof value !== 'object' || value === null) return
  if (isAttachment(value)) found.push(value)
  else if (Array.isArray(value)) for (const item of value) gather(item, found)
  else for (const key of Object.keys(value)) gather(Reflect.get(value, key), found)
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
