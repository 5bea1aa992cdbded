import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import type { Batch } from './exam-batch.ts'

type Result = Readonly<{ ticket_no: string; name: Readonly<{ person: string }>; skill: unknown }>

/** A candidate asks for a re-check of the skill mark; today's is still open, the older one found the items added up wrongly. */
export async function* rechecked(batch: Batch, scores: string, stage: Stage, days: Days): Play {
  const changed = batch.plan.extra.includes('rechecked')
  const login = changed ? 'kaosheng' : 'suye'
  yield days.fromNow(1, 10)
  const { occupation, level } = batch.plan
  const id = await stage.open(login, 'WI-13-01', { batch: batch.number, occupation, level, person: stage.player(login).person })
  await stage.take(login, id, 'apply', { recheck_subject: 'skill', request_reason: '怀疑合分有误。' })
  if (!changed) return
  yield days.fromNow(1, 10)
  await stage.take('baisong', id, 'accept', { machine_marked: false, accept_opinion: '受理。' })
  yield days.fromNow(2, 10)
  const found = { rechecker_two: stage.person('baisong'), found_error: 'sum', rechecked_score: 61 }
  await stage.take('xiahan', id, 'recheck', found, 'baisong')
  yield days.fromNow(1, 10)
  await stage.take('zhouqiang', id, 'conclude_change', { conclude_opinion: '合分错误属实，予以更正。' }, 'wumin')
  await dataChanged(await stage.started(id, 'WI-16-01'), '61', '技能评分表', stage)
  yield days.fromNow(1, 10)
  await stage.take('baisong', id, 'changed')
  yield days.fromNow(1, 10)
  const results = (await stage.value(scores, 'results')) as readonly Result[]
  const own = results.find(({ name }) => name.person === stage.player(login).person)
  await stage.take('xiahan', scores, 'adjust', {
    adjust_ticket_no: own?.ticket_no,
    adjust_subject: 'skill',
    score_before: Number(own?.skill),
    score_after: 61,
    change_ref: await stage.value(id, 'change_ref'),
  })
}

/** A change of data carried out: asked for, agreed, approved, executed by the data steward, verified by somebody else. */
export async function dataChanged(change: string, value: string, evidence: string, stage: Stage, classB = false): Promise<void> {
  await stage.take('jiming', change, 'request', { evidence: [await stage.file('jiming', evidence)] })
  await stage.take('chenli', change, 'dept_agree', { dept_opinion: '情况属实，同意。' })
  const opinion = { approve_opinion: '同意。' }
  if (classB) await stage.take('lihuimin', change, 'approve', opinion)
  else await stage.take('wangjianguo', change, 'approve', opinion, 'wumin')
  await stage.take('longfei', change, 'execute', { snapshot_before: '1'.repeat(64), snapshot_after: '2'.repeat(64) })
  await stage.take('fengtao', change, 'verify', { actual_value: value, verify_opinion: '与批准值一致，未动其他数据。' })
}
