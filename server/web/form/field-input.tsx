import { Input, InputNumber, Radio, Select } from 'antd'
import { useReference } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { AttachmentInput } from './attachment-input.tsx'
import { DateInput } from './date-input.tsx'
import { plainDigits } from './decimal.ts'
import type { Field } from './field.ts'
import { PersonInput } from './person-input.tsx'

export type InputProperties = Readonly<{
  id: string
  field: Field
  value: unknown
  invalid: boolean
  describedBy: string | undefined
  /** Id of the visible label, for groups of controls; in a table, `label` is said instead. */
  labelledBy?: string
  label?: string
  onChange: (value: unknown) => void
}>

/** One value of one field, by type. Lists are drawn by `rows-input` and `list-input`. */
export function FieldInput(properties: InputProperties) {
  const { id, field, value, invalid, describedBy, label, onChange } = properties
  const shared = {
    id,
    'aria-invalid': invalid,
    'aria-describedby': describedBy,
    'aria-label': label,
    'aria-required': field.required,
    status: invalid ? ('error' as const) : ('' as const),
  }
  const asText = typeof value === 'string' ? value : ''
  switch (field.type) {
    case 'string':
      return <Input {...shared} value={asText} maxLength={field.maxLength} onChange={(event) => onChange(event.target.value)} />
    case 'organisation':
      return <OrganisationInput {...properties} />
    case 'text':
      return (
        <Input.TextArea
          {...shared}
          value={asText}
          maxLength={field.maxLength}
          rows={label === undefined ? 3 : 1}
          showCount={label === undefined && field.maxLength !== undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )
    case 'integer':
      return (
        <InputNumber<number>
          {...shared}
          className="number"
          inputMode="numeric"
          controls={false}
          precision={0}
          value={typeof value === 'number' ? value : null}
          parser={(text) => Number.parseInt(plainDigits(text ?? ''), 10)}
          onChange={(next) => onChange(next === null || Number.isNaN(next) ? undefined : next)}
        />
      )
    case 'number':
    case 'money':
      return (
        <InputNumber<string>
          {...shared}
          className="number"
          stringMode
          inputMode="decimal"
          controls={false}
          prefix={field.type === 'money' ? '¥' : undefined}
          value={asText === '' ? null : asText}
          parser={(text) => plainDigits(text ?? '')}
          onChange={(next) => onChange(next === null ? undefined : String(next))}
        />
      )
    case 'date':
    case 'datetime':
      return <DateInput {...properties} />
    case 'boolean':
      return <YesNo {...properties} />
    case 'enum':
      return <ChoiceInput {...properties} />
    case 'person':
      return <PersonInput {...properties} />
    case 'attachment':
      return <AttachmentInput {...properties} />
    case 'list':
      return null
    default:
      return field.type satisfies never
  }
}

/** Yes and no side by side: a box left unticked could mean either no or not yet answered. */
function YesNo({ id, field, value, invalid, describedBy, labelledBy, label, onChange }: InputProperties) {
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

function ChoiceInput(properties: InputProperties) {
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
function OrganisationInput({ id, field, value, invalid, describedBy, label, onChange }: InputProperties) {
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
