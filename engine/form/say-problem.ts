import type { Language, Words } from '../words.ts'
import type { FieldProblem } from './field-problem.ts'

/** Every problem a field can have. `docs/errors.md` lists them; a test compares the two. */
export const fieldProblemCodes = [
  'required',
  'unknown-field',
  'not-yours-to-fill',
  'wrong-type',
  'too-long',
  'too-short',
  'below-minimum',
  'above-maximum',
  'too-many-decimals',
  'pattern',
  'not-in-list',
  'too-few-items',
  'too-many-items',
  'not-a-date',
  'not-an-instant',
  'bad-text',
  'row-not-expected',
  'row-missing',
  'unknown-person',
  'unknown-attachment',
] as const satisfies readonly FieldProblem['code'][]

/** The sentence a person reads beside the field: what was expected, and what was found. */
export function sayProblem(problem: FieldProblem, language: Language): string {
  const { expected, found } = sentenceOf(problem)
  const title = problem.title[language]
  return language === 'zh' ? `「${title}」${expected.zh}，但${found.zh}。` : `Expected “${title}” ${expected.en}, but ${found.en}.`
}

type Sentence = Readonly<{ expected: Words; found: Words }>

const says = (expectedZh: string, expectedEn: string, foundZh: string, foundEn: string): Sentence => ({
  expected: { zh: expectedZh, en: expectedEn },
  found: { zh: foundZh, en: foundEn },
})

const typeWords: ReadonlyMap<string, Words> = new Map([
  ['string', { zh: '文字', en: 'text' }],
  ['text', { zh: '文字', en: 'text' }],
  ['organisation', { zh: '机构名称', en: 'the name of an organisation' }],
  ['integer', { zh: '整数', en: 'a whole number' }],
  ['number', { zh: '数字', en: 'a number' }],
  ['money', { zh: '金额', en: 'an amount of money' }],
  ['decimal', { zh: '数字', en: 'a number' }],
  ['date', { zh: '日期', en: 'a date' }],
  ['datetime', { zh: '日期和时间', en: 'a date and time' }],
  ['boolean', { zh: '是或否', en: 'yes or no' }],
  ['enum', { zh: '选项之一', en: 'one of the choices' }],
  ['person', { zh: '人员', en: 'a person' }],
  ['attachment', { zh: '附件', en: 'an attachment' }],
  ['list', { zh: '清单', en: 'a list' }],
])

function sentenceOf({ code, details }: FieldProblem): Sentence {
  const detail = (name: string) => String(details[name] ?? '')
  const entered = [`填写的是“${detail('found')}”`, `“${detail('found')}” was entered`] as const
  switch (code) {
    case 'required':
      return says('应填写', 'to be filled in', '没有填写', 'it is empty')
    case 'unknown-field':
      return says('应为表单中的栏目', 'to be a field of the form', '表单没有这一栏', 'the form has no such field')
    case 'not-yours-to-fill':
      return says('应由系统填写', 'to be filled in by the system', '填写的是另一个值', 'another value was entered')
    case 'wrong-type': {
      const type = typeWords.get(detail('expected')) ?? { zh: detail('expected'), en: detail('expected') }
      return says(`应为${type.zh}`, `to be ${type.en}`, '填写的不是', 'something else was entered')
    }
    case 'too-long':
      return says(
        `应不超过${detail('maximum')}个字`,
        `to have at most ${detail('maximum')} characters`,
        `填写的是${detail('found')}个字`,
        `${detail('found')} were entered`,
      )
    case 'too-short':
      return says(
        `应不少于${detail('minimum')}个字`,
        `to have at least ${detail('minimum')} characters`,
        `填写的是${detail('found')}个字`,
        `${detail('found')} were entered`,
      )
    case 'below-minimum':
      return says(`应不小于${detail('minimum')}`, `to be at least ${detail('minimum')}`, '填写的值更小', 'a smaller value was entered')
    case 'above-maximum':
      return says(`应不大于${detail('maximum')}`, `to be at most ${detail('maximum')}`, '填写的值更大', 'a larger value was entered')
    case 'too-many-decimals':
      return says(`应最多有${detail('scale')}位小数`, `to have at most ${detail('scale')} decimal places`, ...entered)
    case 'pattern':
      return says(`应符合格式 ${detail('pattern')}`, `to match ${detail('pattern')}`, ...entered)
    case 'not-in-list':
      return says('应为所列选项之一', 'to be one of the choices listed', ...entered)
    case 'too-few-items':
      return says(
        `应不少于${detail('minimum')}项`,
        `to have at least ${detail('minimum')} items`,
        `填写的是${detail('found')}项`,
        `${detail('found')} were entered`,
      )
    case 'too-many-items':
      return says(
        `应不超过${detail('maximum')}项`,
        `to have at most ${detail('maximum')} items`,
        `填写的是${detail('found')}项`,
        `${detail('found')} were entered`,
      )
    case 'not-a-date':
      return says('应为日期，如 2026-03-02', 'to be a date such as 2026-03-02', ...entered)
    case 'not-an-instant':
      return says('应为日期和时间', 'to be a date and time', ...entered)
    case 'bad-text':
      return says('应为可以打印的文字', 'to be text that can be printed', '其中有不能打印的字符', 'it holds characters that cannot')
    case 'row-not-expected':
      return says('应只有表单规定的行', 'to have only the rows the form lays down', '多了或改了一行', 'a row was added or changed')
    case 'row-missing':
      return says('应有表单规定的每一行', 'to have every row the form lays down', '少了一行', 'one is missing')
    case 'unknown-person':
      return says('应为本机构登记的人员', 'to be a person known here', '查无此人', 'there is no such person')
    case 'unknown-attachment':
      return says('应为已上传的文件', 'to be a file that was uploaded', '找不到这个文件', 'there is no such file')
    default:
      return code satisfies never
  }
}
