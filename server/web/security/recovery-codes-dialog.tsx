import { Button, Modal } from 'antd'
import { useLanguage } from '../language/language.tsx'

/** Shown this once, so it closes by its button alone. */
export function RecoveryCodesDialog({ codes, onClose }: Readonly<{ codes: readonly string[]; onClose: () => void }>) {
  const { t } = useLanguage()
  return (
    <Modal open title={t('security.codes')} footer={null} closable={false} keyboard={false} mask={{ closable: false }}>
      <div className="stack">
        <p>{t('security.codesWhy')}</p>
        <ul className="recovery-codes" aria-label={t('security.recovery')}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div className="actions end">
          <Button type="primary" onClick={onClose}>
            {t('security.saved')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
