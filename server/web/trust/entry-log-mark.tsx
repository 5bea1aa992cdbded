import { SafetyCertificateOutlined } from '@ant-design/icons'
import type { CaseLogView } from '../../http/api/log.ts'
import { useLanguage } from '../language/language.tsx'

/** Under an entry of a case: its leaf, and the receipt once a checkpoint holds it. */
export function EntryLogMark({ caseId, entry }: Readonly<{ caseId: string; entry: CaseLogView[number] | undefined }>) {
  const { t } = useLanguage()
  if (entry === undefined) return <span className="log-mark secondary">{t('trust.noLeaf')}</span>
  const words = t('trust.markLeaf', { index: entry.index })
  if (entry.signedAt === null)
    return (
      <span className="log-mark secondary">
        {words} · {t('trust.notAnchored')}
      </span>
    )
  return (
    <a
      className="log-mark"
      href={`/api/cases/${encodeURIComponent(caseId)}/log/${entry.sequence}/receipt`}
      download
      title={t('trust.receiptAt', { at: entry.signedAt })}
    >
      <SafetyCertificateOutlined aria-hidden /> {words} · {t('trust.receipt')}
    </a>
  )
}
