import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Spool } from './spool.ts'
import { centralHeader, endRecords, localHeader, MAX32, type ZipMember } from './zip-profile.ts'

/** A file's bytes, which may be asked for twice: once to be summed up, once to be written. */
export type Parts = () => AsyncIterable<Uint8Array>
export type WrittenFile = Readonly<{ size: number; sha256: string }>

export type ZipWriter = Readonly<{
  /** @throws where a file has 4 GB or more, or says something else the second time. */
  add(path: string, parts: Parts): Promise<WrittenFile>
  end(): Promise<void>
  /** Files so far. */
  members(): number
}>

/**
 * Writes a ZIP of the package's profile to the end of a spool; its directory grows in a second one. Memory holds one
 * piece of one file. `members`: how many files both hold already.
 */
export function makeZipWriter(zip: Spool, directory: Spool, members = 0): ZipWriter {
  let count = members
  return {
    members: () => count,
    async add(path, parts) {
      const { crc, size, sha256 } = await sumUp(parts)
      if (size >= MAX32) throw new Error(`Expected files below 4 GB, but ${path} has ${size} bytes`)
      const member: ZipMember = { name: new TextEncoder().encode(path), crc, size, offset: zip.size() }
      await zip.append(localHeader(member))
      const begin = zip.size()
      for await (const part of parts()) await zip.append(part)
      if (zip.size() - begin !== size)
        throw new Error(`Expected ${path} to hold ${size} bytes, but the second time it had ${zip.size() - begin}`)
      await directory.append(centralHeader(member))
      count += 1
      return { size, sha256 }
    },
    async end() {
      const offset = zip.size()
      for await (const part of directory.read()) await zip.append(part)
      await zip.append(endRecords({ members: count, size: zip.size() - offset, offset }))
    },
  }
}

/** Bytes that are all there. */
export function inOnePart(bytes: Uint8Array): Parts {
  return async function* () {
    if (bytes.length > 0) yield bytes
  }
}

async function sumUp(parts: Parts): Promise<Readonly<{ crc: number; size: number; sha256: string }>> {
  const hash = createHash('sha256')
  let crc = 0
  let size = 0
  for await (const part of parts()) {
    crc = crc32(part, crc)
    hash.update(part)
    size += part.length
  }
  return { crc, size, sha256: hash.digest('hex') }
}
