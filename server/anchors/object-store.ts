import type { Anchor } from './anchor.ts'

export type ObjectStoreSetting = Readonly<{
  name: string
  /** Where the objects go: their names are appended. */
  url: string
  /** Sent as `Authorization: Bearer …`; null: the way there needs none. */
  token: string | null
}>

const PATIENCE_MS = 15_000
const MOST_BYTES = 64 * 1024

/**
 * A store that takes `PUT` with `If-None-Match: *` (S3-compatible stores, WebDAV) and keeps what it took: a bucket with
 * object lock, in another organisation's account. Listing is each vendor's own and not asked for.
 */
export function makeObjectStore({ name, url, token }: ObjectStoreSetting): Anchor {
  const base = url.endsWith('/') ? url : `${url}/`
  const place = (object: string) => new URL(object.split('/').map(encodeURIComponent).join('/'), base)
  const send = (method: string, object: string, more: RequestInit = {}) =>
    fetch(place(object), {
      ...more,
      method,
      headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...(more.headers as Record<string, string> | undefined) },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  const read = async (object: string): Promise<Uint8Array | null> => {
    const answer = await send('GET', object)
    if (answer.status === 404) return null
    if (!answer.ok) throw new Error(`Expected ${place(object).href} to be read, but the store answered ${answer.status}`)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    if (bytes.length > MOST_BYTES) throw new Error(`Expected a checkpoint in ${place(object).href}, but it has ${bytes.length} bytes`)
    return bytes
  }
  return {
    name,
    place: base,
    async put(object, bytes) {
      const headers = { 'content-type': 'application/octet-stream', 'if-none-match': '*' }
      const answer = await send('PUT', object, { body: new Uint8Array(bytes), headers })
      if (answer.ok) {
        // A store that does not know the condition would have overwritten: what is there is compared either way.
        return (await isKept(object, bytes)) ? 'put' : 'other-content'
      }
      if (answer.status !== 409 && answer.status !== 412)
        throw new Error(`Expected ${place(object).href} to be put, but the store answered ${answer.status}`)
      return (await isKept(object, bytes)) ? 'there' : 'other-content'
    },
    read,
    list: async () => null,
  }

  async function isKept(object: string, bytes: Uint8Array): Promise<boolean> {
    const kept = await read(object)
    return kept !== null && Buffer.compare(kept, bytes) === 0
  }
}
