import { Input } from 'antd'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'

/** What somebody calls a factor of theirs, to tell it from the others. */
export function FactorName({ name, onChange }: Readonly<{ name: string; onChange: (name: string) => void }>) {
  const { t } = useLanguage()
  return (
    <Labelled label={t('security.name')} htmlFor="factor-name" hint={t('security.nameHint')}>
      <Input
        id="factor-name"
        autoFocus
        required
        maxLength={60}
        aria-describedby="factor-name-hint"
        value={name}
        onChange={(event) => onChange(event.target.value)}
      />
    </Labelled>
  )
}
