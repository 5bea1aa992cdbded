import { UserOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Popover } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { keepCsrfToken, request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { ChangePasswordDialog } from './change-password-dialog.tsx'
import { useSession } from './session.tsx'

/** Who I am here, in which roles and for which centre, and the way out. */
export function AccountMenu() {
  const { t } = useLanguage()
  const session = useSession()
  const cache = useQueryClient()
  const [open, setOpen] = useState(false)
  const [changing, setChanging] = useState(false)
  const signOut = useMutation({
    mutationFn: () => request('DELETE', '/api/session'),
    onSettled: () => {
      keepCsrfToken('')
      cache.clear()
      // A fresh document: nothing of this person stays in memory.
      window.location.assign('/sign-in')
    },
  })
  const menu = (
    <div className="account">
      <h2>{session.name}</h2>
      <p className="secondary">{t('account.login', { login: session.login })}</p>
      <h3>{t('account.roles')}</h3>
      <Roles />
      <div className="actions">
        <Link className="ant-btn ant-btn-default" to="/account" onClick={() => setOpen(false)}>
          {t('security.title')}
        </Link>
        <Button
          onClick={() => {
            setOpen(false)
            setChanging(true)
          }}
        >
          {t('account.changePassword')}
        </Button>
        <Button danger loading={signOut.isPending} onClick={() => signOut.mutate()}>
          {t('account.signOut')}
        </Button>
      </div>
    </div>
  )
  return (
    <>
      <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" content={menu}>
        <Button
          icon={<UserOutlined aria-hidden />}
          aria-haspopup="dialog"
          aria-expanded={open}
          onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        >
          {session.name}
        </Button>
      </Popover>
      {changing && <ChangePasswordDialog onClose={() => setChanging(false)} />}
    </>
  )
}

function Roles() {
  const { t, words } = useLanguage()
  const { roles } = useSession()
  if (roles.length === 0) return <p>{t('account.noRoles')}</p>
  return (
    <ul className="roles">
      {roles.map((held) => (
        <li key={`${held.role} ${held.site} ${held.standsFor}`}>
          {words(held.title)}
          <span className="secondary">
            {held.siteName !== null && ` · ${held.siteName}`}
            {held.standsFor !== null && ` · ${t('account.standsFor', { name: held.standsFor })}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
