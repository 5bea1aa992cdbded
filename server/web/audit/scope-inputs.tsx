import { InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useCases, useDocuments, useExportChoices, useReference } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import type { Wanted } from './export-scope.ts'

type Properties = Readonly<{ wanted: Wanted; onChange: (wanted: Wanted) => void }>

/** What narrows the chosen kind of scope. */
export function ScopeInputs({ wanted, onChange }: Properties) {
  const { t, words } = useLanguage()
  const { data: reference } = useReference()
  const { data: documents = [] } = useDocuments()
  const { kind } = wanted
  return (
    <div className="columns">
      {kind === 'case' && <CaseChoice value={wanted.case} onChange={(id) => onChange({ ...wanted, case: id })} />}
      {kind === 'batch' && <BatchChoice wanted={wanted} onChange={onChange} />}
      {kind === 'clause' && <ClauseChoice wanted={wanted} onChange={onChange} />}
      {kind === 'centre' && (
        <Labelled label={t('cases.centre')} htmlFor="export-centre">
          <Select
            id="export-centre"
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('form.choose')}
            value={wanted.centre ?? null}
            options={reference?.centres.map((one) => ({ value: one.code, label: words(one) })) ?? []}
            onChange={(centre: string) => onChange({ ...wanted, centre })}
          />
        </Labelled>
      )}
      {(kind === 'year' || kind === 'centre' || kind === 'clause') && (
        <Labelled label={kind === 'year' ? t('cases.year') : `${t('cases.year')} ${t('form.optional')}`} htmlFor="export-year">
          <InputNumber<number>
            id="export-year"
            min={2000}
            max={2100}
            precision={0}
            value={wanted.year ?? null}
            onChange={(year) => onChange({ ...wanted, year: year ?? undefined })}
          />
        </Labelled>
      )}
      {kind === 'year' && (
        <Labelled label={`${t('cases.document')} ${t('form.optional')}`} htmlFor="export-document">
          <Select
            id="export-document"
            allowClear
            placeholder={t('export.allDocuments')}
            value={wanted.document ?? null}
            options={documents.map((one) => ({ value: one.code, label: `${one.code} ${words(one.title)}` }))}
            onChange={(document: string | null | undefined) => onChange({ ...wanted, document: document ?? undefined })}
          />
        </Labelled>
      )}
    </div>
  )
}

function BatchChoice({ wanted, onChange }: Properties) {
  const { t } = useLanguage()
  const { data } = useExportChoices()
  return (
    <Labelled label={t('export.batch')} htmlFor="export-batch">
      <Select
        id="export-batch"
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('export.findBatch')}
        value={wanted.batch ?? null}
        options={data?.batches.map(({ batch, cases }) => ({ value: batch, label: t('export.batchCases', { batch, cases }) })) ?? []}
        onChange={(batch: string) => onChange({ ...wanted, batch })}
      />
    </Labelled>
  )
}

function ClauseChoice({ wanted, onChange }: Properties) {
  const { t, words } = useLanguage()
  const { data } = useExportChoices()
  const clauses = data?.clauses ?? []
  const nameOf = (one: Readonly<{ standard: string; clause: string }>) => `${one.standard} ${one.clause}`
  return (
    <Labelled label={t('export.clause')} htmlFor="export-clause">
      <Select
        id="export-clause"
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('form.choose')}
        value={wanted.clause === undefined ? null : nameOf(wanted.clause)}
        options={clauses.map((one) => ({
          value: nameOf(one),
          label: t('export.clauseServed', { clause: nameOf(one), title: words(one.title), documents: one.documents.join(' ') }),
        }))}
        onChange={(chosen: string) => {
          const found = clauses.find((one) => nameOf(one) === chosen)
          onChange({ ...wanted, clause: found === undefined ? undefined : { standard: found.standard, clause: found.clause } })
        }}
      />
    </Labelled>
  )
}

function CaseChoice({ value, onChange }: Readonly<{ value: string | undefined; onChange: (id: string) => void }>) {
  const { t, words } = useLanguage()
  const [text, setText] = useState('')
  const { data, isFetching } = useCases({ text })
  const options =
    data?.pages
      .flatMap(({ items }) => items)
      .map(({ case: one, siteName }) => ({
        value: one.id,
        label: [one.number, words(one.title), siteName].filter((part) => part !== null).join(' · '),
      })) ?? []
  return (
    <Labelled label={t('export.scope.case')} htmlFor="export-case">
      <Select
        id="export-case"
        showSearch={{ filterOption: false, onSearch: setText }}
        loading={isFetching}
        placeholder={t('export.findCase')}
        value={value ?? null}
        options={options}
        onChange={onChange}
      />
    </Labelled>
  )
}
