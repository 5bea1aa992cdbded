import { MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Space } from 'antd'
import { useState } from 'react'
import type { CaseView } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'

const steps = [50, 75, 100, 150, 200] as const

/** The document as a picture, the present state lit. The path is also there as text, for those who do not see it. */
export function CaseDiagram({ view }: Readonly<{ view: CaseView }>) {
  const { t, words, language } = useLanguage()
  const [zoom, setZoom] = useState<number>()
  const [failed, setFailed] = useState(false)
  const at = steps.findIndex((step) => step === (zoom ?? 100))
  return (
    <section aria-labelledby="diagram">
      <div className="section-head">
        <h2 id="diagram">{t('diagram.title')}</h2>
        <Space.Compact>
          <Button
            icon={<MinusOutlined />}
            aria-label={t('diagram.smaller')}
            disabled={zoom !== undefined && at <= 0}
            onClick={() => setZoom(steps[Math.max(0, at - 1)] ?? 100)}
          />
          <Button onClick={() => setZoom(undefined)}>{zoom === undefined ? t('diagram.fit') : `${zoom}%`}</Button>
          <Button
            icon={<PlusOutlined />}
            aria-label={t('diagram.bigger')}
            disabled={zoom !== undefined && at >= steps.length - 1}
            onClick={() => setZoom(steps[zoom === undefined ? 2 : Math.min(steps.length - 1, at + 1)] ?? 100)}
          />
        </Space.Compact>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="diagram" tabIndex={0} aria-label={t('diagram.region')}>
        {failed ? (
          <p className="secondary">{t('diagram.failed')}</p>
        ) : (
          <img
            src={`/api/cases/${encodeURIComponent(view.case.id)}/diagram.svg?lang=${language}&v=${view.version}`}
            alt={t('diagram.alt', { state: words(view.case.stateTitle) })}
            className={zoom === undefined ? 'fit' : `zoom-${zoom}`}
            onError={() => setFailed(true)}
          />
        )}
      </section>
      <p className="path">
        {t('diagram.path')}{' '}
        {view.passed.map(({ state, title, at: when }, index) => (
          <span key={`${state} ${when}`}>
            {index > 0 && ' → '}
            {words(title)}
          </span>
        ))}
        {view.passed.at(-1)?.state !== view.case.state && (
          <strong>
            {view.passed.length > 0 && ' → '}
            {words(view.case.stateTitle)}
          </strong>
        )}
      </p>
    </section>
  )
}
