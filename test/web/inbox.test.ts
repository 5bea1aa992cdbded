import { expect, it } from 'vitest'
import type { Task } from '../../server/http/api/cases.ts'
import { byCase } from '../../server/web/inbox/case-tasks.ts'
import { filterTasks } from '../../server/web/inbox/filter-tasks.ts'
import { wayBack } from '../../server/web/session/way-back.ts'

it('after signing in a person is led back to where they wanted to go, and never to another site', () => {
  expect(wayBack('/cases/c1?x=1')).toBe('/cases/c1?x=1')
  for (const elsewhere of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/sign-in?back=/sign-in',
  ])
    expect(wayBack(elsewhere)).toBe('/')
})

const words = (zh: string) => ({ zh, en: zh })
const task = (number: string, overdue: boolean, kind: Task['kind']): Task => ({
  case: { id: number, number, document: 'QP-08', title: words('年检'), state: 'onsite', stateTitle: words('现场评估'), closed: false },
  subject: words('滨海鉴定所 2026'),
  site: null,
  step: 'draft',
  stepTitle: words('拟定结论'),
  roles: [],
  due: { on: '2026-01-01', at: '2026-01-01T16:00:00.000Z', overdue, provisional: false, workingDaysLeft: overdue ? -1 : 1 },
  demandedBy: null,
  kind,
})
const tasks = [
  task('QP-08-2026-00001', true, 'step'),
  task('QP-08-2026-00002', false, 'countersign'),
  task('QP-08-2026-00003', false, 'contribute'),
]

it('the inbox is narrowed by what is overdue, by signatures and by every word typed', () => {
  const numbers = (show: Parameters<typeof filterTasks>[1]['show'], text = '') =>
    filterTasks(tasks, { show, text }).map((one) => one.case.number.slice(-1))
  expect(numbers('all')).toEqual(['1', '2', '3'])
  expect(numbers('overdue')).toEqual(['1'])
  expect(numbers('signature')).toEqual(['2'])
  expect(numbers('step')).toEqual(['1', '3'])
  expect(numbers('all', '滨海 00003')).toEqual(['3'])
  expect(numbers('all', '滨海 不存在')).toEqual([])
})

it('what may be done in one case is one entry, its steps earliest due first, standing where the earliest stands', () => {
  const due = (at: string) => ({ on: at.slice(0, 10), at, overdue: false, provisional: false, workingDaysLeft: 1 })
  const entries = byCase([
    { ...task('QP-08-2026-00001', false, 'step'), step: 'return', due: due('2026-03-05T16:00:00.000Z') },
    { ...task('QP-08-2026-00002', false, 'step'), due: due('2026-03-06T16:00:00.000Z') },
    { ...task('QP-08-2026-00001', false, 'step'), step: 'note', due: null },
    { ...task('QP-08-2026-00001', false, 'step'), step: 'pass', due: due('2026-03-04T16:00:00.000Z') },
  ])
  expect(entries.map(({ first, tasks }) => [first.case.number, tasks.map(({ step }) => step)])).toEqual([
    ['QP-08-2026-00001', ['pass', 'return', 'note']],
    ['QP-08-2026-00002', ['draft']],
  ])
})
