import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { requestFile } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { ReasonDialog } from '../shell/reason-dialog.tsx'

/** A paper with the values in full: an act of its own, recorded with its reason. */
export function PlainPrint({ path }: Readonly<{ path: string }>) {
  const { t, language } = useLanguage()
  const [asking, setAsking] = useState(false)
  const print = useMutation({
    mutationFn: (reason: string) => requestFile(`/api/records/${path}/plain-print?lang=${language}`, { reason }),
    onSuccess: (pdf) => {
      setAsking(false)
      save(pdf, `${decodeURIComponent(path).replaceAll('/', '_')}.pdf`)
    },
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('privacy.print')}</Button>
      {asking && (
        <ReasonDialog
          title={t('privacy.print')}
          what={t('privacy.printWhat')}
          error={print.error}
          pending={print.isPending}
          onReason={(reason) => print.mutate(reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}

function save(pdf: Blob, name: string): void {
  const address = URL.createObjectURL(pdf)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
