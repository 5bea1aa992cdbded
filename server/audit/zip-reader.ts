import { container, damage, type Finding, file, type HashText, isSafePath, type PackageReader, sameBytes } from '#records'
import { sumMember } from './member-sums.ts'
import type { RandomAccess } from './random-access.ts'
import { nameOf, readDirectory, walkMembers } from './zip-directory.ts'
import { LOCAL_SIZE } from './zip-profile.ts'

/** A file of the package: where its contents stand in the container, and the SHA-256 over them. */
type Placed = Readonly<{ at: number; size: number; sum: HashText }>

/** `place`: where the contents of a file stand. */
export type Container = PackageReader & Readonly<{ place(path: string): Readonly<{ at: number; size: number }> }>

/**
 * Opens the container of a package and tests it byte for byte: headers are made again from names, sizes and checksums and
 * compared, contents are summed, and nothing may stand between, before or behind. Null where the file is no ZIP at all.
 */
export async function openContainer(source: RandomAccess): Promise<Container | null> {
  const directory = await readDirectory(source)
  const members = directory.outcome === 'read' ? directory.members : await walkMembers(source)
  if (members.length === 0 && directory.outcome === 'damaged') return null
  const findings: Finding[] =
    directory.outcome === 'read'
      ? directory.altered.map((name) => damage('container-header', file(name), { header: 'central' }))
      : [directoryFinding(directory)]
  const found = new Map<string, Placed>()
  let expected = 0
  for (const member of members) {
    const path = nameOf(member)
    const at = member.offset + LOCAL_SIZE + member.name.length
    const end = at + member.size
    const { header, contents } = await sumMember(source, member)
    if (member.offset !== expected) findings.push(damage('container-layout', file(path), { expected, found: member.offset }))
    if (!header) findings.push(damage('container-header', file(path), { header: 'local' }))
    if (contents === null) findings.push(damage('container-truncated', file(path), { missing: end - source.size }))
    else if (contents.crc !== member.crc) findings.push(damage('container-checksum', file(path)))
    expected = end
    if (!isSafePath(path) || !sameBytes(new TextEncoder().encode(path), member.name))
      findings.push(damage('container-name-unsafe', file(path)))
    else if (found.has(path)) findings.push(damage('container-name-twice', file(path)))
    else if (contents !== null) found.set(path, { at, size: member.size, sum: contents.sum })
  }
  if (directory.outcome === 'read' && directory.at !== expected)
    findings.push(damage('container-layout', container, { expected, found: directory.at }))
  for (const finding of lookalikes(found.keys())) findings.push(finding)
  const placed = (path: string) => {
    const known = found.get(path)
    if (known === undefined) throw new Error(`Expected a file of the package, but it has no ${path}`)
    return known
  }
  return {
    files: [...found].map(([path, { size }]) => ({ path, size })),
    findings,
    read: async (path) => {
      const { at, size } = placed(path)
      return source.read(at, size)
    },
    sum: (path) => placed(path).sum,
    place: placed,
  }
}

function directoryFinding({
  reason,
  at,
}: Readonly<{ reason: 'no-end' | 'trailing-bytes' | 'end-record' | 'central-header'; at: number }>): Finding {
  if (reason === 'no-end') return damage('container-truncated', container, { at })
  return damage(reason === 'trailing-bytes' ? 'container-trailing-bytes' : 'container-directory-damaged', container, { at, reason })
}

/** Names that some file systems cannot tell apart would overwrite one another when unpacked. */
function lookalikes(paths: Iterable<string>): readonly Finding[] {
  const seen = new Set<string>()
  const findings: Finding[] = []
  for (const path of paths) {
    const folded = path.toLowerCase()
    if (seen.has(folded)) findings.push(damage('container-name-twice', file(path)))
    seen.add(folded)
  }
  return findings
}
