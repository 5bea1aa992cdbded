import { memo, useCallback, useMemo } from 'react'
import type { PartToFill } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'
import { fieldsOf, partKey } from './field.ts'
import { FieldRow } from './field-row.tsx'
import { type Troubles, troubleKey } from './field-trouble.ts'
import { type Values, withValue } from './part-values.ts'

type Properties = Readonly<{
  part: PartToFill
  values: Values
  troubles: Troubles
  onChange: (part: string, change: (before: Values) => Values) => void
}>

/** One part of a record form, drawn as a section of the sheet. */
export const PartForm = memo(function PartForm({ part, values, troubles, onChange }: Properties) {
  const { t, words } = useLanguage()
  const key = partKey(part)
  const fields = useMemo(() => fieldsOf(part), [part])
  const set = useCallback((field: string, value: unknown) => onChange(key, (before) => withValue(before, field, value)), [onChange, key])
  return (
    <section className="part" aria-labelledby={`part-${key} sheet-${key}`}>
      <header className="part-head">
        <h2 id={`part-${key}`}>{words(part.partTitle)}</h2>
        <p className="secondary" id={`sheet-${key}`}>
          {t('form.sheet', { form: part.form, title: words(part.formTitle), revision: part.revision })}
        </p>
      </header>
      <div className="fields">
        {fields.map((field) => (
          <FieldRow
            key={field.key}
            id={fieldId(key, field.key)}
            field={field}
            value={field.readOnly ? part.values[field.key] : values[field.key]}
            given={part.values[field.key]}
            origin={part.origins[field.key]}
            path={`/${field.key}`}
            troubles={troubles}
            partKey={key}
            trouble={troubles.get(troubleKey(key, `/${field.key}`))}
            onChange={set}
          />
        ))}
      </div>
    </section>
  )
})

export function fieldId(part: string, path: string): string {
  return `field-${part}-${path}`.replaceAll(/[^\w-]/g, '-')
}
