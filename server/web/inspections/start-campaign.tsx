import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useRef, useState } from 'react'
import type { Static } from 'typebox'
import type { CampaignResult } from '../../http/api/inspections.ts'
import { makeIdempotencyKey } from '../http/idempotency-key.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'

type Result = Static<typeof CampaignResult>

/** Opens the year for all centres in one act; done twice, it opens nothing twice. */
export function StartCampaign({ document, year, onDone }: Readonly<{ document: string; year: number; onDone: (result: Result) => void }>) {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const [asking, setAsking] = useState(false)
  const key = useRef(makeIdempotencyKey())
  const start = useMutation({
    mutationFn: () => request<Result>('POST', '/api/campaigns', { body: { document, year }, idempotencyKey: key.current }),
    onSuccess: (result) => {
      key.current = makeIdempotencyKey()
      setAsking(false)
      onDone(result)
      void cache.invalidateQueries()
    },
  })
  return (
    <>
      <Button type="primary" onClick={() => setAsking(true)}>
        {t('campaign.start', { year })}
      </Button>
      <Modal
        open={asking}
        title={t('campaign.start', { year })}
        onCancel={() => setAsking(false)}
        onOk={() => start.mutate()}
        okText={t('campaign.confirm')}
        cancelText={t('common.cancel')}
        confirmLoading={start.isPending}
      >
        {start.error !== null && <ProblemNotice error={start.error} />}
        <p>{t('campaign.what', { year })}</p>
      </Modal>
    </>
  )
}
