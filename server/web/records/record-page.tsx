import { FilePdfOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { RecordView } from '../../http/api/records.ts'
import { useRecord } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { ProblemPage } from '../shell/problem-notice.tsx'
import { RecordLog } from '../trust/record-log.tsx'
import { CorrectionDialog } from './correction-dialog.tsx'
import { PlainPrint } from './plain-print.tsx'
import { RecordClocks, RecordStanding } from './record-clocks.tsx'
import { RecordCorrections } from './record-corrections.tsx'
import { RecordFace } from './record-face.tsx'
import { RecordFields } from './record-fields.tsx'
import { RecordProof } from './record-proof.tsx'
import { RecordSigners } from './record-signers.tsx'

/** A sealed record: its values, who answers for it, what became of it since, and how it looks on paper. */
export function RecordPage() {
  const { t, words } = useLanguage()
  const { form = '', caseNumber = '', serial = '' } = useParams()
  const path = [form, caseNumber, serial].map(encodeURIComponent).join('/')
  const { data: record, error, refetch } = useRecord(path)
  const [correcting, setCorrecting] = useState(false)
  usePageTitle(record?.number)
  if (record === undefined) return error === null ? <Loading /> : <ProblemPage error={error} onRetry={() => void refetch()} />
  return (
    <div className="page">
      <nav className="back" aria-label={t('record.place')}>
        <Link to={`/cases/${record.case.id}`}>{t('step.back', { number: record.case.number })}</Link>
        <span>{words(record.case.title)}</span>
      </nav>
      <header className="record-head">
        <div>
          <p className="case-document">
            <span className="number-text">{record.form}</span> {words(record.formTitle)}{' '}
            <span className="secondary">{t('case.revision', { revision: record.formRevision })}</span>
          </p>
          <h1>
            {words(record.partTitle)} <span className="record-number number-text">{record.number}</span>
          </h1>
        </div>
        <div className="actions">
          {record.disposed === null && (
            <>
              <Button href={record.pdf} target="_blank" rel="noopener" icon={<FilePdfOutlined aria-hidden />}>
                PDF
              </Button>
              <Button href={`/api/records/${path}/csv`} download>
                CSV
              </Button>
            </>
          )}
          {record.may.unmask && record.disposed === null && <PlainPrint path={path} />}
          {record.may.correct && <Button onClick={() => setCorrecting(true)}>{t('record.correct')}</Button>}
        </div>
      </header>
      {record.entry.clock === 'simulated' && <Alert type="warning" showIcon title={t('record.simulated')} />}
      <RecordStanding record={record} />
      <RecordCorrections record={record} />
      <div className="record-columns">
        <section aria-labelledby="record-fields">
          <h2 id="record-fields">{t('record.fields')}</h2>
          <RecordFields record={record} path={path} />
        </section>
        <aside>
          <RecordSigners record={record} />
          <RecordClocks record={record} />
          <RecordProof record={record} />
          <RecordLog path={path} number={record.number} />
          <OtherParts record={record} />
        </aside>
      </div>
      {record.disposed === null && <RecordFace record={record} />}
      {correcting && <CorrectionDialog record={record} path={path} onClose={() => setCorrecting(false)} />}
    </div>
  )
}

function OtherParts({ record }: Readonly<{ record: RecordView }>) {
  const { t, words } = useLanguage()
  if (record.otherParts.length === 0) return null
  return (
    <section aria-labelledby="other-parts">
      <h2 id="other-parts">{t('record.otherParts')}</h2>
      <ul className="plain-list">
        {record.otherParts.map(({ number, partTitle }) => (
          <li key={number}>
            <Link to={`/records/${number}`}>{words(partTitle)}</Link> <span className="secondary number-text">{number}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
