import { crc32 } from 'node:zlib'
import { container, damage, type Finding, file, isSafePath, type PackageReader, sameBytes } from '#records'
import type { RandomAccess } from './random-access.ts'
import { nameOf, readDirectory, walkMembers } from './zip-directory.ts'
import { LOCAL_SIZE, localHeader, type ZipMember } from './zip-profile.ts'

const CHUNK = 1024 * 1024

/**
 * Opens the container of a package and tests it byte for byte: headers are made again from names, sizes and checksums and
 * compared, contents are summed, and nothing may stand between, before or behind. Null where the file is no ZIP at all.
 */
export async function openContainer(source: RandomAccess): Promise<PackageReader | null> {
  const directory = await readDirectory(source)
  const members = directory.outcome === 'read' ? directory.members : await walkMembers(source)
  if (members.length === 0 && directory.outcome === 'damaged') return null
  const findings: Finding[] =
    directory.outcome === 'read'
      ? directory.altered.map((name) => damage('container-header', file(name), { header: 'central' }))
      : [directoryFinding(directory)]
  const found = new Map<string, ZipMember>()
  let expected = 0
  for (const member of members) {
    const path = nameOf(member)
    if (member.offset !== expected) findings.push(damage('container-layout', file(path), { expected, found: member.offset }))
    const contents = await contentsFindings(source, member, path)
    findings.push(...contents.findings)
    expected = member.offset + contents.length
    if (!isSafePath(path) || !sameBytes(new TextEncoder().encode(path), member.name))
      findings.push(damage('container-name-unsafe', file(path)))
    else if (found.has(path)) findings.push(damage('container-name-twice', file(path)))
    else if (!contents.cut) found.set(path, member)
  }
  if (directory.outcome === 'read' && directory.at !== expected)
    findings.push(damage('container-layout', container, { expected, found: directory.at }))
  findings.push(...lookalikes([...found.keys()]))
  return {
    files: [...found].map(([path, { size }]) => ({ path, size })),
    findings,
    read: async (path) => {
      const member = found.get(path)
      if (member === undefined) throw new Error(`Expected a file of the package, but it has no ${path}`)
      return source.read(member.offset + LOCAL_SIZE + member.name.length, member.size)
    },
  }
}

function directoryFinding({
  reason,
  at,
}: Readonly<{ reason: 'no-end' | 'trailing-bytes' | 'end-record' | 'central-header'; at: number }>): Finding {
  if (reason === 'no-end') return damage('container-truncated', container, { at })
  return damage(reason === 'trailing-bytes' ? 'container-trailing-bytes' : 'container-directory-damaged', container, { at, reason })
}

type Contents = Readonly<{ findings: readonly Finding[] /** Of header and contents. */; length: number; cut: boolean }>

async function contentsFindings(source: RandomAccess, member: ZipMember, path: string): Promise<Contents> {
  const findings: Finding[] = []
  const header = localHeader(member)
  if (!sameBytes(await source.read(member.offset, header.length), header))
    findings.push(damage('container-header', file(path), { header: 'local' }))
  const end = member.offset + header.length + member.size
  if (end > source.size)
    return {
      findings: [...findings, damage('container-truncated', file(path), { missing: end - source.size })],
      length: header.length + member.size,
      cut: true,
    }
  let sum = 0
  for (let at = member.offset + header.length; at < end; at += CHUNK) sum = crc32(await source.read(at, Math.min(CHUNK, end - at)), sum)
  if (sum !== member.crc) findings.push(damage('container-checksum', file(path)))
  return { findings, length: header.length + member.size, cut: false }
}

/** Names that some file systems cannot tell apart would overwrite one another when unpacked. */
function lookalikes(paths: readonly string[]): readonly Finding[] {
  const seen = new Set<string>()
  return paths.flatMap((path) => {
    const folded = path.toLowerCase()
    if (seen.has(folded)) return [damage('container-name-twice', file(path))]
    seen.add(folded)
    return []
  })
}
