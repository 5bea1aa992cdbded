import { connect } from 'node:net'
import { LONGEST_LINE, type SignerAnswer, type SignerAsk } from './protocol.ts'

/**
 * Where checkpoints are signed: the key is behind it, never in this process. Throws SignerAway where nobody answers; what
 * was asked may then have been signed, and asking again is harmless.
 */
export type SignerPort = (ask: SignerAsk) => Promise<SignerAnswer>

export class SignerAway extends Error {
  override readonly name = 'SignerAway'
}

const patienceMs = 10_000

/** A signer at a unix socket; a connection for each question, for there are few. */
export function makeSignerClient(socket: string): SignerPort {
  return (ask) =>
    new Promise((resolve, reject) => {
      const away = (why: string) => reject(new SignerAway(`Expected the signer at ${socket} to answer, but ${why}`))
      const caller = connect(socket)
      let heard = ''
      caller.setEncoding('utf8')
      caller.setTimeout(patienceMs, () => {
        caller.destroy()
        away('it takes too long')
      })
      caller.once('error', (error) => away(error.message))
      caller.once('close', () => away('it hung up'))
      caller.on('data', (text: string) => {
        heard += text
        const end = heard.indexOf('\n')
        if (end !== -1) {
          resolve(JSON.parse(heard.slice(0, end)) as SignerAnswer)
          caller.destroy()
        } else if (heard.length > LONGEST_LINE) caller.destroy()
      })
      caller.write(`${JSON.stringify(ask)}\n`)
    })
}
