import { Alert } from 'antd'
import type { RecordView } from '../../http/api/records.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'

/** Later corrections: the old value stays legible beside the new one. */
export function RecordCorrections({ record }: Readonly<{ record: RecordView }>) {
  const { t, words } = useLanguage()
  if (record.corrections.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={t('record.corrected', { n: record.corrections.length })}
      description={
        <ul className="corrections">
          {record.corrections.map((one) => (
            <li key={one.sequence}>
              {words(one.field)}
              {t('common.colon')}
              <del>{one.old}</del> <ins>{one.new}</ins>
              <span className="secondary">
                {` ${t('history.reason', { reason: one.reason })} · ${one.by.join(t('common.listComma'))} · `}
                <Moment at={one.at} />
              </span>
            </li>
          ))}
        </ul>
      }
    />
  )
}
