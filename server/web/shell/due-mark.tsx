import { ClockCircleOutlined, ExclamationCircleFilled } from '@ant-design/icons'
import type { Due } from '../../http/api/common.ts'
import { useLanguage } from '../language/language.tsx'

/** When something is due, in working days: by word and sign, never by colour alone. */
export function DueMark({ due }: Readonly<{ due: Due | null }>) {
  const { t } = useLanguage()
  if (due === null) return <span className="due none">{t('due.none')}</span>
  const days = Math.abs(due.workingDaysLeft)
  const words = due.overdue
    ? t(days === 0 ? 'due.overdueToday' : 'due.overdue', { days })
    : days === 0
      ? t('due.today')
      : t('due.left', { days })
  return (
    <span className={due.overdue ? 'due overdue' : days <= 2 ? 'due soon' : 'due'}>
      {due.overdue ? <ExclamationCircleFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />}
      <span className="due-words">{words}</span>
      <time dateTime={due.on} className="due-on">
        {due.on}
        {due.provisional && ` ${t('due.provisional')}`}
      </time>
    </span>
  )
}
