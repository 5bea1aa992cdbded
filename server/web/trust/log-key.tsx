import type { LogView } from '../../http/api/log.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'

type Key = LogView['keys'][number]

/** A key of the log as it goes on paper: fingerprint in groups, the whole key, a picture of it. */
export function LogKey({ logKey }: Readonly<{ logKey: Key }>) {
  const { t } = useLanguage()
  const groups = logKey.fingerprint.split(' ')
  return (
    <li className="log-key">
      <div>
        <h3>{t('trust.fingerprint')}</h3>
        <p className="fingerprint">
          {[groups.slice(0, 8), groups.slice(8)].map((row) => (
            <span key={row.join(' ')}>{row.join(' ')} </span>
          ))}
        </p>
        <h3>{t('trust.key')}</h3>
        <p>
          <code className="whole-hash">{logKey.key}</code>
        </p>
        <p className="secondary">
          {t('trust.since')} <Moment at={logKey.begun} />
          {logKey.until !== null && (
            <>
              {t('common.semicolon')}
              {t('trust.until')} <Moment at={logKey.until} />
            </>
          )}
        </p>
      </div>
      <img
        className="key-picture"
        alt={t('trust.qr')}
        src={`data:image/svg+xml,${encodeURIComponent(logKey.qr)}`}
        width="180"
        height="180"
      />
    </li>
  )
}
