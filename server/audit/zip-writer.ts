import { crc32 } from 'node:zlib'
import { centralHeader, endRecords, localHeader, MAX32, type ZipMember } from './zip-profile.ts'

/** Takes the bytes of a package in order. A slow reader slows the writer: nothing is gathered. */
export type Sink = Readonly<{ write(bytes: Uint8Array): Promise<void> }>

export type ZipWriter = Readonly<{
  /** @throws where a file has 4 GB or more, or a name comes twice. */
  add(path: string, bytes: Uint8Array): Promise<void>
  end(): Promise<void>
  /** Bytes written so far. */
  size(): number
}>

/** Writes a ZIP of the package's profile. Memory holds one file and the list of names. */
export function makeZipWriter(sink: Sink): ZipWriter {
  const members: ZipMember[] = []
  const names = new Set<string>()
  let written = 0
  const write = async (bytes: Uint8Array) => {
    written += bytes.length
    await sink.write(bytes)
  }
  return {
    async add(path, bytes) {
      if (bytes.length >= MAX32) throw new Error(`Expected files below 4 GB, but ${path} has ${bytes.length} bytes`)
      if (names.has(path)) throw new Error(`Expected each file once, but ${path} came twice`)
      names.add(path)
      const member: ZipMember = { name: new TextEncoder().encode(path), crc: crc32(bytes), size: bytes.length, offset: written }
      members.push(member)
      await write(localHeader(member))
      if (bytes.length > 0) await write(bytes)
    },
    async end() {
      const offset = written
      for (const member of members) await write(centralHeader(member))
      await write(endRecords({ members: members.length, size: written - offset, offset }))
    },
    size: () => written,
  }
}
