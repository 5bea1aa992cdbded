import { bytesOfBase64 } from '#records'

/** What a log asks of its witness: "you saw `old` leaves; this note has more, and here is the proof". */
export type AddCheckpoint = Readonly<{ old: number; proof: readonly Uint8Array[]; note: Uint8Array }>

/** C2SP tlog-witness: a client must not send more. */
const MOST_PROOF_LINES = 63

/** Reads the body of `add-checkpoint`: `old <size>`, proof lines in Base 64, a blank line, the signed note. Null where it is none. */
export function readAddCheckpoint(body: Uint8Array): AddCheckpoint | null {
  const lines: string[] = []
  let at = 0
  for (;;) {
    const end = body.indexOf(0x0a, at)
    // Longest lines before the note: `old` with 16 digits, 44 letters of Base 64.
    if (end < 0 || end - at > 64 || lines.length > MOST_PROOF_LINES + 1) return null
    const line = new TextDecoder('latin1').decode(body.subarray(at, end))
    at = end + 1
    if (line === '') break
    lines.push(line)
  }
  const [first = '', ...rest] = lines
  const old = /^old (0|[1-9][0-9]{0,15})$/.exec(first)?.[1]
  const proof = rest.map(bytesOfBase64)
  if (old === undefined || !Number.isSafeInteger(Number(old)) || proof.length > MOST_PROOF_LINES) return null
  if (!proof.every((hash) => hash !== null && hash.length === 32)) return null
  return { old: Number(old), proof: proof.filter((hash) => hash !== null), note: body.subarray(at) }
}

/** Writes that body. */
export function formatAddCheckpoint({ old, proof, note }: AddCheckpoint): Uint8Array {
  const head = [`old ${old}`, ...proof.map((hash) => Buffer.from(hash).toString('base64')), '', ''].join('\n')
  return Buffer.concat([Buffer.from(head, 'utf8'), note])
}
