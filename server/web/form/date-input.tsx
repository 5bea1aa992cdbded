import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import type { InputProperties } from './field-input.tsx'
import { instantOf, wallTime, zoneMark } from './zoned-time.ts'

const dateFormat = 'YYYY-MM-DD'
const timeFormat = 'YYYY-MM-DD HH:mm'

/** A date of the organisation, or an instant shown in its zone. The calendar only ever sees wall-clock time. */
export function DateInput({ id, field, value, invalid, describedBy, label, onChange }: InputProperties) {
  const { t } = useLanguage()
  const { zone } = useSession().organisation
  const withTime = field.type === 'datetime'
  const text = typeof value === 'string' ? (withTime ? wallTime(value, zone) : value) : ''
  const shown = dayjs(text, withTime ? timeFormat : dateFormat)
  return (
    <span className="date-input">
      <DatePicker
        id={id}
        aria-label={label}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        status={invalid ? 'error' : ''}
        format={withTime ? timeFormat : dateFormat}
        placeholder={withTime ? t('form.dateTimeShape') : t('form.dateShape')}
        showTime={withTime ? { format: 'HH:mm' } : false}
        allowClear={!field.required}
        value={shown.isValid() ? shown : null}
        onChange={(next) =>
          onChange(next === null ? undefined : withTime ? instantOf(next.format(timeFormat), zone) : next.format(dateFormat))
        }
      />
      {withTime && (
        <span className="hint">
          {t('form.zone', { zone, mark: zoneMark(typeof value === 'string' ? value : new Date().toISOString(), zone) })}
        </span>
      )}
    </span>
  )
}
