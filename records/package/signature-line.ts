import type { Signer } from '#engine'
import { canonicalLine } from '../canonical.ts'
import type { CaseFacts } from '../case-facts.ts'
import { concat } from '../hash.ts'
import { csvBegin, csvRow } from './csv.ts'

/** One line of `data/signatures.jsonl`: who took responsibility for what, when, in which sense and how it was made sure. */
export type SignatureLine = Readonly<{
  case: string
  sequence: number
  /** Hash of the entry that holds the signature: it is bound to these bytes and to no others. */
  entry: string
  step: string | null
  person: string
  name: string
  role: string
  standsFor: string | null
  meaning: string
  method: string
  /** When they signed, and when the entry was recorded. */
  signed: string
  recorded: string
  records: readonly string[]
}>

type Recorded = Readonly<{ case: string; entry: string; recorded: string }>

/** The signatures an entry holds. Those a completing step repeats from its contributions stand with the contributions. */
export function signaturesOf(facts: CaseFacts, at: Recorded): readonly SignatureLine[] {
  switch (facts.kind) {
    case 'step':
      return lines(facts.signers.slice(facts.usedContributions.length), facts.sequence, facts.step, numbersOf(facts.records), at)
    case 'contribution':
      return lines([facts.signer], facts.sequence, facts.step, numbersOf(facts.records), at)
    case 'withdrawal':
      return lines([facts.signer], facts.sequence, facts.step, [], at)
    case 'correction':
      return lines(facts.signers, facts.sequence, null, [facts.number], at)
    default:
      return []
  }
}

function numbersOf(records: readonly Readonly<{ number: string }>[]): readonly string[] {
  return records.map(({ number }) => number)
}

function lines(
  signers: readonly Signer[],
  sequence: number,
  step: string | null,
  records: readonly string[],
  at: Recorded,
): readonly SignatureLine[] {
  return signers.flatMap(({ person, name, role, standsFor, signature, at: signed }) =>
    signature === null
      ? []
      : [
          // In the order RFC 8785 puts them: a line is then written as it stands.
          {
            case: at.case,
            entry: at.entry,
            meaning: String(signature.meaning),
            method: String(signature.method),
            name,
            person,
            recorded: at.recorded,
            records,
            role,
            sequence,
            signed,
            standsFor: standsFor?.name ?? null,
            step,
          },
        ],
  )
}

export function signatureLineBytes(line: SignatureLine): Uint8Array {
  return canonicalLine(line)
}

export const signaturesCsvHead =
  csvBegin +
  csvRow([
    '案卷 Case',
    '条目 Entry',
    '步骤 Step',
    '姓名 Name',
    '账号 Person',
    '角色 Role',
    '代 Stands for',
    '含义 Meaning',
    '方式 Method',
    '签署时间 Signed',
    '记录时间 Recorded',
    '记录编号 Records',
    '条目散列 Entry hash',
  ])

/** Both lists of signatures, as far as these lines go. */
export function signatureListsOf(lines: readonly SignatureLine[]): Readonly<{ lines: Uint8Array; rows: Uint8Array }> {
  return { lines: concat(lines.map(signatureLineBytes)), rows: new TextEncoder().encode(lines.map(signatureCsvRow).join('')) }
}

export function signatureCsvRow(line: SignatureLine): string {
  return csvRow([
    line.case,
    line.sequence,
    line.step,
    line.name,
    line.person,
    line.role,
    line.standsFor,
    line.meaning,
    line.method,
    line.signed,
    line.recorded,
    line.records.join(' '),
    line.entry,
  ])
}
