import { Button, Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { usePeople } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { useSession } from '../session/session.tsx'
import { Loading } from '../shell/loading.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { CentresSection } from './centres-section.tsx'
import { NewAccountDialog } from './new-account-dialog.tsx'
import { PersonDetail } from './person-detail.tsx'

/** People and what they may: accounts and testing centres are the system administrator's, roles the security administrator's. */
export function PeoplePage() {
  const { t, words } = useLanguage()
  usePageTitle(t('nav.people'))
  const { roles } = useSession()
  const makesAccounts = roles.some(({ role }) => role === 'system_admin')
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string>()
  const [making, setMaking] = useState(false)
  const { data, error, isPending, refetch } = usePeople(useDeferredValue(text.trim()), true)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('nav.people')}</h1>
        {makesAccounts && (
          <Button type="primary" onClick={() => setMaking(true)}>
            {t('people.new')}
          </Button>
        )}
        <p className="secondary">{t('people.howToBegin')}</p>
      </div>
      <div className="filters">
        <Input
          className="filter-text"
          allowClear
          aria-label={t('people.find')}
          placeholder={t('people.find')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {data?.length === 0 && <NothingHere title={t('form.nobody')} />}
      <div className="people">
        <ul className="links" aria-label={t('nav.people')}>
          {data?.map(({ person, name, roles: held }) => (
            <li key={person}>
              <Button type={chosen === person ? 'primary' : 'default'} aria-pressed={chosen === person} onClick={() => setChosen(person)}>
                {name}
              </Button>
              <span className="secondary">{held.map(words).join(t('common.listComma'))}</span>
            </li>
          ))}
        </ul>
        {chosen !== undefined && <PersonDetail key={chosen} person={chosen} />}
      </div>
      {makesAccounts && <CentresSection />}
      {making && <NewAccountDialog onClose={() => setMaking(false)} />}
    </div>
  )
}
