import { Alert, Button } from 'antd'
import { useLanguage } from '../../language/language.tsx'
import { usePageTitle } from '../../language/page-title.ts'
import { Loading } from '../../shell/loading.tsx'
import { ProblemNotice, ProblemPage } from '../../shell/problem-notice.tsx'
import { useAssurance, useStartRun } from './assurance-queries.ts'
import { RunLine } from './assurance-run.tsx'

/** What the comparison of everything with everything has found, night by night. */
export function AssurancePage() {
  const { t } = useLanguage()
  usePageTitle(t('assurance.title'))
  const { data: view, error, refetch } = useAssurance()
  const start = useStartRun()
  if (view === undefined) return error === null ? <Loading /> : <ProblemPage error={error} onRetry={() => void refetch()} />
  const [last] = view.runs
  return (
    <div className="page trust">
      <div className="page-head">
        <h1>{t('assurance.title')}</h1>
        <p className="secondary">{t('assurance.why')}</p>
      </div>
      {last === undefined && <p>{t('assurance.none')}</p>}
      {last?.state === 'sound' && view.alarm === null && <Alert type="success" showIcon title={t('assurance.sound')} />}
      {start.error !== null && <ProblemNotice error={start.error} />}
      {view.mayAct && (
        <div className="actions">
          <Button type="primary" loading={start.isPending} disabled={last?.state === 'running'} onClick={() => start.mutate()}>
            {t('assurance.start')}
          </Button>
        </div>
      )}
      {view.runs.length > 0 && (
        <section aria-labelledby="assurance-runs">
          <h2 id="assurance-runs">{t('assurance.runs')}</h2>
          <ul className="assurance-runs">
            {view.runs.map((run) => (
              <RunLine key={run.id} run={run} mayAct={view.mayAct} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
