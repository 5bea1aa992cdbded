import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import type { Clause } from '../../http/api/documents.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

/** Clause → documents → steps → live records. A clause without evidence stands out. */
export function ClauseTable() {
  const { t, words } = useLanguage()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['clauses'],
    queryFn: ({ signal }) => request<Clause[]>('GET', '/api/clauses', { signal }),
  })
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  const gaps = (data ?? []).filter(({ records }) => records === 0)
  return (
    <>
      {data !== undefined && (
        <p className="secondary">
          {gaps.length === 0
            ? t('clauses.all')
            : t('clauses.gaps', { clauses: gaps.map(({ clause }) => clause).join(t('common.listComma')) })}
        </p>
      )}
      <Table<Clause>
        className="fitting-table"
        size="small"
        rowKey={({ standard, clause }) => `${standard} ${clause}`}
        dataSource={data ?? []}
        loading={isPending}
        pagination={false}
        scroll={{ x: 760 }}
        expandable={{
          rowExpandable: ({ documents }) => documents.length > 0,
          expandedRowRender: (clause) => <ClauseSteps clause={clause} />,
        }}
        columns={[
          { title: t('clauses.clause'), render: (_, one) => <span className="number-text">{one.clause}</span> },
          { title: t('clauses.title'), render: (_, one) => words(one.title) },
          {
            title: t('clauses.documents'),
            render: (_, one) =>
              one.documents.length === 0 ? (
                <span className="clause-gap">{t('clauses.none')}</span>
              ) : (
                one.documents.map(({ code }) => code).join(t('common.listComma'))
              ),
          },
          { title: t('clauses.records'), align: 'right', render: (_, one) => one.records },
        ]}
      />
    </>
  )
}

function ClauseSteps({ clause }: Readonly<{ clause: Clause }>) {
  const { t, words } = useLanguage()
  return (
    <dl className="stack">
      {clause.documents.map(({ code, title, steps, records }) => (
        <div key={code}>
          <dt className="strong">
            {code} {words(title)} · {t('clauses.count', { count: records })}
          </dt>
          <dd>
            {steps
              .filter((step) => step.records > 0)
              .map((step) => `${words(step.title)} ${step.records}`)
              .join(t('common.semicolon')) || t('clauses.noRecord')}
          </dd>
        </div>
      ))}
    </dl>
  )
}
