import { join } from 'node:path'
import { type SignerServer, serveSigner } from '../../server/log/signer/serve-signer.ts'
import { makeSignerClient, type SignerPort } from '../../server/log/signer/signer-client.ts'
import { signerSocketIn } from '../../server/log/signer/socket-path.ts'

/** The real signer behind a real socket, in this process; it begins when it is first asked. Whoever made it closes it. */
export function makeHouseSigner(
  folder: string,
  now: () => Date = () => new Date(),
): Readonly<{ signer: SignerPort; close(): Promise<void> }> {
  const socket = signerSocketIn(folder)
  let serving: Promise<SignerServer> | undefined
  return {
    async signer(ask) {
      serving ??= serveSigner({ folder: join(folder, 'keys'), socket, now })
      await serving
      return makeSignerClient(socket)(ask)
    },
    async close() {
      await (await serving)?.close()
    },
  }
}
