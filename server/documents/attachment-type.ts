import { fileTypeFromBuffer } from 'file-type'

/** What may be kept beside a record: extension → the type its content must show. Texts have no mark; they must be UTF-8. */
const allowed: ReadonlyMap<string, string> = new Map([
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['mp4', 'video/mp4'],
  ['txt', 'text/plain'],
  ['csv', 'text/csv'],
])
const textTypes: ReadonlySet<string> = new Set(['text/plain', 'text/csv'])

export type TypeVerdict = Readonly<
  | { outcome: 'accepted'; type: string }
  | { outcome: 'refused'; because: 'name-not-allowed' | 'content-differs' | 'not-text'; found: string }
>

/**
 * Says what a file is by its first bytes, and refuses it where that is not what its name says: a program called
 * `report.pdf` is not a PDF. `isText` tells whether all of its bytes are UTF-8 without NUL.
 */
export async function typeOfAttachment(name: string, beginning: Uint8Array, isText: boolean): Promise<TypeVerdict> {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const expected = allowed.get(extension)
  if (expected === undefined) return { outcome: 'refused', because: 'name-not-allowed', found: extension }
  // A container cut off after its first bytes may end in the middle of an item; that is then no known type.
  const found = (await fileTypeFromBuffer(beginning).catch(() => undefined))?.mime
  if (textTypes.has(expected)) {
    if (found !== undefined) return { outcome: 'refused', because: 'content-differs', found }
    return isText ? { outcome: 'accepted', type: expected } : { outcome: 'refused', because: 'not-text', found: 'application/octet-stream' }
  }
  return found === expected
    ? { outcome: 'accepted', type: expected }
    : { outcome: 'refused', because: 'content-differs', found: found ?? 'application/octet-stream' }
}

/** The extensions that may be uploaded, for the sentence of a refusal. */
export const allowedExtensions: readonly string[] = [...allowed.keys()]
