import { Table, Tabs } from 'antd'
import { useNavigate, useParams } from 'react-router'
import type { DocumentSummary } from '../../http/api/cases.ts'
import { useDocuments } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { ClauseTable } from './clause-table.tsx'

/** The controlled documents in force, to be read and printed, and where the standard is met. */
export function DocumentsPage() {
  const { t } = useLanguage()
  const { tab = 'list' } = useParams()
  const navigate = useNavigate()
  usePageTitle(t('documents.title'))
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('documents.title')}</h1>
        <p className="secondary">{t('documents.lead')}</p>
      </div>
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate(key === 'list' ? '/documents' : `/documents/${key}`, { replace: true })}
        items={[
          { key: 'list', label: t('documents.list'), children: <DocumentTable /> },
          { key: 'clauses', label: t('documents.clauses'), children: <ClauseTable /> },
        ]}
      />
    </div>
  )
}

function DocumentTable() {
  const { t, words, language } = useLanguage()
  const { data, error, isPending, refetch } = useDocuments()
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <Table<DocumentSummary>
      className="fitting-table"
      size="small"
      rowKey="code"
      dataSource={data ?? []}
      loading={isPending}
      pagination={false}
      scroll={{ x: 860 }}
      columns={[
        { title: t('documents.code'), render: (_, one) => <span className="number-text">{one.code}</span> },
        {
          title: t('documents.name'),
          render: (_, one) => (
            <>
              <span className="strong">{words(one.title)}</span>
              <br />
              <span className="secondary">{words(one.purpose)}</span>
            </>
          ),
        },
        { title: t('documents.revision'), render: (_, one) => one.revision },
        {
          title: t('documents.read'),
          render: (_, one) => (
            <span className="actions">
              <a href={`/api/documents/${one.code}/html?lang=${language}`} target="_blank" rel="noreferrer">
                {t('documents.page')}
              </a>
              <a href={`/api/documents/${one.code}/pdf?lang=${language}`} target="_blank" rel="noreferrer">
                PDF
              </a>
            </span>
          ),
        },
      ]}
    />
  )
}
