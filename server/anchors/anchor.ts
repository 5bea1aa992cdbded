/**
 * A place outside the house where a file, once put, cannot be changed by the house. `put` is done when the bytes are safe
 * there; the same bytes again are no error; other bytes under the same name are an alarm, and what was there stays.
 */
export type Anchor = Readonly<{
  name: string
  /** Where it is, for people. */
  place: string
  put(name: string, bytes: Uint8Array): Promise<PutOutcome>
  /** The bytes kept under this name, null where there are none. */
  read(name: string): Promise<Uint8Array | null>
  /** Names in ascending order; null where the place cannot tell. */
  list(): Promise<readonly string[] | null>
}>

export type PutOutcome = 'put' | 'there' | 'other-content'

/** Where the checkpoint of a size lies in an anchor: ascending names, no folder of more than a million leaves. */
export function checkpointName(size: number): string {
  return `${numbered(size)}.checkpoint`
}

/** Where the stamp an authority gave for it lies beside it. */
export function stampName(size: number, authority: string): string {
  return `${numbered(size)}.${authority.replaceAll(/[^\p{L}\p{N}._-]/gu, '_')}.tst`
}

/** The size a name speaks of; null where it is not the name of a checkpoint. */
export function sizeOfCheckpoint(name: string): number | null {
  const size = Number(/^\d{6}\/(\d{12})\.checkpoint(?:\.\d)?$/.exec(name)?.[1] ?? Number.NaN)
  return Number.isSafeInteger(size) ? size : null
}

function numbered(size: number): string {
  return `${String(Math.floor(size / 1_000_000)).padStart(6, '0')}/${String(size).padStart(12, '0')}`
}
