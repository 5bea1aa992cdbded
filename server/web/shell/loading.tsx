import { Spin } from 'antd'
import { useLanguage } from '../language/language.tsx'

export function Loading() {
  const { t } = useLanguage()
  return (
    <div className="loading" role="status">
      <Spin />
      <span>{t('common.loading')}</span>
    </div>
  )
}
