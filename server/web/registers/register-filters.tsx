import { DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'

const pause = 300
const dateFormat = 'YYYY-MM-DD'

/** Words to be found, and the day at whose end the register is asked. */
export function RegisterFilters({
  filters,
  onChange,
}: Readonly<{
  filters: Readonly<{ on?: string | undefined; text?: string | undefined }>
  onChange: (name: string, value: string | undefined) => void
}>) {
  const { t } = useLanguage()
  const { today } = useSession()
  const [text, setText] = useState(filters.text ?? '')
  useEffect(() => {
    if (text === (filters.text ?? '')) return undefined
    const timer = setTimeout(() => onChange('text', text), pause)
    return () => clearTimeout(timer)
  }, [text, filters.text, onChange])
  return (
    <fieldset className="filters plain" aria-label={t('registers.filters')}>
      <Input
        className="filter-text"
        allowClear
        aria-label={t('registers.text')}
        placeholder={t('registers.text')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <DatePicker
        aria-label={t('registers.on')}
        placeholder={t('registers.on')}
        format={dateFormat}
        maxDate={dayjs(today, dateFormat)}
        value={filters.on === undefined ? null : dayjs(filters.on, dateFormat)}
        onChange={(day) => onChange('on', day === null ? undefined : day.format(dateFormat))}
      />
      {filters.on !== undefined && <span className="hint">{t('registers.asOf', { on: filters.on })}</span>}
    </fieldset>
  )
}
