import { drawn } from '../drawn.ts'
import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

/** Banks of the occupations and levels examined, and one more that is still being written. */
export const itemBanks: readonly Readonly<{ occupation: string; level: string; begins: number }>[] = [
  { occupation: '01', level: '5', begins: 0 },
  { occupation: '01', level: '4', begins: 1 },
  { occupation: '02', level: '4', begins: 2 },
  { occupation: '06', level: '5', begins: 3 },
  { occupation: '09', level: '5', begins: 4 },
]

const groupOf = ['fanhong', 'cenxi', 'xuefeng', 'daiyue', 'xunuo'] as const
const sets = Array.from({ length: 12 }, (_, place) => String(place + 1).padStart(3, '0'))

/** A bank from its plan over the writing of items and the expert meeting to twelve admitted sets. */
export async function* itemBankPlay({ occupation, level, begins }: (typeof itemBanks)[number], stage: Stage, days: Days): Play {
  const { between } = drawn(`bank ${occupation} ${level}`)
  const key = `${occupation}-0${level}`
  yield days.day(begins, 10)
  const id = await stage.open('luowei', 'QP-10', { occupation, level })
  await stage.take('luowei', id, 'propose', {
    plan_trigger: 'few_sets',
    yearly_candidates: between(120, 380),
    target_sets: 12,
    due_on: days.dateFromNow(60),
    budget: 50_000,
  })
  yield days.fromNow(2, 10)
  await stage.take('wangjianguo', id, 'approve_plan', { approve_opinion: '同意立项。' })
  yield days.fromNow(2, 10)
  const items = [`${key}-01-0001`, `${key}-01-0002`]
  await stage.take('shenhao', id, 'appoint_experts', {
    experts: groupOf.map((login, place) => ({
      expert: stage.person(login),
      employer: ['滨海重工', '东方电器', '海通集团', '滨海职业技术学院', '命题研究所'][place],
      kind: ['practitioner', 'practitioner', 'practitioner', 'teacher', 'method'][place],
      title: '高级技师',
      secrecy_no: `BM-00${place + 1}`,
    })),
    leader: stage.person('fanhong'),
    teaches_class: false,
    items_to_write: items,
    term_until: days.dateFromNow(400),
    secrecy_until: days.dateFromNow(800),
  })
  for (const [place, item] of (await stage.allStarted(id, 'WI-10-01')).entries()) yield* written(item, place, stage, days)
  yield days.fromNow(3, 15)
  await stage.take('fanhong', id, 'hold_meeting', {
    held_on: days.dateFromNow(0),
    attendee_list: groupOf.map((login) => stage.person(login)),
    employers: ['甲', '乙', '丙'].map((name, place) => ({ name: `${name}方代表`, employer: ['滨海重工', '东方电器', '海通集团'][place] })),
    items_reviewed: between(200, 320),
    items_to_change: between(0, 6),
    suggestions: '个别题干文字宜更简洁。',
  })
  yield days.fromNow(2, 10)
  await stage.take(
    'shenhao',
    id,
    'submit_bank',
    {
      bank_version: `${days.dateFromNow(0).slice(0, 4)}.1`,
      paper_set_nos: sets.map((set) => `${key}-S${set}`),
      item_count: between(700, 980),
      coverage_rate: 100,
      duplicate_rate: between(1, 4),
    },
    'fanhong',
  )
  yield days.fromNow(3, 10)
  await stage.take('wangjianguo', id, 'bank_approve', { approve_opinion: '同意入库。' }, 'gaofeng')
}

const writers = ['cenxi', 'xuefeng'] as const

async function* written(id: string, place: number, stage: Stage, days: Days): Play {
  yield days.fromNow(1, 10)
  await stage.take('luowei', id, 'assign', { point_code: `A-B-C-00${place + 1}`, writer: stage.person(writers[place % 2] ?? writers[0]) })
  yield days.fromNow(3, 10)
  await stage.take(writers[place % 2] ?? writers[0], id, 'write', {
    item_kind: 'single',
    stem: '下列关于安全操作的说法，正确的是哪一项？',
    options: ['先断电后验电', '带电作业', '一人操作', '不设监护'],
    answer: 'A',
    max_mark: 1,
    difficulty_est: 0.65,
    importance: 'X',
  })
  yield days.fromNow(1, 10)
  await stage.take(
    'dengke',
    id,
    'peer_pass',
    {
      within_blueprint: true,
      scientific: true,
      wording_clear: true,
      answer_unique: true,
      duplicate_found: false,
      reviewers: [stage.person('dengke'), stage.person('leiming')],
      peer_opinion: '同意。',
    },
    'leiming',
  )
  yield days.fromNow(1, 10)
  await stage.take('fanhong', id, 'final_pass', { final_opinion: '采用。' })
}
