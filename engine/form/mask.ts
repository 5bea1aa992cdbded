import type { Field } from '../language/form.generated.ts'
import type { Words } from '../words.ts'

type Sensitive = NonNullable<Field['sensitive']>

/** A sensitive value with enough left to recognise it by, e.g. 210102********1234; too short to mask means all stars. */
export function mask(kind: Sensitive, text: string): Words {
  const marks = [...text]
  switch (kind) {
    case 'id_number':
      return same(between(marks, 6, 4))
    case 'phone':
      return same(between(marks, 3, 4))
    case 'bank_account':
      return same(between(marks, 4, 4))
    case 'address':
      return same(between(marks, 6, 0))
    case 'name':
      return same(between(marks, 1, 0))
    case 'birth_date':
      return { zh: `${text.slice(0, 4)}年**月**日`, en: `** ** ${text.slice(0, 4)}` }
    case 'photo':
      return { zh: '〔照片不予显示〕', en: '〔photo not shown〕' }
    default:
      return kind satisfies never
  }
}

function same(text: string): Words {
  return { zh: text, en: text }
}

function between(marks: readonly string[], head: number, tail: number): string {
  if (marks.length <= head + tail) return '*'.repeat(marks.length)
  const last = tail === 0 ? '' : marks.slice(-tail).join('')
  return marks.slice(0, head).join('') + '*'.repeat(marks.length - head - tail) + last
}
