// Keeps a signer running, as the server does: for tests that end this process without asking it.
import { makeLog } from '../../../server/http/log.ts'
import { superviseSigner } from '../../../server/log/signer/signer-child.ts'

const [, , keysFolder = '', socket = ''] = process.argv
superviseSigner({ keysFolder, socket, log: makeLog('silent') })
process.stdout.write('supervising\n')
