import { describe, expect, it } from 'vitest'
import { fieldsOf } from '../../server/web/form/field.ts'
import { fixedColumns, startingValues, valuesToSend, withoutSensitive, withValue } from '../../server/web/form/part-values.ts'
import { plainField } from '../../server/web/form/plain-field.ts'
import {
  boundedColumns,
  columnSum,
  companionColumns,
  groupingColumn,
  groupRows,
  unfilled,
  withFullMarks,
} from '../../server/web/form/row-groups.ts'
import { scoringPart } from './sheet.ts'

const key = 'QR-99-01/score'
const part = scoringPart()
const list = fieldsOf(part).find((field) => field.key === 'scores')
if (list === undefined) throw new Error('Expected the sheet to have scores, but it has none')
const rows = part.values.scores as readonly Record<string, unknown>[]

describe('what is sent when a step is submitted', () => {
  it('leaves out what the system fills in', () => {
    const sent = valuesToSend([part], { [key]: { given_total: '80.00', total: '1.00', opinion: ' 同意 ', scores: [{ indicator: 'A1' }] } })
    expect(sent).toEqual({ [key]: { opinion: '同意', scores: [{ indicator: 'A1' }] } })
  })

  it('says none of a required list that may be empty', () => {
    expect(valuesToSend([part], { [key]: { opinion: '同意' } })).toEqual({ [key]: { opinion: '同意', scores: [] } })
  })

  it('leaves out empty fields and empty cells', () => {
    const sent = valuesToSend([part], {
      [key]: { opinion: '', deduction: '5.00', scores: [{ indicator: 'A1', score: '2.50', phone: '' }] },
    })
    expect(sent).toEqual({ [key]: { deduction: '5.00', scores: [{ indicator: 'A1', score: '2.50' }] } })
  })

  it('takes a field away when it is emptied', () => {
    expect(withValue({ opinion: '同意', deduction: '1.00' }, 'opinion', '')).toEqual({ deduction: '1.00' })
  })
})

describe('a scoring table', () => {
  it('starts with the rows of the form, and with nothing the system fills in later', () => {
    expect(startingValues([part])).toEqual({ [key]: { scores: rows } })
  })

  it('fixes the columns every row brought along', () => {
    expect([...fixedColumns(list, rows)]).toEqual(['section', 'indicator', 'max'])
  })

  it('is grouped by the fixed column that repeats, without knowing its name', () => {
    const by = groupingColumn(list.columns, fixedColumns(list, rows), rows)
    expect(by?.key).toBe('section')
    expect(groupRows(rows, by).map(({ label, rows: members }) => [label, members.map(({ index }) => index)])).toEqual([
      ['A', [0, 1]],
      ['B', [2, 3]],
    ])
  })

  it('is not grouped where no column repeats over neighbouring rows', () => {
    const alternating = rows.map((row, index) => ({ ...row, section: index % 2 === 0 ? 'A' : 'B' }))
    expect(groupingColumn(list.columns, fixedColumns(list, alternating), alternating)).toBeUndefined()
  })

  it('sums a column and counts what is still to fill', () => {
    const score = list.columns.find((column) => column.key === 'score')
    if (score === undefined) throw new Error('Expected a score column, but there is none')
    const filled = rows.map((row, index) => (index < 3 ? { ...row, score: '0.70' } : row))
    expect(columnSum(filled, score)).toBe('2.10')
    expect(unfilled(filled, list.columns, fixedColumns(list, rows))).toBe(1)
  })
})

it('a draft holds no sensitive value, neither in a field nor in a row', () => {
  const draft = withoutSensitive([part], {
    [key]: { opinion: '同意', id_number: '210102199001011234', scores: [{ indicator: 'A1', phone: '13800000000', score: '2.00' }] },
  })
  expect(draft).toEqual({ [key]: { opinion: '同意', scores: [{ indicator: 'A1', score: '2.00' }] } })
})

describe('a scoring table', () => {
  const fixed = new Set(['section', 'section_name', 'indicator', 'max'])
  const named = [
    { section: 'A', section_name: '机构与管理', indicator: 'A1', max: 3 },
    { section: 'A', section_name: '机构与管理', indicator: 'A2', max: 2 },
    { section: 'B', section_name: '场地与设备', indicator: 'B1', max: 4 },
    { section: 'B', section_name: '场地与设备', indicator: 'B2', max: 1 },
  ]
  const column = (name: string, more = {}) => ({ ...plainField('string'), key: name, ...more })
  const columns = [
    column('indicator'),
    column('section'),
    column('section_name'),
    column('max', { type: 'integer' }),
    column('score', { type: 'number', atMost: 'max' }),
  ]

  it('says the name of a section beside its letter in the heading, and nothing else there', () => {
    const by = groupingColumn(columns, fixed, named)
    expect(by?.key).toBe('section')
    expect(companionColumns(columns, by, fixed, named).map(({ key: name }) => name)).toEqual(['section_name'])
  })

  it('gives full marks wherever nothing was given yet, and leaves what was given', () => {
    const bounded = boundedColumns(columns, fixed)
    expect(named.map((row, at) => withFullMarks(at === 1 ? { ...row, score: '1.50' } : row, bounded).score)).toEqual([
      '3',
      '1.50',
      '4',
      '1',
    ])
    expect(boundedColumns(columns, new Set(['section']))).toEqual([])
  })
})
