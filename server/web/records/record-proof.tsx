import type { RecordView } from '../../http/api/records.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'

/** Where the record stands in the chain, for those who compare it with a copy of theirs. */
export function RecordProof({ record }: Readonly<{ record: RecordView }>) {
  const { t, words } = useLanguage()
  const { entry } = record
  return (
    <section aria-labelledby="record-proof">
      <h2 id="record-proof">{t('record.proof')}</h2>
      <dl className="facts">
        <dt>{t('record.recordedAt')}</dt>
        <dd>
          <Moment at={entry.recordedAt} precise />
        </dd>
        <dt>{t('record.confidentiality')}</dt>
        <dd>{words(record.confidentiality)}</dd>
        <dt>{t('record.retention')}</dt>
        <dd>{words(record.retention)}</dd>
        <dt>{t('record.entryHash')}</dt>
        <dd>
          <code className="whole-hash">{entry.hash}</code>
        </dd>
        <dt>{t('record.dataHash')}</dt>
        <dd>
          <code className="whole-hash">{entry.dataHash}</code>
        </dd>
        <dt>{t('record.stamp')}</dt>
        <dd>
          <code className="whole-hash">{entry.stamp}</code>
        </dd>
      </dl>
    </section>
  )
}
