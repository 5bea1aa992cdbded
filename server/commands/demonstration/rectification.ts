import type { DemonstrationCentre, Fate } from './centres.ts'
import type { Stage } from './stage.ts'
import type { Days, Play } from './timeline.ts'
import { sanction } from './violation.ts'

export type Rectification = Readonly<{ centre: DemonstrationCentre; inspection: string; fate: Fate; halted: boolean }>

const problems = [
  { no: 1, problem: '部分技能工位间距不足，满足率低于许可规模', ground: '年检指标B2', requirement: '补足工位并重新划线' },
  { no: 2, problem: '试卷交接单有一处签字缺漏', ground: '年检指标D4', requirement: '完善双人交接制度并培训' },
]

/** The order, its acknowledgement, the report, the re-inspection; and what becomes of the inspection after it. */
export async function* correctRectification({ centre, inspection, fate, halted }: Rectification, stage: Stage, days: Days): Play {
  const id = await stage.started(inspection, 'WI-08-02')
  yield days.fromNow(2, 10)
  await stage.take('wumin', id, 'issue_notice', { problems, deadline: days.dateFromNow(40), affected_occupations: [] })
  yield days.fromNow(1, 15)
  await stage.take(centre.login, id, 'acknowledge', {})
  if (halted) return
  yield days.fromNow(24, 10)
  await report(centre, id, stage, days)
  yield days.fromNow(3, 10)
  const [leader, other] = ['yangfan', 'youjia'] as const
  const arrange = () => ({
    check_opinion: '材料齐全，安排现场复查。',
    reinspectors: reinspectors(stage, [leader, 'zhangwei', other]),
    visit_on: days.dateFromNow(4),
  })
  await stage.take('wumin', id, 'arrange_reinspect', arrange())
  yield days.fromNow(4, 15)
  if (fate === 'rectified-second-round') {
    await stage.take(leader, id, 'second_round', {
      recheck_score: '73.50',
      open_items: 1,
      verify_note: '工位已补足，交接制度尚未落实到每个批次。',
    })
    yield days.fromNow(7, 10)
    await report(centre, id, stage, days)
    yield days.fromNow(2, 10)
    await stage.take('wumin', id, 'arrange_reinspect', arrange())
    yield days.fromNow(4, 15)
  }
  if (fate === 'rectification-failed') {
    await stage.take(leader, id, 'fail', { recheck_score: '64.00', open_items: 2, verify_note: '两项问题均未完成整改。' })
    await stage.countersign(other, id, 'fail')
    yield days.fromNow(2, 10)
    await stage.take('wumin', inspection, 'rectify_failed', { revoke_reason: '限期整改复查不合格。' })
    yield* sanction({ centre, inspection, refused: false }, stage, days)
    return
  }
  await stage.take(leader, id, 'pass', { recheck_score: '86.00', open_items: 0, verify_note: '问题全部关闭，复评合格。' })
  await stage.countersign(other, id, 'pass')
  yield days.fromNow(2, 10)
  await stage.take('wumin', inspection, 'rectify_passed', { licence_stamped: true })
}

function reinspectors(stage: Stage, logins: readonly string[]): readonly Readonly<{ person: string }>[] {
  return logins.map((login) => ({ person: stage.player(login).person }))
}

async function report(centre: DemonstrationCentre, id: string, stage: Stage, days: Days): Promise<void> {
  const evidence = await stage.file(centre.login, `${centre.zh}整改验收单`)
  await stage.take(centre.login, id, 'submit_report', {
    actions: problems.map(({ no, requirement }) => ({ no, action: `已${requirement}`, done_on: days.dateFromNow(-1), evidence })),
    report_summary: '对照整改通知逐项落实，附验收材料。',
  })
}
