import type { Language } from '#engine'
import { formatVerifierKey, parseVerifierKey } from '#records'
import { type Alarm, makeWitness } from '../anchors/witness/make-witness.ts'
import { makeWitnessDoor } from '../anchors/witness/witness-door.ts'
import { lockFolder, makeWitnessFiles } from '../anchors/witness/witness-files.ts'
import { fingerprintOf, readWitnessKey } from '../anchors/witness/witness-key.ts'

export type WitnessOptions = Readonly<{
  /** `host:port` */
  listen: string
  folder: string
  /** Verifier keys of the logs to watch. */
  logs: readonly string[]
  name: string | null
  language: Language
  out: (line: string) => void
  now: () => Date
}>

export type RunningWitness = Readonly<{ address: string; verifier: string; close(): Promise<void> }>

/**
 * `guiju witness`: what a supervising authority runs on a machine of its own. It needs no database and no trust in the
 * house it watches. @throws where the folder, the name or a key is not usable.
 */
export async function startWitness({ listen, folder, logs, name, language, out, now }: WitnessOptions): Promise<RunningWitness> {
  const keys = logs.map((text) => {
    const key = parseVerifierKey(text)
    if (key?.algorithm !== 'ed25519') throw new Error(`公钥无法读取 · Expected the public key of a log, but found ${JSON.stringify(text)}`)
    return key
  })
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(listen) ?? []
  if (host === undefined || keys.length === 0)
    throw new Error('需要 --listen host:port 和 --log 公钥 · Expected --listen host:port and --log key')
  const unlock = lockFolder(folder)
  try {
    const key = await readWitnessKey(folder, name)
    const files = makeWitnessFiles(folder, key.verifier)
    // What it cannot read it must not serve from: said now and not at the first request.
    for (const { name: origin } of keys) files.seen(origin)
    const onAlarm = (alarm: Alarm) => out(alarmWords(alarm)[language])
    const door = makeWitnessDoor({
      witness: makeWitness({ key, logs: keys, files, now, onAlarm }),
      verifier: key.verifier,
      logs: keys,
      files,
    })
    const address = await door.listen({ host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) })
    const verifier = formatVerifierKey(key.verifier)
    out(language === 'zh' ? `见证人 ${address}` : `Witness ${address}`)
    out(language === 'zh' ? `公钥（交给被见证的机构）：${verifier}` : `Public key, for the house it watches: ${verifier}`)
    out(language === 'zh' ? `指纹 SHA-256：${fingerprintOf(key.verifier)}` : `Fingerprint SHA-256: ${fingerprintOf(key.verifier)}`)
    return { address, verifier, close: () => door.close().finally(unlock) }
  } catch (error) {
    unlock()
    throw error
  }
}

/** Runs until it is asked to stop. Answers the exit code. */
export async function runWitness(options: WitnessOptions): Promise<number> {
  const witness = await startWitness(options)
  await new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())
  })
  await witness.close()
  return 0
}

function alarmWords({ kind, origin, size, evidence }: Alarm): Readonly<Record<Language, string>> {
  return kind === 'split'
    ? {
        zh: `警报：日志 ${origin} 对 ${size} 个叶签出了两个不同的根。两份检查点已存为证据：${evidence}`,
        en: `ALARM: the log ${origin} signed two different roots for ${size} leaves. Both checkpoints are kept: ${evidence}`,
      }
    : {
        zh: `警报：日志 ${origin} 签出的检查点（${size} 个叶）不能证明包含此前见过的内容，未予见证：${evidence}`,
        en: `ALARM: the log ${origin} signed a checkpoint of ${size} leaves without proof that it contains what was seen before. Not witnessed: ${evidence}`,
      }
}
