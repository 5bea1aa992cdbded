import { Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { type Filters, useDocuments, useReference } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'

const yearsBack = 6
const pause = 300

/** Document and its state, year, centre, open or closed, and words to be found. */
export function CaseFilters({
  filters,
  onChange,
}: Readonly<{ filters: Filters; onChange: (name: string, value: string | undefined) => void }>) {
  const { t, words } = useLanguage()
  const { today } = useSession()
  const documents = useDocuments()
  const { data: reference } = useReference()
  const chosen = documents.data?.find(({ code }) => code === filters.document)
  const thisYear = Number(today.slice(0, 4))
  const years = Array.from({ length: yearsBack }, (_, back) => String(thisYear + 1 - back))
  const choice = (name: string, label: string, options: readonly { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      value={filters[name] ?? null}
      options={[...options]}
      onChange={(value: string | null | undefined) => onChange(name, value ?? undefined)}
    />
  )
  return (
    <fieldset className="filters plain" aria-label={t('cases.filters')}>
      {choice(
        'document',
        t('cases.document'),
        documents.data?.map(({ code, title }) => ({ value: code, label: `${code} ${words(title)}` })) ?? [],
      )}
      {chosen !== undefined &&
        choice(
          'state',
          t('cases.state'),
          chosen.states.map(({ state, title }) => ({ value: state, label: words(title) })),
        )}
      {choice(
        'year',
        t('cases.year'),
        years.map((year) => ({ value: year, label: year })),
      )}
      {choice('site', t('cases.centre'), reference?.centres.map((centre) => ({ value: centre.code, label: words(centre) })) ?? [])}
      {choice('closed', t('cases.openness'), [
        { value: 'false', label: t('cases.running') },
        { value: 'true', label: t('case.closed') },
      ])}
      <TextFilter value={filters.text ?? ''} onChange={(text) => onChange('text', text)} />
    </fieldset>
  )
}

/** Asks only when the typing pauses. */
function TextFilter({ value, onChange }: Readonly<{ value: string; onChange: (text: string) => void }>) {
  const { t } = useLanguage()
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text === value) return undefined
    const timer = setTimeout(() => onChange(text), pause)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <Input
      className="filter-text"
      allowClear
      aria-label={t('cases.text')}
      placeholder={t('cases.text')}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  )
}
