import type { Unreadable } from '../sheets/sheet.ts'
import { type Refusal, refusal } from './problems.ts'

const sheet = (zh: string, en: string): Refusal => refusal('sheet-refused', zh, en)

/** What somebody is told whose file cannot be read as a workbook at all. */
export const unreadableSheet: Readonly<Record<Unreadable, Refusal>> = {
  'not-a-workbook': sheet('应为 .xlsx 工作簿，但这个文件不是。', 'Expected an .xlsx workbook, but the file is none.'),
  encrypted: sheet(
    '应为 .xlsx 工作簿，但这个文件是旧格式（.xls）或设有密码；请另存为不加密的 .xlsx。',
    'Expected an .xlsx workbook, but the file is of the old format (.xls) or has a password; save it as .xlsx without one.',
  ),
  macros: sheet(
    '应为不含宏的 .xlsx 工作簿，但这个文件含有宏；请另存为 .xlsx。',
    'Expected a workbook without macros, but this one has some; save it as .xlsx.',
  ),
  'external-links': sheet(
    '应为不引用其他工作簿的表格，但这个文件有外部链接；请断开链接后重试。',
    'Expected a workbook that refers to no other, but this one has links to others; break them and try again.',
  ),
  'too-large-inside': sheet(
    '应为普通大小的表格，但这个文件解开后太大；请只保留要导入的数据。',
    'Expected a workbook of ordinary size, but this one is too large when unpacked; keep only what is to be imported.',
  ),
  'too-many-rows': sheet(
    '应不超过 1,000 行，但表格里的行太多；请分批导入。',
    'Expected at most 1,000 rows, but the sheet has many more; import it in batches.',
  ),
  'no-sheet': sheet('应有一张可见的工作表，但没有。', 'Expected a visible sheet, but there is none.'),
  damaged: sheet('应为可以读取的 .xlsx 工作簿，但文件已损坏。', 'Expected an .xlsx workbook that can be read, but the file is damaged.'),
}
