import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { PersonFile } from '../../http/api/privacy.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'
import { AccessTable } from './access-table.tsx'
import type { Named } from './person-finder.tsx'

type Act = 'copy' | 'restrict' | 'lift' | 'erase'
type Properties = Readonly<{ named: Named; file: PersonFile; onChange: () => void }>

/** What is held of one person, masked, who was shown it, and what the person may ask for. */
export function HeldOfPerson({ named, file, onChange }: Properties) {
  const { t, words } = useLanguage()
  const client = useQueryClient()
  const [asking, setAsking] = useState<Act>()
  const act = useMutation({
    mutationFn: ({ what, reason }: Readonly<{ what: Act; reason: string }>) => carryOut(what, named, reason),
    onSuccess: () => {
      setAsking(undefined)
      void client.invalidateQueries({ queryKey: ['privacy'] })
      onChange()
    },
  })
  if (file.values.length === 0) return <NothingHere title={t('privacy.nothing')}>{t('privacy.nothingWhy')}</NothingHere>
  const acts: readonly Act[] = ['copy', file.restricted ? 'lift' : 'restrict', 'erase']
  return (
    <div className="stack">
      <h3>{t('privacy.held', { n: file.values.length })}</h3>
      {file.restricted && <Alert type="warning" showIcon title={t('privacy.restricted')} />}
      {act.isSuccess && act.variables.what === 'erase' && <Alert type="info" showIcon title={t('privacy.asked')} />}
      <div className="rows-scroll">
        <table className="rows-table">
          <thead>
            <tr>
              {(['case', 'record', 'field', 'masked', 'sealedAt'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`privacy.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {file.values.map((value) => (
              <tr key={`${value.case.id} ${value.record} ${value.path} ${value.sealedAt}`}>
                <td data-label={t('privacy.case')}>
                  <Link to={`/cases/${value.case.id}`}>{value.case.number}</Link> {words(value.case.title)}
                </td>
                <td data-label={t('privacy.record')}>{value.record ?? ''}</td>
                <td data-label={t('privacy.field')}>{words(value.field)}</td>
                <td data-label={t('privacy.masked')}>{value.masked}</td>
                <td data-label={t('privacy.sealedAt')}>
                  <Moment at={value.sealedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="actions">
        {acts.map((what) => (
          <Button key={what} danger={what === 'erase'} onClick={() => setAsking(what)}>
            {t(`privacy.${what}`)}
          </Button>
        ))}
      </div>
      <h3>{t('privacy.seenBy', { n: file.accesses.length })}</h3>
      {file.accesses.length === 0 ? <p className="secondary">{t('privacy.seenByNobody')}</p> : <AccessTable accesses={file.accesses} />}
      {asking !== undefined && (
        <ReasonDialog
          title={t(`privacy.${asking}`)}
          what={t(`privacy.${asking}What`)}
          error={act.error}
          pending={act.isPending}
          onReason={(reason) => act.mutate({ what: asking, reason })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  )
}

async function carryOut(what: Act, named: Named, reason: string): Promise<void> {
  switch (what) {
    case 'copy':
      return save(await request<unknown>('POST', '/api/privacy/file/plain', { body: { ...named, reason } }))
    case 'restrict':
    case 'lift':
      return request('POST', '/api/privacy/restrictions', {
        body: { ...named, act: what === 'restrict' ? 'placed' : 'lifted', basis: reason },
      })
    case 'erase':
      await request('POST', '/api/privacy/erasures', { body: { ...named, basis: reason } })
      return
    default:
      return what satisfies never
  }
}

/** Hands the copy to the browser as a file; nothing of it stays on the page. */
function save(copy: unknown): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(copy, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = 'person-file.json'
  link.click()
  URL.revokeObjectURL(address)
}
