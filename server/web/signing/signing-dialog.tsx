import { Modal } from 'antd'
import { type ReactNode, useEffect } from 'react'
import type { Proofs, Signing } from '../../http/api/signing.ts'
import { useLanguage } from '../language/language.tsx'
import { FactorProblem } from '../security/factor-problem.tsx'
import { useSession } from '../session/session.tsx'
import { Moment } from '../shell/moment.tsx'
import { ProofFields } from './proof-fields.tsx'
import { useSigning } from './use-signing.ts'

type Properties = Readonly<{
  title: string
  meaning: string
  role: string
  /** What the name will stand under. */
  signed: readonly string[]
  error: unknown
  pending: boolean
  /** Asks the server what signing this very submission takes. */
  ask: () => Promise<Signing>
  onSign: (proofs: Proofs) => void
  onClose: () => void
  children?: ReactNode
}>

/** Signing: who I am is shown again, with name, role, time, meaning and what is signed in plain sight, and what it still needs. */
export function SigningDialog({ title, meaning, role, signed, error, pending, ask, onSign, onClose, children }: Properties) {
  const { t } = useLanguage()
  const session = useSession()
  const { signing, trouble, askAnew } = useSigning(ask)
  useEffect(() => {
    // A challenge serves once, whatever became of it.
    if (error !== null && error !== undefined) askAnew()
  }, [error, askAnew])
  return (
    <Modal open title={title} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <div className="stack">
        <dl className="facts">
          <dt>{t('sign.signer')}</dt>
          <dd>
            {session.name} <span className="secondary">{session.login}</span>
          </dd>
          <dt>{t('sign.role')}</dt>
          <dd>{role}</dd>
          <dt>{t('sign.meaning')}</dt>
          <dd className="strong">{meaning}</dd>
          <dt>{t('sign.what')}</dt>
          <dd>
            <p className="secondary">{t('sign.count', { count: signed.length })}</p>
            <ul>
              {signed.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
          </dd>
          <dt>{t('sign.time')}</dt>
          <dd>
            {signing === undefined ? <time dateTime={session.today}>{session.today}</time> : <Moment at={signing.at} precise />}{' '}
            <span className="secondary">{t('sign.timeNote', { zone: session.organisation.zone })}</span>
          </dd>
        </dl>
        {children}
        <FactorProblem error={error ?? trouble} />
        <ProofFields signing={signing} refused={error} pending={pending} onSign={onSign} onClose={onClose} />
      </div>
    </Modal>
  )
}
