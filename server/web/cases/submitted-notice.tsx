import { Alert } from 'antd'
import { Link, useLocation } from 'react-router'
import type { Submitted } from '../../http/api/cases.ts'
import { useLanguage, type Words } from '../language/language.tsx'

type Arrived = Readonly<{ submitted: Submitted; step: Words }>

/** What the step just taken did: the records it made, the cases it opened. */
export function SubmittedNotice() {
  const { t, words } = useLanguage()
  const { state } = useLocation()
  const arrived = state as Arrived | null
  if (arrived?.submitted === undefined) return null
  const { submitted, step } = arrived
  return (
    <Alert
      className="submitted"
      type="success"
      showIcon
      role="status"
      title={t(`submitted.${submitted.outcome}`, { step: words(step) })}
      description={
        submitted.records.length + submitted.opened.length > 0 && (
          <ul>
            {submitted.records.map((number) => (
              <li key={number}>
                {t('submitted.record')} <Link to={`/records/${number}`}>{number}</Link>
              </li>
            ))}
            {submitted.opened.map(({ id, number }) => (
              <li key={id}>
                {t('submitted.opened')} <Link to={`/cases/${id}`}>{number}</Link>
              </li>
            ))}
          </ul>
        )
      }
    />
  )
}
