import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Hold } from '../../http/api/retention.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Loading } from '../shell/loading.tsx'
import { Moment } from '../shell/moment.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'
import { HoldDialog } from './hold-dialog.tsx'
import { useDue, useHolds } from './retention-queries.ts'

/** Cases nothing of which is disposed of for the time being. */
export function HoldsTab() {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const { data, error, refetch } = useHolds()
  const may = useDue({}).data?.pages[0]?.may.hold === true
  const [placing, setPlacing] = useState(false)
  const [lifting, setLifting] = useState<Hold>()
  const lift = useMutation({
    mutationFn: (reason: string) =>
      request('POST', `/api/retention/holds/${lifting?.hold}/lift`, { body: { case: lifting?.case.number, reason } }),
    onSuccess: () => {
      setLifting(undefined)
      void cache.invalidateQueries({ queryKey: ['retention'] })
    },
  })
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <div className="stack">
      {may && (
        <div className="actions">
          <Button onClick={() => setPlacing(true)}>{t('retention.hold')}</Button>
        </div>
      )}
      <Table<Hold>
        className="fitting-table"
        size="small"
        rowKey="hold"
        dataSource={data}
        pagination={false}
        scroll={{ x: 800 }}
        locale={{ emptyText: <NothingHere title={t('retention.noHolds')}>{t('retention.noHoldsWhy')}</NothingHere> }}
        columns={[
          { title: t('retention.case'), render: (_: unknown, hold: Hold) => <Link to={`/cases/${hold.case.id}`}>{hold.case.number}</Link> },
          { title: t('retention.holdReference'), dataIndex: 'reference' },
          { title: t('retention.reason'), dataIndex: 'reason' },
          { title: t('retention.holdSince'), render: (_: unknown, hold: Hold) => <Moment at={hold.at} /> },
          { title: t('retention.by'), dataIndex: 'by' },
          ...(may
            ? [
                {
                  title: t('retention.lift'),
                  render: (_: unknown, hold: Hold) => (
                    <Button size="small" aria-label={`${t('retention.lift')} ${hold.case.number}`} onClick={() => setLifting(hold)}>
                      {t('retention.lift')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {placing && <HoldDialog onClose={() => setPlacing(false)} />}
      {lifting !== undefined && (
        <ReasonDialog
          title={t('retention.lift')}
          what={t('retention.liftWhat', { number: lifting.case.number, reference: lifting.reference })}
          error={lift.error}
          pending={lift.isPending}
          onReason={(reason) => lift.mutate(reason)}
          onClose={() => setLifting(undefined)}
        />
      )}
    </div>
  )
}
