import { type FieldProblem, type Language, sayProblem, type Words } from '#engine'

/** What can be wrong with a cell before it is a value at all; everything else is a problem of its field. */
export type CellProblem = Readonly<
  | { code: 'formula' | 'cell-error' | 'digits-lost' | 'became-a-date' | 'several-persons'; title: Words; found: string }
  | { code: 'column-unknown' | 'column-missing' | 'column-twice' | 'header-missing'; title: Words; found: string }
  | Readonly<{ code: 'field'; problem: FieldProblem; found: string }>
>

/** What is wrong, and where people find it: row and column as the file shows them, null where it is wrong as a whole. */
export type SheetProblem = Readonly<{ row: number | null; column: number | null; problem: CellProblem }>

/** The sentence a person reads: what was expected, and what was found. */
export function sayCellProblem(one: CellProblem, language: Language): string {
  if (one.code === 'field') return sayProblem(one.problem, language)
  const title = one.title[language]
  const { zh, en } = sentences[one.code]
  return (language === 'zh' ? zh : en).replace('{title}', () => title).replace('{found}', () => one.found)
}

const sentences: Readonly<Record<Exclude<CellProblem['code'], 'field'>, Words>> = {
  formula: {
    zh: '「{title}」应为填写的值，但单元格里是公式；请复制后选择性粘贴为数值。',
    en: 'Expected “{title}” to be a value, but the cell holds a formula; copy it and paste it as a value.',
  },
  'cell-error': {
    zh: '「{title}」应为填写的值，但单元格显示错误 {found}。',
    en: 'Expected “{title}” to be a value, but the cell shows the error {found}.',
  },
  'digits-lost': {
    zh: '「{title}」应为文字格式，但单元格是超过 15 位的数字，Excel 已丢失后面的位数；请把单元格设为文本后重新填写。',
    en: 'Expected “{title}” to be a text cell, but it is a number of more than 15 digits, whose last ones Excel has lost; format the cell as text and type it again.',
  },
  'became-a-date': {
    zh: '「{title}」应为文字或数字，但 Excel 已把它变成日期；请把单元格设为文本后重新填写。',
    en: 'Expected “{title}” to be text or a number, but Excel has made it a date; format the cell as text and type it again.',
  },
  'several-persons': {
    zh: '「{title}」应只指一个人，但有几个人叫“{found}”；请写成“姓名（账号）”。',
    en: 'Expected “{title}” to mean one person, but several are called “{found}”; write “name (login)”.',
  },
  'column-unknown': {
    zh: '表头应为模板里的栏目，但有“{found}”这一列。',
    en: 'Expected the columns of the template, but there is a column “{found}”.',
  },
  'column-missing': { zh: '应有「{title}」一列，但表头里没有。', en: 'Expected a column “{title}”, but the header has none.' },
  'column-twice': { zh: '「{title}」应只有一列，但表头里出现两次。', en: 'Expected the column “{title}” once, but it stands there twice.' },
  'header-missing': {
    zh: '应有模板的表头，但在前十行里没有找到。',
    en: 'Expected the header of the template, but the first ten rows have none.',
  },
}
