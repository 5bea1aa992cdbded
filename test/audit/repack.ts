import { bagDeclaration, bagInfoText, manifestText, packagePath, sha256, taggedFiles } from '#records'
import { bytesAccess } from '../../server/audit/random-access.ts'
import { makeMemoryWorkplace } from '../../server/audit/spool.ts'
import { openContainer } from '../../server/audit/zip-reader.ts'
import { inOnePart, makeZipWriter } from '../../server/audit/zip-writer.ts'
import { request } from './small-package.ts'

export type Files = Map<string, Uint8Array>
const hex = (bytes: Uint8Array) => Buffer.from(sha256(bytes)).toString('hex')
const encode = (text: string) => new TextEncoder().encode(text)

export async function unpacked(bytes: Uint8Array): Promise<Files> {
  const reader = await openContainer(bytesAccess(bytes))
  if (reader === null) throw new Error('Expected a container, but it is none')
  const files: Files = new Map()
  for (const { path } of reader.files) files.set(path, (await reader.read(path)).slice())
  return files
}

/** Files as they are into a container of the profile. */
export async function zipped(files: Iterable<readonly [string, Uint8Array]>): Promise<Uint8Array> {
  const work = makeMemoryWorkplace()
  const zip = makeZipWriter(await work.spool('zip'), await work.spool('directory'))
  for (const [path, content] of files) await zip.add(path, inOnePart(content))
  await zip.end()
  return work.bytes('zip')
}

/** What a careful forger does: after the change every manifest, size and checksum is made anew. */
export async function forged(bytes: Uint8Array, change: (files: Files) => void): Promise<Uint8Array> {
  const files = await unpacked(bytes)
  change(files)
  const payload = [...files].filter(([path]) => path.startsWith('data/'))
  const info = bagInfoText({
    organisation: '示例鉴定中心 / Example Centre',
    packageId: request.id,
    date: request.at.slice(0, 10),
    bytes: payload.reduce((all, [, content]) => all + content.length, 0),
    files: payload.length,
  })
  const manifest = manifestText(payload.map(([path, content]) => ({ path, hex: hex(content) })))
  const tags = [bagDeclaration, info, manifest].map(encode)
  const tagManifest = manifestText(taggedFiles.map((path, at) => ({ path, hex: hex(tags[at] ?? new Uint8Array()) })))
  return zipped([
    [packagePath.declaration, encode(bagDeclaration)],
    ...payload,
    [packagePath.info, encode(info)],
    [packagePath.manifest, encode(manifest)],
    [packagePath.tagManifest, encode(tagManifest)],
  ])
}

/** Changes the text of one file. */
export function inFile(path: string, change: (text: string) => string): (files: Files) => void {
  return (files) => {
    const found = files.get(path)
    if (found === undefined) throw new Error(`Expected ${path} in the package, but found ${[...files.keys()].join(', ')}`)
    const before = new TextDecoder().decode(found)
    const after = change(before)
    if (after === before) throw new Error(`Expected the change to change ${path}, but it did not`)
    files.set(path, encode(after))
  }
}
