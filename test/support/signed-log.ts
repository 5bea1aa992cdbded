import { consistencyProof, formatCheckpoint, formatNote } from '#records'
import { type TestKey, testKey } from '../records/log/keys.ts'
import { madeLog } from '../records/log/made-log.ts'

/** A log of `leaves` texts with its key: its signed checkpoint of any size, and the proof between two. */
export type SignedLog = Readonly<{
  key: TestKey
  leaf(index: number): Uint8Array
  note(size: number): Uint8Array
  root(size: number): Uint8Array
  proof(before: number, size: number): Promise<readonly Uint8Array[]>
}>

/** `history` makes another content, so that two logs of one key disagree. */
export function signedLog(leaves: number, { origin = 'guiju/of-the-test', seed = 1, history = 'a' } = {}): SignedLog {
  const key = testKey(origin, seed)
  const bytes = Array.from({ length: leaves }, (_, at) => new TextEncoder().encode(`${history} ${at}`))
  const logs = new Map<number, ReturnType<typeof madeLog>>()
  const logOf = (size: number) => {
    const made = logs.get(size) ?? madeLog(bytes.slice(0, size))
    logs.set(size, made)
    return made
  }
  return {
    key,
    leaf: (index) => bytes[index] ?? new Uint8Array(),
    note(size) {
      const text = formatCheckpoint({ origin, size, root: logOf(size).root, extensions: [] })
      return formatNote(text, [key.sign(text)])
    },
    root: (size) => logOf(size).root,
    proof: (before, size) => consistencyProof(before, size, logOf(size).readHashes),
  }
}
