import { expect, it } from 'vitest'
import { makeMemoryStage } from './support/memory-stage.ts'
import { play } from './support/play.ts'
import type { Line, Story } from './support/story.ts'

const candidates = Array.from({ length: 400 }, (_, place) => ({
  ticket_no: String(250_100_030_000 + place + 1),
  name: `考生${place + 1}`,
}))
const scores = candidates.map(({ ticket_no }, place) => ({
  ticket_no,
  theory: 40 + (place % 60),
  skill: 50 + (place % 50) + 0.5,
  status: 'normal',
}))

const line = (on: string, take: string, by: string, entered: NonNullable<Line['with']>, then: string): Line => ({
  on,
  take,
  by,
  with: entered,
  then,
})

it('holds the scores of 400 candidates in one record, entered twice without a difference', async () => {
  const story: Story = {
    file: 'scores of a large batch',
    title: { zh: '一份成绩册400人', en: '400 candidates in one list' },
    lines: [
      {
        on: '2025-05-19',
        open: 'QP-13',
        as: 'scores',
        subject: { batch: 'PC-2025-0400', site: '06011018', occupation: '01', level: '3' },
        by: '周强',
      },
      line('2025-05-19', 'assign', '周强', { use: 'scores_roster_machine', roster_by_hand: candidates }, 'marking'),
      line('2025-05-22', 'finish_marking', '柳青', { use: 'scores_review_none' }, 'entry'),
      line('2025-05-23', 'enter_scores', '云飞', { score_rows: scores }, 'entry'),
      {
        ...line(
          '2025-05-23',
          'enter_scores',
          '苏城',
          { score_rows: scores.with(399, { ticket_no: '250100030400', theory: 1, skill: 1, status: 'normal' }) },
          'entry',
        ),
        refused: { code: 'rule-not-met', words: '两遍录入须逐人逐科一致' },
      },
      line('2025-05-23', 'enter_scores', '苏城', { score_rows: scores }, 'checking'),
      line('2025-05-27', 'check_pass', '潘虹', { checked_count: 400, mismatch_tickets: [] }, 'approval'),
      line('2025-05-29', 'approve_scores', '李慧敏', { approve_opinion: '同意' }, 'approved'),
    ],
    ends: { scores: { state: 'approved' } },
  }
  const stage = makeMemoryStage()
  const names = await play(story, stage)
  const state = await stage.stateOf(names.get('scores') ?? '')
  const list = state.sealed.flatMap((part) => ('values' in part && Array.isArray(part.values.results) ? [part.values.results] : []))
  expect(list.map((rows) => rows.length)).toEqual([400])
})
