import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { Keepers } from './keepers.tsx'
import { useRecordLog } from './log-queries.ts'

/** In the log at n, anchored since, witnessed by: and the receipt that proves it without us. */
export function RecordLog({ path, number }: Readonly<{ path: string; number: string }>) {
  const { t } = useLanguage()
  const { data: place } = useRecordLog(path)
  if (place === undefined) return null
  return (
    <section aria-labelledby="record-log">
      <h2 id="record-log">{t('trust.record')}</h2>
      <dl className="facts">
        <dt>{t('trust.leaf')}</dt>
        <dd>{place.index === null ? t('trust.noLeaf') : t('trust.leafAt', { index: place.index })}</dd>
        <dt>{t('trust.anchored')}</dt>
        <dd>
          {place.checkpoint === null ? (
            t('trust.notAnchored')
          ) : (
            <>
              <Moment at={place.checkpoint.signedAt} precise />{' '}
              <span className="secondary">{t('trust.inSize', { size: place.checkpoint.size })}</span>
            </>
          )}
        </dd>
        <dt>{t('trust.witnessed')}</dt>
        <dd>{place.kept.length === 0 ? t('trust.noKeeper') : <Keepers keepers={place.kept} />}</dd>
      </dl>
      {place.checkpoint !== null && (
        <p className="receipt">
          <Button
            href={`/api/records/${path}/receipt`}
            download
            icon={<DownloadOutlined aria-hidden />}
            aria-label={t('trust.receiptOf', { number })}
          >
            {t('trust.receipt')}
          </Button>{' '}
          <Link to="/trust">{t('trust.how')}</Link>
        </p>
      )}
    </section>
  )
}
