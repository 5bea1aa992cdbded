import type { Words } from '#engine'
import { canonicalLine, readCanonical } from '../canonical.ts'
import type { DisposalNoted } from '../retention/data-of.ts'
import { count, listOf, object, orNull, type Shape, text } from '../shape.ts'
import { csvBegin, csvRow } from './csv.ts'
import type { VolumeTitle } from './file-order.ts'

/** A record as the file knows it, before it has its place. */
export type RecordEntry = Readonly<{
  record: string
  case: string
  serial: number
  form: string
  part: string
  /** Title of the form in the revision the case is pinned to. */
  title: Words | null
  data: string
  /** When the entry was recorded. */
  at: string
  /** Names of those who signed. */
  signed: readonly string[]
  /** Sequences of the entries that corrected it later. */
  corrected: readonly number[]
  /** The record that ordered its disposal, and when: its data is not there, and is not missing. Null where it is there. */
  disposed: DisposalNoted | null
  /** Sensitive values of it that were erased. */
  erased: number
}>

/** One line of `data/order.jsonl`: a record in its place, with its page. */
export type RecordLine = RecordEntry &
  Readonly<{
    /** Order number within the package, from 1. */
    no: number
    volume: number
    path: string
    /** Pages of the printed sheet, 0 where they cannot be counted; null where the package has none. */
    pages: number | null
  }>

const recordLine: Shape<RecordLine> = object<RecordLine>({
  record: text,
  case: text,
  serial: count,
  form: text,
  part: text,
  title: orNull(object<Words>({ zh: text, en: text })),
  data: text,
  at: text,
  signed: listOf(text),
  corrected: listOf(count),
  disposed: orNull(object<DisposalNoted>({ basis: text, at: text })),
  erased: count,
  no: count,
  volume: count,
  path: text,
  pages: orNull(count),
})

/** Members are named in the order RFC 8785 puts them: a hundred thousand lines are then written as they stand. */
export function recordLineBytes(line: RecordLine): Uint8Array {
  const { at, corrected, data, disposed, erased, form, no, pages, part, path, record, serial, signed, title, volume } = line
  const own = { at, case: line.case, corrected, data, disposed, erased, form, no, pages, part, path, record, serial, signed, title, volume }
  return canonicalLine(own satisfies RecordLine)
}

/** Reads a line of data/order.jsonl; null where it is none. */
export function readRecordLine(bytes: Uint8Array): RecordLine | null {
  const read = readCanonical(bytes)
  return read.outcome === 'read' && recordLine(read.value, '') === null ? (read.value as RecordLine) : null
}

export const recordsCsvHead =
  csvBegin +
  csvRow([
    '序号 No',
    '卷号 Volume',
    '卷名 Title',
    '记录编号 Record',
    '案卷 Case',
    '表单 Form',
    '栏 Part',
    '表单名称 Title of the form',
    '记录时间 Recorded',
    '签署人 Signed by',
    '更正条目 Corrected by',
    '处置依据 Disposed of under',
    '处置时间 Disposed of at',
    '已删除的敏感值 Erased values',
    '页数 Pages',
    '数据散列 Data hash',
    '文件 File',
  ])

export function recordCsvRow(line: RecordLine, titles: readonly VolumeTitle[]): string {
  const { no, volume, record, form, part, title, at, signed, corrected, disposed, erased, pages, data, path } = line
  return csvRow([
    no,
    volume,
    titles[volume - 1]?.zh ?? '',
    record,
    line.case,
    form,
    part,
    title?.zh ?? null,
    at,
    signed.join('、'),
    corrected.join(' '),
    disposed?.basis ?? null,
    disposed?.at ?? null,
    erased === 0 ? null : erased,
    pages,
    data,
    path,
  ])
}

/**
 * How many pages a printed sheet has, by the page tree the printer writes in clear: `/Type /Pages … /Count n`. 0 where the
 * bytes show none: then it is no sheet of ours.
 */
export function pagesIn(pdf: Uint8Array): number {
  const shown = new TextDecoder('latin1').decode(pdf)
  if (!shown.startsWith('%PDF-')) return 0
  const [, found] = /\/Type\s*\/Pages\b[^>]*?\/Count\s+(\d+)/.exec(shown) ?? []
  return found === undefined ? 0 : Number(found)
}
