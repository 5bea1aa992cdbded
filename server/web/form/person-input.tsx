import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { usePeople } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { node } from './field.ts'
import type { InputProperties } from './field-input.tsx'

/** A person found by name; kept with the name that stands on the sheet that day. */
export function PersonInput({ id, field, value, invalid, describedBy, label, onChange }: InputProperties) {
  const { t, words } = useLanguage()
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState(false)
  const asked = useDeferredValue(search.trim())
  const { data = [], isFetching } = usePeople(asked, open)
  const chosen = node(value)
  const options = data.map((one) => ({ value: one.person, label: one.name, roles: one.roles.map(words).join(t('common.listComma')) }))
  if (typeof chosen.person === 'string' && !options.some((one) => one.value === chosen.person))
    options.unshift({ value: chosen.person, label: String(chosen.name), roles: '' })
  return (
    <Select
      id={id}
      className="select"
      aria-label={label}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      status={invalid ? 'error' : ''}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      allowClear={!field.required}
      placeholder={t('form.findPerson')}
      notFoundContent={isFetching ? t('common.loading') : t('form.nobody')}
      loading={isFetching}
      onOpenChange={setOpen}
      value={typeof chosen.person === 'string' ? chosen.person : null}
      options={options}
      optionRender={({ data: option }) => (
        <span className="person-option">
          {option.label} <span className="secondary">{option.roles}</span>
        </span>
      )}
      onChange={(person: string | null | undefined) => {
        const option = options.find((one) => one.value === person)
        onChange(option === undefined ? undefined : { person: option.value, name: option.label })
      }}
    />
  )
}
