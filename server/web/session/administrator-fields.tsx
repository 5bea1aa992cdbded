import { Input } from 'antd'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import type { Administrator } from './setup-page.tsx'

export function AdministratorFields({ value, onChange }: Readonly<{ value: Administrator; onChange: (value: Administrator) => void }>) {
  const { t } = useLanguage()
  const id = (part: string) => `${value.kind}-${part}`
  return (
    <fieldset className="administrator">
      <legend>
        <h3>{t(`setup.${value.kind}`)}</h3>
      </legend>
      <p className="secondary">{t(`setup.${value.kind}.does`)}</p>
      <div className="columns three">
        <Labelled label={t('setup.name')} htmlFor={id('name')}>
          <Input
            id={id('name')}
            required
            maxLength={80}
            value={value.name}
            onChange={(event) => onChange({ ...value, name: event.target.value })}
          />
        </Labelled>
        <Labelled label={t('signIn.login')} htmlFor={id('login')}>
          <Input
            id={id('login')}
            required
            maxLength={80}
            autoComplete="off"
            value={value.login}
            onChange={(event) => onChange({ ...value, login: event.target.value })}
          />
        </Labelled>
        <Labelled label={t('signIn.password')} htmlFor={id('password')} hint={t('setup.passwordHint')}>
          <Input.Password
            id={id('password')}
            aria-describedby={id('password-hint')}
            required
            minLength={10}
            maxLength={200}
            autoComplete="new-password"
            value={value.password}
            onChange={(event) => onChange({ ...value, password: event.target.value })}
          />
        </Labelled>
      </div>
    </fieldset>
  )
}
