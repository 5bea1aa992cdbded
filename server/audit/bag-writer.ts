import { createHash } from 'node:crypto'
import { bagDeclaration, bagInfoText, isSafePath, manifestText, packagePath, taggedFiles } from '#records'
import type { Workplace } from './spool.ts'
import { inOnePart, makeZipWriter, type Parts } from './zip-writer.ts'

/** What has been packed so far, for a package that goes on after a break. */
export type BagState = Readonly<{ members: number; files: number; bytes: number }>

export type BagWriter = Readonly<{
  add(path: string, bytes: Uint8Array): Promise<void>
  addParts(path: string, parts: Parts): Promise<void>
  state(): BagState
  /** `verifier`: the page that goes in beside the bag, or null. */
  end(info: Readonly<{ organisation: string; packageId: string; date: string }>, verifier: Uint8Array | null): Promise<void>
  /** Bytes of the package so far. */
  size(): number
}>

/** The file of a workplace that becomes the package. */
export const PACKAGE = 'package.zip'

/** Writes a BagIt folder into a ZIP of the profile: payload first, tag files last, since they sum up what went before. */
export async function openBag(work: Workplace, begun: BagState | null): Promise<BagWriter> {
  const [container, directory, manifest] = [await work.spool(PACKAGE), await work.spool('directory'), await work.spool('manifest')]
  const zip = makeZipWriter(container, directory, begun?.members ?? 0)
  let [files, bytes] = [begun?.files ?? 0, begun?.bytes ?? 0]
  const declaration = inOnePart(encode(bagDeclaration))
  if (begun === null) await zip.add(packagePath.declaration, declaration)
  const addParts = async (path: string, parts: Parts) => {
    if (!isSafePath(path)) throw new Error(`Expected a path a package may hold, but came upon ${JSON.stringify(path)}`)
    const { size, sha256 } = await zip.add(path, parts)
    await manifest.append(encode(manifestText([{ path, hex: sha256 }])))
    files += 1
    bytes += size
  }
  return {
    addParts,
    add: (path, content) => addParts(path, inOnePart(content)),
    state: () => ({ members: zip.members(), files, bytes }),
    async end(info, verifier) {
      const tags: readonly Parts[] = [declaration, inOnePart(encode(bagInfoText({ ...info, bytes, files }))), () => manifest.read()]
      const lines: { path: string; hex: string }[] = []
      for (const [at, path] of taggedFiles.entries()) {
        const parts = tags[at] ?? declaration
        lines.push({ path, hex: at === 0 ? hexOf(bagDeclaration) : (await zip.add(path, parts)).sha256 })
      }
      if (verifier !== null)
        lines.push({ path: packagePath.verifier, hex: (await zip.add(packagePath.verifier, inOnePart(verifier))).sha256 })
      await zip.add(packagePath.tagManifest, inOnePart(encode(manifestText(lines))))
      await zip.end()
    },
    size: () => container.size(),
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function hexOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
