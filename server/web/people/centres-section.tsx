import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { TestingCentre } from '../../http/api/centres.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Loading } from '../shell/loading.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { ChangeCentreDialog } from './change-centre-dialog.tsx'
import { NewCentreDialog } from './new-centre-dialog.tsx'

/** The testing centres, closed ones too: roles and cases name them by their codes. */
export function CentresSection() {
  const { t, words } = useLanguage()
  const [making, setMaking] = useState(false)
  const [changing, setChanging] = useState<TestingCentre>()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['centres'],
    queryFn: ({ signal }) => request<TestingCentre[]>('GET', '/api/centres', { signal }),
  })
  return (
    <section className="panel" aria-labelledby="testing-centres">
      <div className="page-head">
        <h2 id="testing-centres">{t('people.centres')}</h2>
        <Button onClick={() => setMaking(true)}>{t('people.newCentre')}</Button>
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data?.length === 0 && <NothingHere title={t('people.noCentres')}>{t('people.noCentresWhy')}</NothingHere>}
      <ul className="grants">
        {data?.map((centre) => (
          <li key={centre.code}>
            <span>
              {words(centre.name)}
              <span className="secondary number-text">{` ${centre.code}`}</span>
              {!centre.active && <span className="secondary">{` · ${t('people.centreClosed')}`}</span>}
            </span>
            <Button
              size="small"
              aria-label={t('people.changeCentreNamed', { name: words(centre.name) })}
              onClick={() => setChanging(centre)}
            >
              {t('people.changeCentre')}
            </Button>
          </li>
        ))}
      </ul>
      {making && <NewCentreDialog onClose={() => setMaking(false)} />}
      {changing !== undefined && <ChangeCentreDialog centre={changing} onClose={() => setChanging(undefined)} />}
    </section>
  )
}
