import { base64Of, bytesOfBase64 } from './base64.ts'
import { readDecimal } from './decimal.ts'

/** The head of a log at one size: the text its keys sign (C2SP tlog-checkpoint). */
export type Checkpoint = Readonly<{
  /** Names the log. */
  origin: string
  size: number
  root: Uint8Array
  /** Further lines. Our logs write none. */
  extensions: readonly string[]
}>

/** @throws where a line would be empty or hold a newline or control character. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = `${[origin, String(size), base64Of(root), ...extensions].join('\n')}\n`
  if (parseCheckpoint(text) === null) throw new Error(`Expected a checkpoint, but found ${JSON.stringify(text)}`)
  return text
}

/** Reads the text of a note as a checkpoint; null where it is none. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith('\n') || !text.isWellFormed()) return null
  const [origin = '', sizeText = '', rootText = '', ...extensions] = text.slice(0, -1).split('\n')
  const size = readDecimal(sizeText)
  const root = bytesOfBase64(rootText)
  if (size === null || root === null || root.length !== 32) return null
  const lines = [origin, ...extensions]
  return lines.every((line) => line.length > 0 && ![...line].some((letter) => letter < ' ')) ? { origin, size, root, extensions } : null
}
