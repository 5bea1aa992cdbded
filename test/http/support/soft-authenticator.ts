import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest()
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

export type SoftAuthenticator = ReturnType<typeof makeSoftAuthenticator>

/** An authenticator in a few lines: ES256, no attestation, a counter that can be set back. */
export function makeSoftAuthenticator(origin = 'http://localhost:3000') {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' })
  const id = randomBytes(16)
  let counter = 0
  const clientData = (type: string, challenge: string) => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authData = (flags: number) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(++counter)
    return Buffer.concat([sha256(new URL(origin).hostname), Buffer.of(flags), count])
  }
  return {
    setCounter: (to: number) => {
      counter = to
    },
    /** What `navigator.credentials.create` answers. */
    create({ challenge }: Readonly<{ challenge: string }>, flags = 0x45) {
      const cose = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(jwk.x ?? '', 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(jwk.y ?? '', 'base64url'),
      ])
      const data = Buffer.concat([authData(flags), Buffer.alloc(16), Buffer.of(0, id.length), id, cose])
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.of(data.length),
        data,
      ])
      return {
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        response: {
          clientDataJSON: b64(clientData('webauthn.create', challenge)),
          attestationObject: b64(attestation),
          transports: ['usb'],
        },
        clientExtensionResults: {},
      }
    },
    /** What `navigator.credentials.get` answers. */
    get({ challenge }: Readonly<{ challenge: string }>, flags = 0x05) {
      const [said, data] = [clientData('webauthn.get', challenge), authData(flags)]
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), privateKey)
      return {
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        response: { clientDataJSON: b64(said), authenticatorData: b64(data), signature: b64(signature) },
        clientExtensionResults: {},
      }
    },
  }
}
