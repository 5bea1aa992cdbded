import { parseNote, type VerifierKey } from '#records'
import { checkEd25519 } from '../log/ed25519.ts'
import { formatAddCheckpoint } from './witness/add-checkpoint-request.ts'

export type WitnessSetting = Readonly<{ key: VerifierKey /** Prefix of `/add-checkpoint`. */; url: string }>

/** What a witness is shown: the note as the log signed it, and how to prove that it contains an older tree. */
export type Shown = Readonly<{
  size: number
  note: string
  proofFrom: (before: number) => Promise<readonly Uint8Array[]>
}>

export type Witnessed = Readonly<
  | { outcome: 'cosigned'; line: string; at: string }
  /** The witness has seen a larger tree than this one: here the log has lost its end. */
  | { outcome: 'seen-more'; size: number }
  | { outcome: 'refused'; status: number; words: string }
>

export type WitnessClient = Readonly<{
  key: VerifierKey
  /** `believed`: the size it cosigned last, as far as we know. Faults of the network are thrown. */
  show(shown: Shown, believed: number): Promise<Witnessed>
  /** The note it cosigned last, where it tells; null where it does not. */
  latest(origin: string): Promise<string | null>
}>

const PATIENCE_MS = 15_000
const LONGEST_ANSWER = 16 * 1024
/** Another process may be showing checkpoints too. */
const MOST_TRIES = 4

export function makeWitnessClient({ key, url }: WitnessSetting): WitnessClient {
  const base = url.replace(/\/+$/, '')
  const ask = async (path: string, init: RequestInit) => {
    const answer = await fetch(`${base}${path}`, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
    const text = (await answer.text()).slice(0, LONGEST_ANSWER)
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', text }
  }
  return {
    key,
    async show({ size, note, proofFrom }, believed) {
      let old = Math.min(believed, size)
      for (let tries = 1; ; tries++) {
        const body = formatAddCheckpoint({ old, proof: await proofFrom(old), note: Buffer.from(note) })
        const { status, type, text } = await ask('/add-checkpoint', { method: 'POST', body: new Uint8Array(body) })
        if (status === 200) return cosignedBy(key, note, text)
        const knows = status === 409 && type.startsWith('text/x.tlog.size') ? sizeIn(text) : null
        if (knows === null || tries === MOST_TRIES) return { outcome: 'refused', status, words: text.trim().slice(0, 200) }
        if (knows > size) return { outcome: 'seen-more', size: knows }
        old = knows
      }
    },
    async latest(origin) {
      const { status, text } = await ask(`/checkpoint?origin=${encodeURIComponent(origin)}`, { method: 'GET' })
      return status === 200 ? text : null
    },
  }
}

/** Only a line that checks under the key we were given is kept; others the witness may add are not for us. */
function cosignedBy(key: VerifierKey, note: string, answer: string): Witnessed {
  const own = answer.split(/(?<=\n)/).find((line) => line.startsWith(`— ${key.name} `)) ?? ''
  const read = parseNote(Buffer.from(`${note}${own}`), [key], checkEd25519)
  const signature = read.outcome === 'read' ? read.note.signatures.find(({ id }) => id === key.id) : undefined
  if (signature?.timestamp == null) return { outcome: 'refused', status: 200, words: 'no cosignature of its key' }
  return { outcome: 'cosigned', line: own, at: new Date(signature.timestamp * 1000).toISOString() }
}

function sizeIn(text: string): number | null {
  const size = /^(0|[1-9][0-9]{0,15})\n?$/.exec(text)?.[1]
  return size === undefined || !Number.isSafeInteger(Number(size)) ? null : Number(size)
}
