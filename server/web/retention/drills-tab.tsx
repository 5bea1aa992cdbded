import { Alert, Table, Tag } from 'antd'
import type { Drill } from '../../http/api/retention.ts'
import { useLanguage } from '../language/language.tsx'
import { Loading } from '../shell/loading.tsx'
import { Moment } from '../shell/moment.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { useDrills } from './retention-queries.ts'

/** Restores that were tried, as the organisation's log tells them; a warning where the last is too long ago. */
export function DrillsTab() {
  const { t } = useLanguage()
  const { data, error, refetch } = useDrills()
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <div className="stack">
      <p className="secondary">{t('drill.about')}</p>
      {data.owed && <Alert type="warning" showIcon title={t('drill.owed')} />}
      <Table<Drill>
        className="fitting-table"
        size="small"
        rowKey="sequence"
        dataSource={data.drills}
        pagination={false}
        scroll={{ x: 800 }}
        locale={{ emptyText: <NothingHere title={t('drill.none')} /> }}
        columns={[
          { title: t('drill.at'), render: (_: unknown, drill: Drill) => <Moment at={drill.at} /> },
          { title: t('drill.taken'), render: (_: unknown, drill: Drill) => <Moment at={drill.takenAt} /> },
          { title: t('drill.outcome'), render: (_: unknown, drill: Drill) => <Outcome drill={drill} /> },
          { title: t('drill.loss'), render: (_: unknown, drill: Drill) => <Loss drill={drill} /> },
          { title: t('drill.restore'), render: (_: unknown, drill: Drill) => <Span seconds={drill.restoreSeconds} /> },
        ]}
      />
    </div>
  )
}

function Outcome({ drill: { outcome, findings } }: Readonly<{ drill: Drill }>) {
  const { t } = useLanguage()
  return (
    <>
      <Tag color={outcome === 'passed' ? 'success' : 'error'}>{t(`drill.${outcome}`)}</Tag>
      {findings.map((finding) => (
        <div key={finding} className="number-text">
          {finding}
        </div>
      ))}
    </>
  )
}

function Loss({ drill: { missing, lossSeconds } }: Readonly<{ drill: Drill }>) {
  const { t } = useLanguage()
  const span = useSpan(lossSeconds)
  return missing === 0 ? t('drill.nothingLost') : t('drill.lossWords', { missing: String(missing), span })
}

function Span({ seconds }: Readonly<{ seconds: number }>) {
  return useSpan(seconds)
}

/** Seconds in the unit people would say them in. */
function useSpan(seconds: number): string {
  const { t } = useLanguage()
  if (seconds < 120) return t('drill.seconds', { n: String(seconds) })
  return seconds < 7200
    ? t('drill.minutes', { n: String(Math.round(seconds / 60)) })
    : t('drill.hours', { n: String(Math.round(seconds / 3600)) })
}
