import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Radio } from 'antd'
import { useState } from 'react'
import type { Security } from '../../http/api/factors.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'

const demands = ['nobody', 'administrators', 'everybody'] as const
type Demand = (typeof demands)[number]

/** Of whom a second factor is demanded; changed with a reason. */
export function DemandSection({ security: { demand, mayAct } }: Readonly<{ security: Security }>) {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const [wanted, setWanted] = useState<Demand>()
  const change = useMutation({
    mutationFn: (reason: string) => request('POST', '/api/security/demand', { body: { demand: wanted, reason } }),
    onSuccess: () => {
      setWanted(undefined)
      void cache.invalidateQueries()
    },
  })
  return (
    <section className="panel" aria-labelledby="demand">
      <h2 id="demand">{t('office.demand')}</h2>
      <Radio.Group
        aria-labelledby="demand"
        disabled={!mayAct}
        value={demand}
        options={demands.map((value) => ({ value, label: t(`office.demand.${value}`) }))}
        onChange={(event) => setWanted(event.target.value as Demand)}
      />
      {wanted !== undefined && (
        <ReasonDialog
          title={t('office.change')}
          what={t('office.changeWhat', { demand: t(`office.demand.${wanted}`) })}
          error={change.error}
          pending={change.isPending}
          onReason={(reason) => change.mutate(reason)}
          onClose={() => {
            setWanted(undefined)
            change.reset()
          }}
        />
      )}
    </section>
  )
}
