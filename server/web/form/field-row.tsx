import { memo, useCallback } from 'react'
import type { Static } from 'typebox'
import type { OriginView as OriginSchema } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'
import type { Field } from './field.ts'
import { FieldInput } from './field-input.tsx'
import type { Troubles } from './field-trouble.ts'
import { FilledIn } from './filled-in.tsx'
import { ListInput } from './list-input.tsx'
import { RowsInput } from './rows-input.tsx'

type OriginView = Static<typeof OriginSchema>
type Properties = Readonly<{
  id: string
  field: Field
  value: unknown
  given: unknown
  origin: OriginView | undefined
  path: string
  partKey: string
  troubles: Troubles
  trouble: string | undefined
  onChange: (field: string, value: unknown) => void
}>

/** Label, note, input and what is wrong with it; or, where the system fills the field, its value and its origin. */
export const FieldRow = memo(function FieldRow(properties: Properties) {
  const { words } = useLanguage()
  const { id, field, value, origin, trouble } = properties
  const set = useCallback((next: unknown) => properties.onChange(field.key, next), [properties.onChange, field.key])
  if (field.readOnly) return <FilledIn id={id} field={field} value={value} origin={origin} />

  const described = [field.note && `${id}-note`, trouble && `${id}-trouble`].filter(Boolean).join(' ')
  const labels = { id, field, invalid: trouble !== undefined, describedBy: described === '' ? undefined : described }
  const isGroup =
    field.type === 'list' || field.type === 'boolean' || (field.type === 'enum' && field.choices.length <= 5) || field.type === 'attachment'
  return (
    <div className={`field field-${field.type} ${field.of === 'row' && field.type === 'list' ? 'field-wide' : ''}`}>
      {isGroup ? (
        <p className="field-label" id={`${id}-label`}>
          <LabelText field={field} />
        </p>
      ) : (
        <label className="field-label" htmlFor={id} id={`${id}-label`}>
          <LabelText field={field} />
        </label>
      )}
      <div className="field-control">
        {field.type === 'list' && field.of === 'row' ? (
          <RowsInput
            {...labels}
            value={value}
            given={properties.given}
            path={properties.path}
            partKey={properties.partKey}
            troubles={properties.troubles}
            onChange={set}
          />
        ) : field.type === 'list' ? (
          <ListInput {...labels} part={properties.partKey} value={value} onChange={set} />
        ) : (
          <FieldInput {...labels} labelledBy={`${id}-label`} value={value} onChange={set} />
        )}
        {field.note && (
          <p className="hint" id={`${id}-note`}>
            {words(field.note)}
          </p>
        )}
        {trouble !== undefined && (
          <p className="field-problem" id={`${id}-trouble`}>
            {trouble}
          </p>
        )}
      </div>
    </div>
  )
})

function LabelText({ field }: Readonly<{ field: Field }>) {
  const { t, words } = useLanguage()
  return (
    <>
      {words(field.title)}
      {!field.required && <span className="optional">{t(field.maybeRequired ? 'form.maybeRequired' : 'form.optional')}</span>}
    </>
  )
}
