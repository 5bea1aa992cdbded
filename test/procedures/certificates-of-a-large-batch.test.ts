/* biome-ignore-all lint/suspicious/noThenProperty: a line of a story says which state comes then */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { makeMemoryStage } from './support/memory-stage.ts'
import { play } from './support/play.ts'
import type { Line, RegisterRows } from './support/story.ts'

const count = 120
const batch = 'PC-2025-0120'
const subject = { batch, site: '06011018', occupation: '01', level: '3' }
const candidates = Array.from({ length: count }, (_, place) => ({ ticket_no: String(250_400_001_001 + place), name: `考生${place + 1}` }))
const registers: RegisterRows = parse(readFileSync(new URL('stories/QP-14-issued.yaml', import.meta.url), 'utf8'), {
  merge: true,
}).registers

const applied: readonly Line[] = candidates.flatMap(({ name }, place) => [
  { on: '2025-01-10', open: 'QP-11', as: name, subject: { batch, person: name, occupation: '01', level: '3' }, by: '殷实' },
  {
    on: '2025-01-10',
    in: name,
    take: 'submit',
    by: '殷实',
    with: { use: 'certificates_application', name, id_no: `2101011990${String(1_010_000 + place).slice(1)}${place % 10}X` },
  },
])
const scores = candidates.map(({ ticket_no }, place) => ({ ticket_no, theory: 60 + (place % 40), skill: 60.5, status: 'normal' }))
const marked: readonly Line[] = [
  { on: '2025-05-19', open: 'QP-13', as: 'scores', subject, by: '周强' },
  { on: '2025-05-19', in: 'scores', take: 'assign', by: '周强', with: { use: 'scores_roster_machine', roster_by_hand: candidates } },
  { on: '2025-05-22', in: 'scores', take: 'finish_marking', by: '柳青', with: { use: 'scores_review_none' } },
  { on: '2025-05-23', in: 'scores', take: 'enter_scores', by: '云飞', with: { score_rows: scores } },
  { on: '2025-05-23', in: 'scores', take: 'enter_scores', by: '苏城', with: { score_rows: scores } },
  { on: '2025-05-27', in: 'scores', take: 'check_pass', by: '潘虹', with: { checked_count: count, mismatch_tickets: [] } },
  { on: '2025-05-29', in: 'scores', take: 'approve_scores', by: '李慧敏', with: { abnormal_note: '复查无误', approve_opinion: '同意' } },
  { on: '2025-05-30', in: 'scores', take: 'publish', by: '柏松', with: {} },
  { on: '2025-06-18', in: 'scores', then: 'finalised', started: { 'QP-14': 'list' } },
]
const certified: readonly Line[] = [
  { on: '2025-06-19', in: 'list', take: 'submit_list', by: '柏松', with: {}, then: 'review', values: { list_count: count } },
  { on: '2025-06-20', in: 'list', take: 'review_pass', by: '周强', with: { use: 'eight_checks_pass' }, then: 'approval' },
  { on: '2025-06-23', in: 'list', take: 'approve', by: '韩雪', with: { approve_opinion: '同意' }, then: 'numbering' },
  {
    on: '2025-06-24',
    in: 'list',
    take: 'draw_blanks',
    by: '葛亮',
    and: '奚静',
    with: { drawn_now: 124, serial_from: 'A00001001', serial_to: 'A00001124' },
    then: 'printing',
  },
  { on: '2025-06-25', in: 'list', take: 'print', by: '葛亮', with: {}, then: 'verifying' },
  { on: '2025-06-26', in: 'list', take: 'verify_pass', by: '奚静', with: { verified: count, verify_errors: 0 }, then: 'ready' },
]

it('numbers 120 certificates in one list, without gap or repeat', { timeout: 120_000 }, async () => {
  const stage = makeMemoryStage(registers)
  const names = await play(
    {
      file: 'certificates of a large batch',
      title: { zh: '一份名册120人', en: '120 certificates in one list' },
      lines: [
        { on: '2025-01-06', open: 'QP-12', as: 'exam', subject: { batch, site: '06011018' }, by: '柏松' },
        { on: '2025-01-06', in: 'exam', take: 'submit_plan', by: '柏松', with: { use: 'certificates_plan' } },
        { on: '2025-01-07', in: 'exam', take: 'approve_plan', by: '李慧敏', with: { approve_opinion: '同意公告' } },
        ...applied,
        ...marked,
        ...certified,
      ],
      ends: { list: { state: 'ready' } },
    },
    stage,
  )
  const state = await stage.stateOf(names.get('list') ?? '', ['numbers'])
  const lists =
    'sealed' in state
      ? state.sealed.flatMap((part) => ('values' in part && Array.isArray(part.values.numbers) ? [part.values.numbers] : []))
      : []
  const numbers = (lists.at(-1) ?? []).map((row) => String(Reflect.get(Object(row), 'certificate_no')))
  expect(numbers).toEqual(candidates.map((_, place) => `25060110183${String(place + 1).padStart(5, '0')}`))
})
