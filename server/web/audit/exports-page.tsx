import { Alert } from 'antd'
import { useExports } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { Loading } from '../shell/loading.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { ExportLine } from './export-line.tsx'
import { StartExport } from './start-export.tsx'
import { VerifierLink } from './verifier-link.tsx'

/** What an auditor takes away: choose, say why, wait, download; and how to trust what was taken. */
export function ExportsPage() {
  const { t } = useLanguage()
  usePageTitle(t('nav.exports'))
  const { data: jobs, error, refetch } = useExports()
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('nav.exports')}</h1>
        <p className="secondary">{t('export.about')}</p>
      </div>
      <div className="export-columns">
        <StartExport />
        <section className="export-trust" aria-labelledby="export-trust">
          <h2 id="export-trust">{t('export.trust')}</h2>
          <p>{t('export.verifier')}</p>
          <pre className="command">
            <code>guiju verify package.zip</code>
          </pre>
          <VerifierLink />
          <ul>
            <li>{t('export.checks')}</li>
            <li>{t('export.missing')}</li>
            <li>{t('export.anchor')}</li>
          </ul>
          <Alert type="info" showIcon title={t('export.fingerprint')} />
        </section>
      </div>
      <section aria-labelledby="export-past">
        <h2 id="export-past">{t('export.past')}</h2>
        {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {jobs === undefined && error === null && <Loading />}
        {jobs?.length === 0 && <NothingHere title={t('export.none')} />}
        <ul className="exports">
          {jobs?.map((job) => (
            <ExportLine key={job.id} job={job} />
          ))}
        </ul>
      </section>
    </div>
  )
}
