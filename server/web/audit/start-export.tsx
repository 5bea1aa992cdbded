import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Radio, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Static } from 'typebox'
import type { ExportJob, StartExport as StartExportBody } from '../../http/api/inspections.ts'
import { useExportChoices } from '../http/queries.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { scopeKinds, scopeOf, type Wanted } from './export-scope.ts'
import { ScopeInputs } from './scope-inputs.tsx'

const shortestReason = 4

/** Which records, in which order, and why: the reason is recorded with the export. */
export function StartExport() {
  const { t } = useLanguage()
  const { today } = useSession()
  const cache = useQueryClient()
  const [query] = useSearchParams()
  const [wanted, setWanted] = useState<Wanted>({
    kind: query.get('batch') === null ? 'year' : 'batch',
    case: undefined,
    centre: undefined,
    batch: query.get('batch') ?? undefined,
    clause: undefined,
    year: Number(query.get('year') ?? today.slice(0, 4)),
    document: query.get('document') ?? undefined,
  })
  const [order, setOrder] = useState<string>()
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
    if (scope !== undefined) start.mutate({ scope, reason: reason.trim(), ...(order !== undefined && { order }) })
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
            options={scopeKinds.map((kind) => ({ value: kind, label: t(`export.scope.${kind}`) }))}
          />
        </fieldset>
        <ScopeInputs wanted={wanted} onChange={setWanted} />
        <OrderChoice value={order} onChange={setOrder} />
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

/** Case by case, or in the volumes a regulator reads. */
function OrderChoice({ value, onChange }: Readonly<{ value: string | undefined; onChange: (order: string) => void }>) {
  const { t, words } = useLanguage()
  const { data } = useExportChoices()
  const orders = data?.orders ?? []
  const chosen = orders.find(({ code }) => code === value) ?? orders[0]
  const volumes = chosen?.volumes.map((volume, at) => `${at + 1} ${words(volume)}`).join('　') ?? ''
  return (
    <Labelled label={t('export.order')} htmlFor="export-order" hint={volumes === '' ? t('export.orderHint') : volumes}>
      <Select
        id="export-order"
        aria-describedby="export-order-hint"
        value={chosen?.code ?? null}
        options={orders.map(({ code, title }) => ({ value: code, label: words(title) }))}
        onChange={onChange}
      />
    </Labelled>
  )
}
