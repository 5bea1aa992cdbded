import type { HashText } from '../entry.ts'
import { hashTextOf } from '../hash.ts'
import type { Finding } from './finding.ts'

/**
 * A package as files. What carries it (a ZIP, a folder) is read and checked by the shell; `findings` are what the shell
 * found out about the carrier. `read` gives the whole file; asked only for paths that `files` lists.
 */
export type PackageReader = Readonly<{
  /** In the order they stand in the container. */
  files: readonly Readonly<{ path: string; size: number }>[]
  findings: readonly Finding[]
  read(path: string): Promise<Uint8Array>
  /** SHA-256 of a file, where every file was summed up when the carrier was opened. */
  sum?(path: string): HashText
}>

/** SHA-256 of a file. */
export async function sumOfFile(reader: PackageReader, path: string): Promise<HashText> {
  return reader.sum?.(path) ?? hashTextOf(await reader.read(path))
}
