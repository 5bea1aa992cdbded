import { createHash } from 'node:crypto'
import type { Environment } from '@marcbachmann/cel-js'

/** `digest(lines)`: SHA-256 of the lines, each ended by a line feed, as 64 hex digits: what a list is locked by. */
export function registerDigest(cel: Environment): void {
  cel.registerFunction('digest(list<string>): string', (lines: string[]) =>
    createHash('sha256')
      .update(lines.map((line) => `${line}\n`).join(''), 'utf8')
      .digest('hex'),
  )
}
