import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Radio, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Static } from 'typebox'
import type { ExportJob, StartExport as StartExportBody } from '../../http/api/inspections.ts'
import { useCases, useDocuments, useReference } from '../http/queries.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { scopeOf, type Wanted } from './export-scope.ts'

const kinds = ['year', 'centre', 'case'] as const
const shortestReason = 4

/** Which records, and why: the reason is recorded with the export. */
export function StartExport() {
  const { t } = useLanguage()
  const { today } = useSession()
  const cache = useQueryClient()
  const [query] = useSearchParams()
  const [wanted, setWanted] = useState<Wanted>({
    kind: 'year',
    case: undefined,
    centre: undefined,
    year: Number(query.get('year') ?? today.slice(0, 4)),
    document: query.get('document') ?? undefined,
  })
  const [reason, setReason] = useState('')
  const scope = scopeOf(wanted)
  const start = useMutation({
    mutationFn: (body: Static<typeof StartExportBody>) => request<ExportJob>('POST', '/api/exports', { body }),
    onSuccess: () => {
      setReason('')
      void cache.invalidateQueries({ queryKey: ['exports'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (scope !== undefined) start.mutate({ scope, reason: reason.trim() })
  }
  return (
    <section aria-labelledby="export-start" className="panel">
      <h2 id="export-start">{t('export.start')}</h2>
      <form className="stack" onSubmit={submit}>
        <fieldset className="plain">
          <legend>{t('export.scope')}</legend>
          <Radio.Group
            value={wanted.kind}
            onChange={(event) => setWanted({ ...wanted, kind: event.target.value })}
            options={kinds.map((kind) => ({ value: kind, label: t(`export.scope.${kind}`) }))}
          />
        </fieldset>
        <ScopeInputs wanted={wanted} onChange={setWanted} />
        <Labelled label={t('common.reason')} htmlFor="export-reason" hint={t('export.reasonHint')}>
          <Input.TextArea
            id="export-reason"
            aria-describedby="export-reason-hint"
            required
            minLength={shortestReason}
            maxLength={500}
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
        {start.error !== null && <ProblemNotice error={start.error} />}
        <Button
          type="primary"
          htmlType="submit"
          disabled={scope === undefined || reason.trim().length < shortestReason}
          loading={start.isPending}
        >
          {t('export.submit')}
        </Button>
      </form>
    </section>
  )
}

function ScopeInputs({ wanted, onChange }: Readonly<{ wanted: Wanted; onChange: (wanted: Wanted) => void }>) {
  const { t, words } = useLanguage()
  const { data: reference } = useReference()
  const { data: documents = [] } = useDocuments()
  return (
    <div className="columns">
      {wanted.kind === 'case' && <CaseChoice value={wanted.case} onChange={(id) => onChange({ ...wanted, case: id })} />}
      {wanted.kind === 'centre' && (
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
      {wanted.kind !== 'case' && (
        <Labelled label={wanted.kind === 'year' ? t('cases.year') : `${t('cases.year')} ${t('form.optional')}`} htmlFor="export-year">
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
      {wanted.kind === 'year' && (
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
