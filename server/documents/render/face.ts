import type { RecordForm, ReferenceData, SealedPart, Words } from '#engine'
import type { HashText } from '#records'

/** What a sheet is drawn from. Nothing is fetched: whoever may not see a value must not hand it in. */
export type FaceSource = Readonly<{
  organisation: Words
  /** IANA name of the organisation's time zone, e.g. Asia/Shanghai. */
  zone: string
  form: RecordForm
  reference: readonly ReferenceData[]
  document: Readonly<{ code: string; title: Words; revision: string }>
  /** Step titles of the document, for the list of earlier fillings. */
  steps: ReadonlyMap<string, Words>
  case: Readonly<{ number: string; subject: readonly SubjectLine[] }>
  /** Sealed parts of the case, in the order they were sealed; those of other forms are passed over. */
  sealed: readonly SealedPart[]
  /** What the log says of the entry that sealed a part, by the entry's sequence. */
  entries: ReadonlyMap<number, SealedEntry>
  /** Prints this one filling alone; without it the whole sheet. */
  serial?: number
  /** Shows sensitive values in full: only after the unmasking was recorded. */
  unmasked?: boolean
}>

/** `numbers`: what the gap-free counters gave in this entry, by field. */
export type SealedEntry = Readonly<{ hash: HashText; clock: 'real' | 'simulated'; numbers: Readonly<Record<string, string>> }>
/** One line of what the case is about, already in words: a testing centre by its name, not its code. */
export type SubjectLine = Readonly<{ key: string; title: Words; text: Words }>

/**
 * A record as a person reads it: typed, ordered, and every value in words. Pages and PDFs are drawn from it alone, so two
 * equal faces give the same bytes.
 */
export type Face = Readonly<{
  /** Number of the record shown: of the one part, or of the part sealed last on the sheet; the sheet's own while nothing is sealed. */
  number: string
  organisation: Words
  form: Readonly<{ code: string; revision: string; title: Words; confidentiality: Words; retention: Words; multiple: boolean }>
  document: Readonly<{ code: string; title: Words; revision: string }>
  caseNumber: string
  subject: readonly SubjectLine[]
  /** The whole sheet with its empty parts; otherwise one filling alone. */
  wholeSheet: boolean
  simulated: boolean
  entryHash: HashText | null
  /** First 16 hex digits, for the foot of the page. */
  shortHash: string
  /** What the QR code holds: `guiju:<record number>#<entry hash>`. */
  qr: string
  /** When the last part shown was sealed, UTC; null while nothing is sealed. */
  sealedAt: string | null
  /** The organisation's date of that instant, as a letter is dated. */
  sealedOn: Words
  sections: readonly FaceSection[]
  /** Parts not printed because one filling alone is asked for: blank, so that a template may name them. */
  others: readonly FaceSection[]
}>

/** A part of the form. `fields`, `signatures` and `sealedOn` are those of its latest filling, or blanks. */
export type FaceSection = Readonly<{
  key: string
  title: Words
  filled: boolean
  /** The filling that counts, the latest one; where every filling is a sheet of its own, all of them in order. */
  fillings: readonly [FaceFilling, ...FaceFilling[]]
  fields: Readonly<Record<string, FaceField>>
  signatures: readonly FaceSignature[]
  sealedOn: Words
  /** Fillings that a later one replaced, oldest first. */
  revisions: readonly FaceRevision[]
  matrix: FaceMatrix | null
}>

/** When something happened beside when it was entered, in one line. */
export type FaceClock = Readonly<{ late: boolean; text: Words }>

export type FaceFilling = Readonly<{
  number: string
  clocks: readonly FaceClock[]
  fields: Readonly<Record<string, FaceField>>
  blocks: readonly FaceBlock[]
  signatures: readonly FaceSignature[]
  sealedOn: Words
}>

export type FaceRevision = Readonly<{ number: string; step: Words; signer: Words; at: Words }>

/** `state` says why `text` is what it is: unset prints blank, masked with stars, withheld as sealed. */
export type FaceField = Readonly<{
  key: string
  title: Words
  state: 'filled' | 'unset' | 'masked' | 'withheld'
  text: Words
  /** Where a filled-in value came from, in words; empty for what a person entered. */
  origin: Words
  /** The code behind an enum or boolean, for templates that ask; else empty. */
  code: string
  /** Items of a list of simple values. */
  items: readonly Words[]
  table: FaceTable | null
  wide: boolean
}>

/** `numbered`: whether the sheet numbers the rows, as no column of the form does; `span` counts that column too. */
export type FaceTable = Readonly<{
  numbered: boolean
  span: number
  columns: readonly FaceColumn[]
  rows: readonly (readonly FaceCell[])[]
}>
/** `width` is a share, 1 to 12. `figures`: numbers, set to the right. */
export type FaceColumn = Readonly<{ key: string; title: Words; width: number; figures: boolean }>
export type FaceCell = Readonly<{ text: Words; figures: boolean }>

/** As a paper form lays fields out: two short pairs a row, long ones across, lists as tables. */
export type FaceBlock = Readonly<
  | { kind: 'grid'; grid: true; rows: readonly Readonly<{ cells: readonly FaceField[]; single: boolean }>[] }
  | { kind: 'list'; grid: false; field: FaceField }
>

export type FaceSignature = Readonly<{ name: Words; standsFor: Words; role: Words; meaning: Words; at: Words; system: boolean }>

/**
 * Several people's fillings of one list with fixed rows, side by side: the columns the form fixes once, then each person's
 * figures. Rows stand in groups where the table behind them has groups.
 */
export type FaceMatrix = Readonly<{
  title: Words
  fixed: readonly FaceColumn[]
  people: readonly Readonly<{ name: string }>[]
  /** Columns in all. */
  span: number
  groups: readonly FaceMatrixGroup[]
  totals: readonly FaceCell[]
  remarks: readonly Readonly<{ row: string; name: string; text: Words }>[]
}>
export type FaceMatrixGroup = Readonly<{ title: Words; rows: readonly FaceMatrixRow[]; subtotals: readonly FaceCell[] }>
export type FaceMatrixRow = Readonly<{ cells: readonly FaceCell[] }>
