import type { Field, Words } from '#engine'
import { type ListColumn, single } from './list-columns.ts'

/** What a column takes, for whoever fills the sheet. */
export function describeColumn({ field, required, filling, many }: ListColumn): Words {
  if (filling === 'system') return { zh: '由系统填写，勿改', en: 'Filled in by the system; leave as it is' }
  if (filling === 'page') return { zh: '在系统页面上填写', en: 'Given on the page, not here' }
  const { zh, en } = kindOf(many ? single(field) : field)
  const several = many ? { zh: '；多个之间用分号', en: '; several apart by semicolons' } : { zh: '', en: '' }
  const note = field.note === undefined ? { zh: '', en: '' } : { zh: `。${field.note.zh}`, en: `. ${field.note.en}` }
  return {
    zh: `${required ? '必填' : '可不填'}；${zh}${several.zh}${note.zh}`,
    en: `${required ? 'Required' : 'Optional'}; ${en}${several.en}${note.en}`,
  }
}

function kindOf(field: Field): Words {
  const limits = limitsOf(field)
  switch (field.type) {
    case 'integer':
      return { zh: `整数${limits.zh}`, en: `a whole number${limits.en}` }
    case 'number':
    case 'money': {
      const places = field.scale ?? 2
      return { zh: `数字，最多 ${places} 位小数${limits.zh}`, en: `a number with at most ${places} decimal places${limits.en}` }
    }
    case 'date':
      return { zh: '日期，如 2026-03-02', en: 'a date such as 2026-03-02' }
    case 'datetime':
      return { zh: '日期和时间，如 2026-03-02 08:30', en: 'a date and time such as 2026-03-02 08:30' }
    case 'boolean':
      return { zh: '是或否', en: 'yes or no' }
    case 'enum':
      return { zh: '代码或名称，见“选项”页', en: 'a code or its name; see the page of choices' }
    case 'person':
      return { zh: '姓名（账号），或没有重名的姓名', en: 'name (login), or a name nobody else has' }
    default:
      return { zh: '文字', en: 'text' }
  }
}

function limitsOf({ min, max }: Field): Words {
  const zh = [min === undefined ? '' : `不小于 ${min}`, max === undefined ? '' : `不大于 ${max}`].filter((text) => text !== '')
  const en = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`].filter((text) => text !== '')
  return { zh: zh.map((text) => `，${text}`).join(''), en: en.map((text) => `, ${text}`).join('') }
}
