import { Input, InputNumber } from 'antd'
import { AttachmentInput } from './attachment-input.tsx'
import { ChoiceInput, OrganisationInput, YesNo } from './choice-input.tsx'
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
