import { Input, Radio, Select } from 'antd'
import { useReference } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import type { InputProperties } from './field-input.tsx'

/** Yes and no side by side: a box left unticked could mean either no or not yet answered. */
export function YesNo({ id, field, value, invalid, describedBy, labelledBy, label, onChange }: InputProperties) {
  const { t } = useLanguage()
  const options = [
    { value: true, label: t('common.yes') },
    { value: false, label: t('common.no') },
  ]
  return (
    <RadioButtons
      id={id}
      name={id}
      invalid={invalid}
      required={field.required}
      describedBy={describedBy}
      labelledBy={labelledBy}
      label={label}
      value={value}
      options={options}
      onChange={onChange}
    />
  )
}

export function ChoiceInput(properties: InputProperties) {
  const { id, field, value, invalid, describedBy, labelledBy, label, onChange } = properties
  const { t, words } = useLanguage()
  const options = field.choices.map(({ code, label: both }) => ({ value: code, label: words(both) }))
  if (field.choices.length <= 5 && label === undefined)
    return (
      <RadioButtons
        id={id}
        name={id}
        invalid={invalid}
        required={field.required}
        describedBy={describedBy}
        labelledBy={labelledBy}
        label={label}
        value={value}
        options={options}
        onChange={onChange}
      />
    )
  return (
    <Select
      id={id}
      className="select"
      aria-label={label}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      status={invalid ? 'error' : ''}
      allowClear={!field.required}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('form.choose')}
      value={value ?? null}
      options={options}
      onChange={(next: unknown) => onChange(next ?? undefined)}
    />
  )
}

type RadioProperties = Readonly<{
  id: string
  name: string
  value: unknown
  options: readonly { value: string | boolean; label: string }[]
  invalid: boolean
  required: boolean
  describedBy: string | undefined
  labelledBy: string | undefined
  label: string | undefined
  onChange: (value: unknown) => void
}>

/** The group itself is focusable by script alone, so that the first problem of a form can be led to. */
function RadioButtons({ id, name, value, options, invalid, required, describedBy, labelledBy, label, onChange }: RadioProperties) {
  return (
    <div
      id={id}
      tabIndex={-1}
      role="radiogroup"
      aria-labelledby={label === undefined ? labelledBy : undefined}
      aria-label={label}
      aria-invalid={invalid}
      aria-required={required}
      aria-describedby={describedBy}
      className={invalid ? 'radios invalid' : 'radios'}
    >
      {options.map((option) => (
        <Radio key={String(option.value)} name={name} checked={value === option.value} onChange={() => onChange(option.value)}>
          {option.label}
        </Radio>
      ))}
    </div>
  )
}

/** The name of an organisation: typed freely, with the testing centres offered. */
export function OrganisationInput({ id, field, value, invalid, describedBy, label, onChange }: InputProperties) {
  const { words } = useLanguage()
  const { data } = useReference()
  return (
    <>
      <Input
        id={id}
        list={`${id}-centres`}
        aria-label={label}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        aria-required={field.required}
        status={invalid ? 'error' : ''}
        maxLength={field.maxLength}
        value={typeof value === 'string' ? value : ''}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-centres`}>
        {data?.centres.map((centre) => (
          <option key={centre.code} value={words(centre)} />
        ))}
      </datalist>
    </>
  )
}
