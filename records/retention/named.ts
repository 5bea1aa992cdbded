import { parseRecordNumber } from '../record-number.ts'

/** What a line of a disposal list names: a whole case, the records of one form in it, or one record. */
export type Named = Readonly<
  | { kind: 'case'; caseNumber: string }
  | { kind: 'form'; caseNumber: string; form: string }
  | { kind: 'record'; caseNumber: string; form: string; serial: number }
>

const caseNumber = /^(QP-\d{2}|WI-\d{2}-\d{2})-\d{4}-\d{5,}$/

/** Reads a number of a disposal list; null where it names nothing this house could keep: a bag on a shelf, a paper file. */
export function parseNamed(text: string): Named | null {
  const record = parseRecordNumber(text)
  if (record !== null) return { kind: 'record', ...record }
  if (caseNumber.test(text)) return { kind: 'case', caseNumber: text }
  const [form = '', of = '', ...rest] = text.split('/')
  return rest.length === 0 && /^QR-\d{2}-\d{2}$/.test(form) && caseNumber.test(of) ? { kind: 'form', form, caseNumber: of } : null
}

/** The records of one form in a case, as the due list and the disposal list call them. */
export const formInCase = (form: string, of: string): string => `${form}/${of}`
