import { Input } from 'antd'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'

type Names = Readonly<{ zh: string; en: string }>

/** The name of a testing centre in both languages. */
export function CentreNames({ value, onChange }: Readonly<{ value: Names; onChange: (value: Names) => void }>) {
  const { t } = useLanguage()
  return (
    <>
      <Labelled label={t('people.centreNameZh')} htmlFor="centre-name-zh">
        <Input
          id="centre-name-zh"
          required
          maxLength={80}
          value={value.zh}
          onChange={(event) => onChange({ ...value, zh: event.target.value })}
        />
      </Labelled>
      <Labelled label={t('people.centreNameEn')} htmlFor="centre-name-en">
        <Input
          id="centre-name-en"
          required
          maxLength={160}
          value={value.en}
          onChange={(event) => onChange({ ...value, en: event.target.value })}
        />
      </Labelled>
    </>
  )
}
