import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

const backup = (at: string, kind: string) => ({
  backup_at: at,
  backup_kind: kind,
  size_mb: 20_480,
  backup_digest: `${'0'.repeat(62)}aa`,
  offsite: true,
})

/** An account asked for and taken away again; then the platform's year: approved, live, and backed up every day since. */
export async function* informationPlay(year: number, stage: Stage, days: Days): Play {
  yield days.day(0, 10)
  const account = await stage.open('jiming', 'QP-16', { system: '阅卷账号' })
  await stage.take('jiming', account, 'submit', {
    request_kind: 'account',
    target_user: stage.person('renyuan'),
    requested_roles: ['marker'],
    change_detail: '阅卷员账号，仅限阅卷。',
    valid_until: days.dateFromNow(200),
  })
  yield days.fromNow(1, 10)
  await stage.take('chenli', account, 'approve', { approve_opinion: '权限最小，同意。' }, 'zoukai')
  yield days.fromNow(1, 10)
  await stage.take('shilei', account, 'implement', backup(days.fromNow(0, 8), 'full'))
  yield days.fromNow(1, 10)
  await stage.take('longfei', account, 'go_live', { test_summary: '可登录，仅见阅卷。' })
  yield days.fromNow(60, 10)
  await stage.take('shilei', account, 'disable', { disable_reason: 'left' })
  yield days.day(93, 10)
  const platform = await stage.open('shilei', 'QP-16', { system: '统一鉴定平台', year })
  await stage.take('shilei', platform, 'submit', { request_kind: 'platform', change_detail: '年度运行维护，含备份方案。' })
  yield days.fromNow(1, 10)
  await stage.take('chenli', platform, 'approve', { approve_opinion: '同意。' }, 'zoukai')
  yield days.day(95, 8)
  await stage.take('shilei', platform, 'implement', backup(days.fromNow(0, 8), 'full'))
  yield days.day(95, 11)
  await stage.take('longfei', platform, 'go_live', { test_summary: '测试通过。' })
  // Every day, on weekends too, a little earlier than the day before: never 24 hours without.
  const first = Date.parse(`${days.date(95)}T00:00:00Z`)
  for (let day = 1; ; day++) {
    const date = new Date(first + day * 86_400_000).toISOString().slice(0, 10)
    yield days.on(date, 7.9 - day / 20)
    await stage.take('shilei', platform, 'backup', backup(days.on(date, 7), day % 7 === 0 ? 'full' : 'incremental'))
    if (day === 2) {
      yield days.on(date, 9)
      await stage.take('shilei', platform, 'restore_drill', { restore_hours: 2.5, data_loss_hours: 1 }, 'zoukai')
      await stage.take('zoukai', platform, 'access_review', { accounts_total: 118, leaver_accounts: 0, excess_fixed: 2 })
    }
  }
}
