import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useLanguage } from '../language/language.tsx'
import type { Field } from './field.ts'
import { FieldInput } from './field-input.tsx'
import { SheetTools } from './sheet-tools.tsx'

type Properties = Readonly<{
  id: string
  field: Field
  part: string
  value: unknown
  invalid: boolean
  describedBy: string | undefined
  onChange: (value: unknown) => void
}>

/** A list of single values: codes are ticked, everything else is entered one below the other. */
export function ListInput(properties: Properties) {
  const { field } = properties
  return field.of === 'enum' ? <TickedCodes {...properties} /> : <EnteredItems {...properties} />
}

function TickedCodes({ id, field, value, invalid, describedBy, onChange }: Properties) {
  const { words } = useLanguage()
  const ticked = Array.isArray(value) ? value : []
  // The codes are kept in the order of the list, not in the order they were ticked in.
  const toggle = (code: string, on: boolean) =>
    onChange(field.choices.map((choice) => choice.code).filter((one) => (one === code ? on : ticked.includes(one))))
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      className={invalid ? 'ticks plain invalid' : 'ticks plain'}
      aria-labelledby={`${id}-label`}
      aria-invalid={invalid}
      aria-describedby={describedBy}
    >
      {field.choices.map(({ code, label }) => (
        <Checkbox key={code} checked={ticked.includes(code)} onChange={(event) => toggle(code, event.target.checked)}>
          {words(label)}
        </Checkbox>
      ))}
    </fieldset>
  )
}

function EnteredItems({ id, field, part, value, invalid, describedBy, onChange }: Properties) {
  const { t, words } = useLanguage()
  const items = Array.isArray(value) ? value : []
  const item: Field = { ...field, type: field.of === 'row' || field.of === 'enum' ? 'string' : field.of, required: true, note: undefined }
  const name = (index: number) => t('form.item', { title: words(field.title), n: index + 1 })
  const set = (index: number, next: unknown) => onChange(items.map((one, at) => (at === index ? (next ?? '') : one)))
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      className={invalid ? 'items plain invalid' : 'items plain'}
      aria-labelledby={`${id}-label`}
      aria-invalid={invalid}
      aria-describedby={describedBy}
    >
      <SheetTools field={field} part={part} rows={items} onChange={onChange} />
      {items.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in the list; it has no other identity
        <div className="item" key={index}>
          <FieldInput
            id={`${id}-${index}`}
            field={item}
            label={name(index)}
            value={one}
            invalid={false}
            describedBy={undefined}
            onChange={(next) => set(index, next)}
          />
          <Button
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('form.removeItem', { name: name(index) })}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button icon={<PlusOutlined aria-hidden />} disabled={items.length >= field.maxItems} onClick={() => onChange([...items, ''])}>
        {t('form.addItem')}
      </Button>
    </fieldset>
  )
}
