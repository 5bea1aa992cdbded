import { createHash } from 'node:crypto'
import { fromBER, Integer, OctetString } from 'asn1js'
import { AlgorithmIdentifier, MessageImprint, PKIStatus, TimeStampReq, TimeStampResp } from 'pkijs'

const SHA256 = '2.16.840.1.101.3.4.2.1'

/** What a stamp is asked for: exactly these bytes, with a nonce of ours so that no old answer passes for a new one. */
export type StampAsk = Readonly<{ message: Uint8Array; nonce: Uint8Array; policy: string | null }>

/** DER of the request (RFC 3161 §2.4.1): SHA-256, certificates wanted. The nonce is 8 random bytes of the caller's. */
export function stampRequest({ message, nonce, policy }: StampAsk): Uint8Array {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256 }),
      hashedMessage: new OctetString({ valueHex: new Uint8Array(createHash('sha256').update(message).digest()).buffer }),
    }),
    nonce: Integer.fromBigInt(BigInt(`0x${nonceText(nonce)}`)),
    certReq: true,
    ...(policy !== null && { reqPolicy: policy }),
  })
  return new Uint8Array(request.toSchema().toBER())
}

/** The nonce as a stamp repeats it: the bytes of a positive INTEGER, lower-case hex. */
export function nonceText(nonce: Uint8Array): string {
  const hex = Buffer.from(nonce)
    .toString('hex')
    .replace(/^(00)+(?=..)/, '')
  return Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `00${hex}` : hex
}

export type StampAnswer = Readonly<{ outcome: 'token'; token: Uint8Array } | { outcome: 'refused'; because: string }>

/** Takes the token out of a response (RFC 3161 §2.4.2), or says why there is none. */
export function readStampResponse(bytes: Uint8Array): StampAnswer {
  try {
    const { result, offset } = fromBER(new Uint8Array(bytes).buffer)
    if (offset !== bytes.length) return { outcome: 'refused', because: 'unreadable' }
    const { status, timeStampToken } = new TimeStampResp({ schema: result })
    if (status.status !== PKIStatus.granted && status.status !== PKIStatus.grantedWithMods)
      return { outcome: 'refused', because: `status ${status.status}` }
    if (timeStampToken === undefined) return { outcome: 'refused', because: 'unreadable' }
    return { outcome: 'token', token: new Uint8Array(timeStampToken.toSchema().toBER()) }
  } catch {
    return { outcome: 'refused', because: 'unreadable' }
  }
}
