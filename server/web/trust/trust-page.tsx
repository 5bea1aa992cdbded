import { Alert } from 'antd'
import { Link } from 'react-router'
import type { LogView } from '../../http/api/log.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { useSession } from '../session/session.tsx'
import { Loading } from '../shell/loading.tsx'
import { Moment } from '../shell/moment.tsx'
import { ProblemPage } from '../shell/problem-notice.tsx'
import { Keepers } from './keepers.tsx'
import { LogKey } from './log-key.tsx'
import { useLog } from './log-queries.ts'
import { LogTroubles } from './log-troubles.tsx'

/** Why anybody may believe these records, in plain words: the log, its last checkpoint, its key, and who outside watches. */
export function TrustPage() {
  const { t } = useLanguage()
  usePageTitle(t('nav.trust'))
  const { may } = useSession()
  const { data: view, error, refetch } = useLog()
  if (view === undefined) return error === null ? <Loading /> : <ProblemPage error={error} onRetry={() => void refetch()} />
  return (
    <div className="page trust">
      <div className="page-head">
        <h1>{t('nav.trust')}</h1>
        <p className="secondary">{t('trust.about')}</p>
      </div>
      <Standing view={view} />
      <section aria-labelledby="trust-keys">
        <h2 id="trust-keys">{t('trust.keys')}</h2>
        <p>{t('trust.keysWhy')}</p>
        {view.keys.length === 0 && <p className="secondary">{t('trust.noKey')}</p>}
        <ul className="log-keys">
          {view.keys.toReversed().map((one) => (
            <LogKey key={one.key} logKey={one} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="trust-keepers">
        <h2 id="trust-keepers">{t('trust.keepers')}</h2>
        <LogTroubles troubles={view.troubles} />
        {view.keepers.length === 0 ? <Alert type="warning" showIcon title={t('trust.noKeepers')} /> : <Keepers keepers={view.keepers} />}
      </section>
      <section aria-labelledby="trust-checkpoint">
        <h2 id="trust-checkpoint">{t('trust.checkpoint')}</h2>
        <p>{t('trust.checkpointWhy')}</p>
        <pre className="command note">
          <code>{view.checkpoint?.note ?? t('trust.notAnchored')}</code>
        </pre>
      </section>
      <section aria-labelledby="trust-check">
        <h2 id="trust-check">{t('trust.check')}</h2>
        <ul className="trust-ways">
          <li>
            {t('trust.checkLog')} <a href="/log/checkpoint">/log/checkpoint</a> <a href="/log/keys">/log/keys</a> <code>/log/tile/…</code>
          </li>
          <li>{t('trust.checkReceipt')}</li>
          <li>{t('trust.checkPackage')}</li>
          {may.includes('assurance') && (
            <li>
              <Link to="/trust/comparison">{t('assurance.more')}</Link>
            </li>
          )}
        </ul>
      </section>
    </div>
  )
}

function Standing({ view }: Readonly<{ view: LogView }>) {
  const { t, words } = useLanguage()
  const kind = view.state === 'ok' ? 'success' : view.state === 'stopped' ? 'error' : 'warning'
  return (
    <section aria-labelledby="trust-standing">
      <h2 id="trust-standing">{t('trust.standing')}</h2>
      <Alert
        type={kind}
        showIcon
        title={t(`trust.state.${view.state}`)}
        description={view.trouble === null ? undefined : words(view.trouble)}
      />
      <dl className="facts trust-facts">
        <dt>{t('trust.size')}</dt>
        <dd>{view.size}</dd>
        <dt>{t('trust.waiting')}</dt>
        <dd>{view.waiting === 0 ? t('trust.none') : t('trust.waitingFor', { count: view.waiting, seconds: view.lagSeconds })}</dd>
        <dt>{t('trust.signed')}</dt>
        <dd>
          {view.checkpoint === null ? (
            t('trust.notAnchored')
          ) : (
            <>
              {t('trust.inSize', { size: view.checkpoint.size })} <Moment at={view.checkpoint.signedAt} precise />
            </>
          )}
        </dd>
      </dl>
    </section>
  )
}
