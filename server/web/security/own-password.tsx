import { Input } from 'antd'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'

type Properties = Readonly<{ password: string; onChange: (password: string) => void; autoFocus?: boolean }>

/** The password of one's own account, asked for again before an act upon it. */
export function OwnPassword({ password, onChange, autoFocus = false }: Properties) {
  const { t } = useLanguage()
  return (
    <Labelled label={t('security.password')} htmlFor="own-password">
      <Input.Password
        id="own-password"
        autoFocus={autoFocus}
        required
        autoComplete="current-password"
        maxLength={200}
        value={password}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  )
}
