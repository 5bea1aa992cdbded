import { Input } from 'antd'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import type { Thrown } from './dice.ts'

/** What the dice show and the random text; `id` tells two such pairs on one page apart. */
export function DiceInputs({ id, value, onChange }: Readonly<{ id: string; value: Thrown; onChange: (value: Thrown) => void }>) {
  const { t } = useLanguage()
  return (
    <>
      <Labelled label={t('samples.digits')} htmlFor={`${id}-digits`}>
        <Input
          id={`${id}-digits`}
          inputMode="numeric"
          maxLength={200}
          autoComplete="off"
          value={value.digits}
          onChange={(event) => onChange({ ...value, digits: event.target.value.replaceAll(/\D/g, '') })}
        />
      </Labelled>
      <Labelled label={t('samples.nonce')} htmlFor={`${id}-nonce`}>
        <Input
          id={`${id}-nonce`}
          className="whole-hash"
          maxLength={32}
          autoComplete="off"
          value={value.nonce}
          onChange={(event) => onChange({ ...value, nonce: event.target.value.trim().toLowerCase() })}
        />
      </Labelled>
    </>
  )
}
