import { bagDeclaration, bagInfoText, isSafePath, type ManifestLine, manifestText, packagePath, sha256, taggedFiles } from '#records'
import { makeZipWriter, type Sink } from './zip-writer.ts'

export type BagWriter = Readonly<{
  add(path: string, bytes: Uint8Array): Promise<void>
  /** Paths of the payload files so far, in the order they stand. */
  paths(): readonly string[]
  has(path: string): boolean
  end(info: Readonly<{ organisation: string; packageId: string; date: string }>): Promise<void>
  size(): number
}>

/** Writes a BagIt folder into a ZIP of the profile: payload first, tag files last, since they sum up what went before. */
export async function startBag(sink: Sink): Promise<BagWriter> {
  const zip = makeZipWriter(sink)
  const manifest = new Map<string, ManifestLine>()
  let bytesPacked = 0
  const declaration = encode(bagDeclaration)
  await zip.add(packagePath.declaration, declaration)
  return {
    async add(path, bytes) {
      if (!isSafePath(path)) throw new Error(`Expected a path a package may hold, but came upon ${JSON.stringify(path)}`)
      manifest.set(path, { path, hex: hexOf(bytes) })
      bytesPacked += bytes.length
      await zip.add(path, bytes)
    },
    paths: () => [...manifest.keys()],
    has: (path) => manifest.has(path),
    async end(info) {
      const tags = [
        declaration,
        encode(bagInfoText({ ...info, bytes: bytesPacked, files: manifest.size })),
        encode(manifestText([...manifest.values()])),
      ] as const
      const lines = taggedFiles.map((path, index) => ({ path, hex: hexOf(tags[index] ?? new Uint8Array()) }))
      await zip.add(packagePath.info, tags[1])
      await zip.add(packagePath.manifest, tags[2])
      await zip.add(packagePath.tagManifest, encode(manifestText(lines)))
      await zip.end()
    },
    size: () => zip.size(),
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(sha256(bytes)).toString('hex')
}
