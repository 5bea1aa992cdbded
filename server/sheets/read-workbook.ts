import { posix } from 'node:path'
import { dateStyles } from './date-styles.ts'
import { parseXml } from './parse-xml.ts'
import { readCells } from './read-cells.ts'
import type { ReadSheet } from './sheet.ts'
import { type Refused, StopReading, type Unpacked, unpack } from './unpack.ts'

export type WorkbookRead = Readonly<{ outcome: 'read'; sheet: ReadSheet }> | Refused

/**
 * The first visible sheet of an .xlsx workbook, as text and numbers. Nothing in the file is executed or fetched: formulas
 * are told apart and not looked into, and a workbook with macros or links to other workbooks is refused as a whole.
 */
export async function readWorkbook(bytes: Buffer, mostRows: number): Promise<WorkbookRead> {
  try {
    const files = await unpack(bytes)
    return files.outcome === 'refused' ? files : { outcome: 'read', sheet: await readFirstSheet(files, mostRows) }
  } catch (error) {
    if (error instanceof StopReading) return { outcome: 'refused', because: error.because }
    throw error
  }
}

async function readFirstSheet(files: Unpacked, mostRows: number): Promise<ReadSheet> {
  const book = await bookOf(files)
  const folder = posix.dirname(book.path)
  const relations = await relationsOf(files, posix.join(folder, '_rels', `${posix.basename(book.path)}.rels`))
  const names = [...files.names]
  if (names.some((name) => /(^|\/)vbaProject\.bin$/i.test(name))) throw new StopReading('macros')
  if (names.some((name) => name.startsWith(`${folder}/externalLinks/`))) throw new StopReading('external-links')
  const first = book.sheets.find(({ visible }) => visible)
  const target = first === undefined ? undefined : relations.find(({ id }) => id === first.relation)
  const sheet = target === undefined ? null : await files.read(resolved(folder, target.target))
  if (first === undefined || sheet === null) throw new StopReading('no-sheet')
  const partOf = async (kind: string): Promise<Buffer | null> => {
    const found = relations.find(({ type }) => type.endsWith(`/${kind}`))
    return found === undefined ? null : files.read(resolved(folder, found.target))
  }
  const [strings, styles] = [await partOf('sharedStrings'), await partOf('styles')]
  const context = { strings: strings === null ? [] : sharedStrings(strings), dates: styles === null ? [] : dateStyles(styles), mostRows }
  return { name: first.name, rows: readCells(sheet, context), since1904: book.since1904 }
}

type Book = Readonly<{
  path: string
  since1904: boolean
  sheets: readonly Readonly<{ name: string; relation: string; visible: boolean }>[]
}>

async function bookOf(files: Unpacked): Promise<Book> {
  const root = await relationsOf(files, '_rels/.rels')
  const target = root.find(({ type }) => type.endsWith('/officeDocument'))?.target
  const path = target === undefined ? '' : resolved('', target)
  const bytes = await files.read(path)
  if (bytes === null) throw new StopReading('not-a-workbook')
  const sheets: Book['sheets'][number][] = []
  let since1904 = false
  parseXml(bytes, {
    open(name, attributes) {
      if (name === 'workbookPr') since1904 = isTrue(attributes.get('date1904'))
      if (name !== 'sheet') return
      const relation = [...attributes].find(([key]) => key.endsWith(':id'))?.[1] ?? ''
      sheets.push({ name: attributes.get('name') ?? '', relation, visible: (attributes.get('state') ?? 'visible') === 'visible' })
    },
  })
  return { path, since1904, sheets }
}

type Relation = Readonly<{ id: string; type: string; target: string }>

async function relationsOf(files: Unpacked, path: string): Promise<readonly Relation[]> {
  const bytes = await files.read(path)
  if (bytes === null) return []
  const relations: Relation[] = []
  parseXml(bytes, {
    open(name, attributes) {
      if (name !== 'Relationship' || attributes.get('TargetMode') === 'External') return
      relations.push({ id: attributes.get('Id') ?? '', type: attributes.get('Type') ?? '', target: attributes.get('Target') ?? '' })
    },
  })
  return relations
}

function resolved(folder: string, target: string): string {
  return target.startsWith('/') ? target.slice(1) : posix.normalize(posix.join(folder, target))
}

export function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true'
}

/** The texts cells refer to by number. Readings of characters (ruby) beside them are no part of the text. */
function sharedStrings(bytes: Buffer): readonly string[] {
  const strings: string[] = []
  let text = ''
  let [inText, inRuby] = [false, false]
  parseXml(bytes, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') inRuby = true
      else if (name === 't') inText = !inRuby
    },
    text(piece) {
      if (inText) text += piece
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') inRuby = false
      else if (name === 'si') strings.push(text)
    },
  })
  return strings
}
