import { Alert } from 'antd'
import type { LogView } from '../../http/api/log.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'

/** What keeps the log from being held outside, at once and for as long as it lasts. */
export function LogTroubles({ troubles }: Readonly<Pick<LogView, 'troubles'>>) {
  const { t, words } = useLanguage()
  if (troubles.length === 0) return null
  return (
    <ul className="plain-list">
      {troubles.map(({ kind, name, grave, words: what, detail, since }) => (
        <li key={`${kind} ${name}`}>
          <Alert
            type={grave ? 'error' : 'warning'}
            showIcon
            title={words(what)}
            description={
              <>
                {t('trust.troubleSince')} <Moment at={since} precise />
                {detail !== null && (
                  <>
                    {t('common.semicolon')}
                    {words(detail)}
                  </>
                )}
              </>
            }
          />
        </li>
      ))}
    </ul>
  )
}
