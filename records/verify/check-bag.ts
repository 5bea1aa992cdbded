import { bagDeclaration, readManifest } from '../package/bag.ts'
import { packagePath, taggedFiles } from '../package/layout.ts'
import { addAll, damage, type Finding, file } from './finding.ts'
import { type PackageReader, sumOfFile } from './package-reader.ts'

export type BagCheck = Readonly<{
  findings: readonly Finding[] /** Payload files that are there, in order. */
  payload: readonly string[]
  bytes: number
}>

/** Tests the bag: every payload file against the manifest, the manifest and its companions against the tag manifest. */
export async function checkBag(reader: PackageReader): Promise<BagCheck> {
  const findings: Finding[] = []
  const sizes = new Map(reader.files.map(({ path, size }) => [path, size]))
  const textOf = async (path: string) => (sizes.has(path) ? new TextDecoder().decode(await reader.read(path)) : null)
  const compare = async (lines: readonly Readonly<{ path: string; hex: string }>[], altered: (path: string) => Finding) => {
    for (const { path, hex } of lines) {
      if (!sizes.has(path)) findings.push(damage('file-missing', file(path)))
      else if ((await sumOfFile(reader, path)) !== `sha256:${hex}`) findings.push(altered(path))
    }
  }

  const declaration = await textOf(packagePath.declaration)
  if (declaration !== null && declaration !== bagDeclaration) findings.push(damage('tag-file-altered', file(packagePath.declaration)))
  const tags = readManifest((await textOf(packagePath.tagManifest)) ?? '\n')
  const manifest = readManifest((await textOf(packagePath.manifest)) ?? '\n')
  if (!sizes.has(packagePath.tagManifest)) findings.push(damage('file-missing', file(packagePath.tagManifest)))
  for (const [path, read] of [
    [packagePath.tagManifest, tags],
    [packagePath.manifest, manifest],
  ] as const)
    addAll(
      findings,
      read.damaged.map((line) => damage('manifest-damaged', file(path), { line })),
    )
  const tagged = tags.lines.map(({ path }) => path)
  const tagFiles = sizes.has(packagePath.verifier) ? [...taggedFiles, packagePath.verifier] : taggedFiles
  if (tagged.join('\n') !== tagFiles.join('\n')) findings.push(damage('manifest-damaged', file(packagePath.tagManifest), { line: 0 }))
  await compare(tags.lines, (path) => damage('tag-file-altered', file(path)))
  await compare(manifest.lines, (path) => damage('file-altered', file(path)))

  const listed = new Set(manifest.lines.map(({ path }) => path))
  const tag = new Set<string>([...tagFiles, packagePath.tagManifest])
  const payload = reader.files.map(({ path }) => path).filter((path) => !tag.has(path))
  addAll(
    findings,
    payload.filter((path) => !listed.has(path)).map((path) => damage('file-unexpected', file(path))),
  )
  findings.push(
    ...orderFindings(
      reader.files.map(({ path }) => path),
      manifest.lines.map(({ path }) => path),
    ),
  )
  return { findings, payload, bytes: payload.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0) }
}

/** The declaration comes first, then the payload as the manifest lists it, then the other tag files. */
function orderFindings(found: readonly string[], listed: readonly string[]): readonly Finding[] {
  const { declaration, info, manifest, verifier, tagManifest } = packagePath
  const expected: readonly string[] = [declaration, ...listed, info, manifest, verifier, tagManifest]
  const there = new Set(found)
  const known = new Set(expected)
  const order = expected.filter((path) => there.has(path))
  const wrong = found.filter((path) => known.has(path)).find((path, at) => path !== order[at])
  return wrong === undefined ? [] : [damage('file-out-of-order', file(wrong))]
}
