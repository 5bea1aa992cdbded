import type { Language } from '#engine'
import { fingerprintOf } from '../log/fingerprint.ts'
import type { SignerAnswer, ToldKeys } from '../log/signer/protocol.ts'
import { SignerIsRunning, serveSigner } from '../log/signer/serve-signer.ts'
import { makeSignerClient, SignerAway } from '../log/signer/signer-client.ts'

export type SignerOptions = Readonly<{
  /** Folder of the key and of what it signed last. */
  keysFolder: string
  socket: string
  language: Language
  out: (line: string) => void
}>

/**
 * `guiju signer`: holds the key of the log and answers at its socket until it is told to stop. `attached`: ends when its
 * input closes, that is with the process that started it.
 */
export async function runSigner({ keysFolder, socket, language, out }: SignerOptions, attached: boolean): Promise<number> {
  process.umask(0o077)
  const stopping = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    if (!attached) return
    process.stdin.once('end', () => resolve())
    process.stdin.once('close', () => resolve())
    process.stdin.resume()
  })
  try {
    const server = await serveSigner({ folder: keysFolder, socket, now: () => new Date() })
    if (!attached) out(language === 'zh' ? `签署进程已就绪：${socket}` : `The signer is ready at ${socket}`)
    await stopping
    await server.close()
    return 0
  } catch (error) {
    if (!(error instanceof SignerIsRunning)) throw error
    // Somebody signs already: whoever started us finds it at the socket. We stay, to take over once that one is gone.
    if (!attached) out(language === 'zh' ? `已有签署进程在运行：${socket}` : `A signer is running already at ${socket}`)
    if (attached) await Promise.race([stopping, new Promise((resolve) => setTimeout(resolve, 5000))])
    return 1
  }
}

/** `guiju signer rotate`: a new key; the present one signs beside it for so many days. */
export async function rotateSigner(options: SignerOptions, overlapDays: number): Promise<number> {
  return tell(options, await ask(options, () => makeSignerClient(options.socket)({ ask: 'rotate', overlapDays })))
}

/** `guiju signer fingerprint`: names, keys and fingerprints, to be printed and kept on paper. */
export async function sayFingerprints(options: SignerOptions): Promise<number> {
  return tell(options, await ask(options, () => makeSignerClient(options.socket)({ ask: 'keys' })))
}

async function ask({ socket, language, out }: SignerOptions, asking: () => Promise<SignerAnswer>): Promise<SignerAnswer | null> {
  try {
    return await asking()
  } catch (error) {
    if (!(error instanceof SignerAway)) throw error
    out(language === 'zh' ? `签署进程没有应答：${socket}。请先启动。` : `The signer does not answer at ${socket}: start it first.`)
    return null
  }
}

function tell({ out, language }: SignerOptions, answer: SignerAnswer | null): number {
  if (answer === null) return 1
  if (answer.outcome === 'keys') {
    for (const line of keyLines(answer.told, language)) out(line)
    return 0
  }
  out(JSON.stringify(answer.outcome === 'refused' ? answer.refusal : answer))
  return 1
}

/** What goes on paper: two rows of eight groups for each key. */
function keyLines({ origin, keys, signed }: ToldKeys, language: Language): readonly string[] {
  const zh = language === 'zh'
  const lines = [zh ? `日志 ${origin}` : `Log ${origin}`, zh ? `已签署至第 ${signed.size} 项` : `Signed up to ${signed.size} leaves`]
  for (const { key, begun, ends, ended } of keys) {
    const groups = fingerprintOf(key).split(' ')
    const until = ends === null ? '' : zh ? `，${ended ? '已于' : '将于'} ${ends} 停用` : `, ${ended ? 'ended' : 'ends'} ${ends}`
    lines.push('', zh ? `密钥（自 ${begun} 起${until}）` : `Key (since ${begun}${until})`, `  ${key}`)
    lines.push(zh ? '指纹（SHA-256）' : 'Fingerprint (SHA-256)', `  ${groups.slice(0, 8).join(' ')}`, `  ${groups.slice(8).join(' ')}`)
  }
  return lines
}
