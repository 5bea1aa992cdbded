import { bytesOfBase64 } from '#records'
import type { SignerPort } from '../log/signer/signer-client.ts'
import type { Custodian } from './check-custody.ts'

/** The signer remembers, in a file of its own, the largest log it has signed. Before its first key it remembers nothing. */
export function signerCustodian(signer: SignerPort): Custodian {
  return {
    name: { zh: '签署进程', en: 'The signer' },
    async held() {
      const answer = await signer({ ask: 'keys' })
      if (answer.outcome !== 'keys') return null
      const { size, root } = answer.told.signed
      return { size, root: bytesOfBase64(root) ?? new Uint8Array() }
    },
  }
}
