import { useMutation } from '@tanstack/react-query'
import { App, Button, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Factors } from '../../http/api/factors.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { FactorName } from './factor-name.tsx'
import { PasswordDialog } from './password-dialog.tsx'

type Properties = Readonly<{ factor: Factors['factors'][number]; onChanged: () => void }>

/** Renaming a factor, and taking it away with the password. */
export function FactorActs({ factor, onChanged }: Properties) {
  const { t } = useLanguage()
  const { message } = App.useApp()
  const [acting, setActing] = useState<'rename' | 'remove'>()
  const { id, name } = factor
  const done = () => {
    setActing(undefined)
    onChanged()
  }
  return (
    <span className="actions">
      <Button size="small" aria-label={t('security.renameNamed', { name })} onClick={() => setActing('rename')}>
        {t('security.rename')}
      </Button>
      <Button size="small" danger aria-label={t('security.removeNamed', { name })} onClick={() => setActing('remove')}>
        {t('security.remove')}
      </Button>
      {acting === 'rename' && <RenameDialog factor={factor} onDone={done} onClose={() => setActing(undefined)} />}
      {acting === 'remove' && (
        <PasswordDialog
          title={t('security.remove')}
          what={t('security.removeWhat', { name })}
          act={async (password) => {
            await request('POST', `/api/factors/${id}/remove`, { body: { password } })
            void message.success(t('security.removed'))
            done()
          }}
          onClose={() => setActing(undefined)}
        />
      )}
    </span>
  )
}

function RenameDialog({ factor, onDone, onClose }: Readonly<{ factor: Properties['factor']; onDone: () => void; onClose: () => void }>) {
  const { t } = useLanguage()
  const [name, setName] = useState(factor.name)
  const rename = useMutation({ mutationFn: () => request('POST', `/api/factors/${factor.id}/name`, { body: { name } }), onSuccess: onDone })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate()
  }
  return (
    <Modal open title={t('security.rename')} footer={null} onCancel={onClose}>
      <form className="stack" onSubmit={submit}>
        {rename.error !== null && <ProblemNotice error={rename.error} />}
        <FactorName name={name} onChange={setName} />
        <div className="actions end">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={rename.isPending}>
            {t('security.rename')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
