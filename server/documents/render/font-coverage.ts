/** Code points a TrueType font has glyphs for: read from its `cmap`, format 12 (which covers all planes). */
export function fontCoverage(font: Buffer): ReadonlySet<number> {
  const cmap = tableOffset(font, 'cmap')
  const count = font.readUInt16BE(cmap + 2)
  for (let index = 0; index < count; index += 1) {
    const subtable = cmap + font.readUInt32BE(cmap + 8 + index * 8)
    if (font.readUInt16BE(subtable) === 12) return segmented(font, subtable)
  }
  throw new Error('Expected the font to have a cmap of format 12, but it has none')
}

function tableOffset(font: Buffer, tag: string): number {
  const count = font.readUInt16BE(4)
  for (let index = 0; index < count; index += 1) {
    const entry = 12 + index * 16
    if (font.toString('latin1', entry, entry + 4) === tag) return font.readUInt32BE(entry + 8)
  }
  throw new Error(`Expected the font to have a table ${tag}, but it has none`)
}

function segmented(font: Buffer, subtable: number): ReadonlySet<number> {
  const found = new Set<number>()
  const groups = font.readUInt32BE(subtable + 12)
  for (let index = 0; index < groups; index += 1) {
    const group = subtable + 16 + index * 12
    const end = font.readUInt32BE(group + 4)
    for (let point = font.readUInt32BE(group); point <= end; point += 1) found.add(point)
  }
  return found
}
