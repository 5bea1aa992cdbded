import { DatePicker, Input, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { PersonInput } from '../form/person-input.tsx'
import { plainField } from '../form/plain-field.ts'
import { useReference } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'

type Properties = Readonly<{
  id: string
  type: string
  required: boolean
  value: string | number | undefined
  onChange: (value: string | number | undefined) => void
}>

/** What a case is about, by the type of the subject key. */
export function SubjectInput({ id, type, required, value, onChange }: Properties) {
  const { t, words } = useLanguage()
  const { data: reference } = useReference()
  const choose = (codes: readonly { code: string; zh: string; en: string }[]) => (
    <Select
      id={id}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={!required}
      placeholder={t('form.choose')}
      value={value ?? null}
      options={codes.map((one) => ({ value: one.code, label: `${words(one)} ${one.code}` }))}
      onChange={(next: string | number | null | undefined) => onChange(next ?? undefined)}
    />
  )
  switch (type) {
    case 'site':
      return choose(reference?.centres.filter(({ active }) => active) ?? [])
    case 'occupation':
      return choose(reference?.lists.occupations ?? [])
    case 'level':
      return choose(reference?.lists.levels ?? [])
    case 'year':
      return (
        <InputNumber<number>
          id={id}
          className="number"
          required={required}
          min={2000}
          max={2100}
          precision={0}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )
    case 'date':
      return (
        <DatePicker
          id={id}
          value={typeof value === 'string' ? dayjs(value) : null}
          onChange={(next) => onChange(next?.format('YYYY-MM-DD'))}
        />
      )
    case 'person':
      return <PersonSubject id={id} value={value} onChange={onChange} />
    default:
      return <Input id={id} required={required} maxLength={200} value={value ?? ''} onChange={(event) => onChange(event.target.value)} />
  }
}

/** A subject names a person by id; the name is shown while it is known. */
function PersonSubject({ id, value, onChange }: Readonly<Pick<Properties, 'id' | 'value' | 'onChange'>>) {
  return (
    <PersonInput
      id={id}
      field={plainField('person')}
      value={value === undefined ? undefined : { person: value, name: String(value) }}
      invalid={false}
      describedBy={undefined}
      onChange={(next) => onChange((next as { person: string } | undefined)?.person)}
    />
  )
}
