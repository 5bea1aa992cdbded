import { crc32 } from 'node:zlib'
import { type HashText, hashTextOf, sameBytes, startSum } from '#records'
import type { RandomAccess } from './random-access.ts'
import { localHeader, type ZipMember } from './zip-profile.ts'

/**
 * What a member of the container was found to be. `header`: its header is the one its name, size and checksum make.
 * `contents`: null where the end of the file cuts them off; `sum` is the SHA-256 over them.
 */
export type MemberSums = Readonly<{ header: boolean; contents: Readonly<{ crc: number; sum: HashText }> | null }>

const CHUNK = 1024 * 1024

/** Sums up one member, reading it once. */
export async function sumMember(source: RandomAccess, member: ZipMember): Promise<MemberSums> {
  const expected = localHeader(member)
  const begin = member.offset + expected.length
  const first = await source.read(member.offset, expected.length + Math.min(CHUNK, member.size))
  const header = sameBytes(first.subarray(0, expected.length), expected)
  if (begin + member.size > source.size) return { header, contents: null }
  const contents = first.subarray(expected.length)
  if (member.size <= CHUNK) return { header, contents: { crc: crc32(contents), sum: hashTextOf(contents) } }
  const summing = startSum()
  summing.add(contents)
  let crc = crc32(contents)
  for (let at = CHUNK; at < member.size; at += CHUNK) {
    const part = await source.read(begin + at, Math.min(CHUNK, member.size - at))
    crc = crc32(part, crc)
    summing.add(part)
  }
  return { header, contents: { crc, sum: summing.text() } }
}
