export type RecordNumber = Readonly<{ form: string; caseNumber: string; serial: number }>

/** `QR-08-03/QP-08-2026-00031/007`: form, case number, and the serial of the part within the case, at least three digits. */
export function recordNumber({ form, caseNumber, serial }: RecordNumber): string {
  return `${form}/${caseNumber}/${serialText(serial)}`
}

/** What a record number names; null where the text is none. */
export function parseRecordNumber(text: string): RecordNumber | null {
  const found = /^(QR-\d{2}-\d{2})\/((?:QP-\d{2}|WI-\d{2}-\d{2})-\d{4}-\d{5,})\/(\d{3,})$/.exec(text)
  if (found === null) return null
  const [, form = '', caseNumber = '', digits = ''] = found
  const serial = Number(digits)
  return serial >= 1 && serialText(serial) === digits ? { form, caseNumber, serial } : null
}

/** A serial as numbers and file names write it: 7 → "007". */
export function serialText(serial: number): string {
  return String(serial).padStart(3, '0')
}
