import type { FastifyBaseLogger } from 'fastify'
import { superviseSigner } from './signer-child.ts'
import { makeSignerClient, type SignerPort } from './signer-client.ts'
import { signerSocketIn } from './socket-path.ts'

type Where = Readonly<{ dataFolder: string; keysFolder: string; signerSocket: string | null }>

/** The signer of this installation: the one that runs elsewhere, where one is named; else one of our own, kept running. */
export function runSignerBeside(
  { dataFolder, keysFolder, signerSocket }: Where,
  log: FastifyBaseLogger,
): Readonly<{ signer: SignerPort; stop: () => Promise<void> }> {
  if (signerSocket !== null) return { signer: makeSignerClient(signerSocket), stop: async () => {} }
  const socket = signerSocketIn(dataFolder)
  const child = superviseSigner({ keysFolder, socket, log })
  return { signer: makeSignerClient(socket), stop: child.stop }
}
