import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A socket's path may have 107 bytes. */
const LONGEST_PATH = 100

/** Where the signer of this installation answers unless said otherwise: in its data folder, or where that path is too long for a socket, in a short one. */
export function signerSocketIn(dataFolder: string): string {
  const usual = join(dataFolder, 'signer.sock')
  if (Buffer.byteLength(usual) <= LONGEST_PATH) return usual
  return join(tmpdir(), `guiju-signer-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}`, 'signer.sock')
}
