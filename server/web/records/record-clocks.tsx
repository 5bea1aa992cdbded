import { Alert, Tag } from 'antd'
import { Link } from 'react-router'
import type { RecordView } from '../../http/api/records.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'

/** What became of the record's data, and what may not become of it: disposed of, or held. */
export function RecordStanding({ record: { disposed, holds } }: Readonly<{ record: RecordView }>) {
  const { t } = useLanguage()
  return (
    <>
      {disposed !== null && (
        <Alert
          type="info"
          showIcon
          title={t('record.disposed')}
          description={
            <Link to={`/records/${disposed.basis}`}>
              {t('record.disposedUnder', { basis: disposed.basis, at: disposed.at.slice(0, 10) })}
            </Link>
          }
        />
      )}
      {holds.map((hold) => (
        <Alert key={hold.at} type="warning" showIcon title={t('record.held')} description={t('record.heldBy', hold)} />
      ))}
    </>
  )
}

/** When it happened, as the record says, and when it was entered, as the house's clock says: the second nobody can choose. */
export function RecordClocks({ record: { happened, entry } }: Readonly<{ record: RecordView }>) {
  const { t, words } = useLanguage()
  if (happened.length === 0) return null
  return (
    <section aria-labelledby="record-clocks">
      <h2 id="record-clocks">{t('record.twoClocks')}</h2>
      <dl className="facts">
        {happened.map(({ title, at, late, workingDays, within }) => (
          <div key={at + title.zh}>
            <dt>{t('record.happenedAs', { title: words(title) })}</dt>
            <dd>
              {at.length === 10 ? at : <Moment at={at} precise />}
              {late && <Tag color="error">{t('record.late', { days: String(workingDays), within: String(within) })}</Tag>}
            </dd>
          </div>
        ))}
        <dt>{t('record.entered')}</dt>
        <dd>
          <Moment at={entry.recordedAt} precise />
        </dd>
      </dl>
    </section>
  )
}
