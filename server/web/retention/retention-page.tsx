import { Tabs } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useLanguage } from '../language/language.tsx'
import { usePageTitle } from '../language/page-title.ts'
import { DrillsTab } from './drills-tab.tsx'
import { DueTab } from './due-tab.tsx'
import { HoldsTab } from './holds-tab.tsx'
import { OrdersTab } from './orders-tab.tsx'

const tabs = ['due', 'holds', 'orders', 'drills'] as const

/** What has to be kept until when, what is held, what was disposed of, and whether a backup can be restored. */
export function RetentionPage() {
  const { t } = useLanguage()
  const navigate = useNavigate()
  const { tab } = useParams()
  usePageTitle(t('retention.title'))
  const open = tabs.find((one) => one === tab) ?? 'due'
  const shown = { due: <DueTab />, holds: <HoldsTab />, orders: <OrdersTab />, drills: <DrillsTab /> }
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('retention.title')}</h1>
        <p className="secondary">{t('retention.lead')}</p>
      </div>
      <Tabs
        activeKey={open}
        onChange={(next) => void navigate(`/retention/${next}`)}
        items={tabs.map((one) => ({ key: one, label: t(`retention.tab.${one}`), children: one === open ? shown[one] : null }))}
      />
    </div>
  )
}
