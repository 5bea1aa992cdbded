import type { Language } from '#engine'
import { instantWords } from '../documents/render/date-words.ts'
import type { RecordView } from '../http/api/records.ts'

const titles = {
  zh: ['类别', '项目', '内容'],
  en: ['Part', 'Item', 'Content'],
} as const
const words = {
  record: { zh: '记录', en: 'Record' },
  number: { zh: '编号', en: 'Number' },
  form: { zh: '表单', en: 'Form' },
  entry: { zh: '条目散列', en: 'Entry hash' },
  data: { zh: '内容', en: 'Data' },
  signature: { zh: '签名', en: 'Signature' },
  name: { zh: '姓名', en: 'Name' },
  role: { zh: '身份', en: 'Role' },
  meaning: { zh: '含义', en: 'Meaning' },
  method: { zh: '方式', en: 'Method' },
  at: { zh: '时间', en: 'Time' },
  none: { zh: '经办（未签名）', en: 'Handled (not signed)' },
  system: { zh: '系统自动办理', en: 'Taken by the system' },
} as const

/** A record as a table for other programs (RFC 4180, UTF-8 with a byte order mark): what it says, and who signed it. */
export function recordCsv(record: RecordView, zone: string, language: Language): string {
  const say = (key: keyof typeof words) => words[key][language]
  const data = record.fields.flatMap(({ title, text, rows }) => [
    ...(rows === undefined ? [[say('data'), title[language], text]] : []),
    ...(rows?.rows ?? []).flatMap((row, at) =>
      row.map((cell, column) => [say('data'), `${title[language]} ${at + 1} ${rows?.columns[column]?.[language] ?? ''}`, cell]),
    ),
  ])
  const signatures = record.signers.flatMap(({ name, role, system, meaning, method, at }, index) => {
    const part = `${say('signature')} ${index + 1}`
    return [
      [part, say('name'), system ? say('system') : name],
      [part, say('role'), role[language]],
      [part, say('meaning'), meaning?.[language] ?? say('none')],
      [part, say('method'), method?.[language] ?? say('none')],
      [part, say('at'), instantWords(at, zone)[language]],
    ]
  })
  const lines = [
    [...titles[language]],
    [say('record'), say('number'), record.number],
    [say('record'), say('form'), `${record.form} ${record.formTitle[language]} · ${record.partTitle[language]}`],
    [say('record'), say('entry'), record.entry.hash],
    ...data,
    ...signatures,
  ]
  return `\uFEFF${lines.map((cells) => cells.map(cellOf).join(',')).join('\r\n')}\r\n`
}

/** A text that a spreadsheet would take for a formula is led by an apostrophe (OWASP, CSV injection). */
function cellOf(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
