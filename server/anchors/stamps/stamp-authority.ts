import { randomBytes } from 'node:crypto'
import { checkStamp, type Stamp } from './check-stamp.ts'
import { nonceText, readStampResponse, stampRequest } from './stamp-request.ts'

export type AuthoritySetting = Readonly<{
  name: string
  url: string
  /** Policy to ask for, dotted OID; null: the authority's own. */
  policy: string | null
  /** DER of the certificates a stamp's chain has to end at. */
  roots: readonly Uint8Array[]
}>

/** A token that was checked before it is kept. */
export type Stamped = Readonly<{ outcome: 'stamped'; token: Uint8Array; stamp: Stamp } | { outcome: 'refused'; because: string }>

/** A time-stamping authority (RFC 3161 §3.4, over HTTP). Faults of the network are thrown. */
export type StampAuthority = Readonly<{ name: string; stamp(message: Uint8Array): Promise<Stamped> }>

const MOST_BYTES = 64 * 1024
const PATIENCE_MS = 15_000

export function makeStampAuthority({ name, url, policy, roots }: AuthoritySetting): StampAuthority {
  return {
    name,
    async stamp(message) {
      const nonce = randomBytes(8)
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
        body: new Uint8Array(stampRequest({ message, nonce, policy })),
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      if (!response.ok) return { outcome: 'refused', because: `HTTP ${response.status}` }
      const bytes = new Uint8Array(await response.arrayBuffer())
      if (bytes.length > MOST_BYTES) return { outcome: 'refused', because: 'too-long' }
      const answer = readStampResponse(bytes)
      if (answer.outcome === 'refused') return answer
      const checked = await checkStamp(answer.token, message, roots)
      if (checked.outcome === 'refused') return checked
      const { stamp } = checked
      if (stamp.nonce !== nonceText(nonce)) return { outcome: 'refused', because: 'other-nonce' }
      if (policy !== null && stamp.policy !== policy) return { outcome: 'refused', because: 'other-policy' }
      return { outcome: 'stamped', token: answer.token, stamp }
    },
  }
}
