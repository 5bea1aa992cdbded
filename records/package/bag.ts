/** BagIt 1.0 (RFC 8493): the tag files of a package. */
export const bagDeclaration = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'

export type BagInfo = Readonly<{ organisation: string; packageId: string; date: string; bytes: number; files: number }>

export function bagInfoText({ organisation, packageId, date, bytes, files }: BagInfo): string {
  return `Source-Organization: ${oneLine(organisation)}\nExternal-Identifier: ${packageId}\nBagging-Date: ${date}\nPayload-Oxum: ${bytes}.${files}\nBagIt-Profile-Identifier: guiju-package/1\n`
}

export type ManifestLine = Readonly<{ path: string; hex: string }>

/** Lines in the order the files stand in the package. */
export function manifestText(lines: readonly ManifestLine[]): string {
  return lines.map(({ path, hex }) => `${hex}  ${path}\n`).join('')
}

export type ReadManifest = Readonly<{ lines: readonly ManifestLine[]; damaged: readonly number[] }>

export function readManifest(text: string): ReadManifest {
  const lines: ManifestLine[] = []
  const damaged: number[] = []
  const found = text.split('\n')
  if (found.pop() !== '') damaged.push(found.length + 1)
  found.forEach((line, index) => {
    const [, hex, path] = /^([0-9a-f]{64}) {2}(\S.*)$/.exec(line) ?? []
    if (hex === undefined || path === undefined) damaged.push(index + 1)
    else lines.push({ path, hex })
  })
  return { lines, damaged }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
