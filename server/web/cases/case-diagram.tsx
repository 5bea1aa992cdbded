import { MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Space } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { CaseView } from '../../http/api/cases.ts'
import { useDiagram } from '../http/queries.ts'
import { useLanguage } from '../language/language.tsx'
import { Loading } from '../shell/loading.tsx'
import { DiagramLegend } from './diagram-legend.tsx'
import { type DiagramZoom, keepZoom, keptZoom, stepZoom, zooms } from './diagram-zoom.ts'

/** The document as a picture, the present state lit and in sight. The path is also there as text, for those who do not see it. */
export function CaseDiagram({ view }: Readonly<{ view: CaseView }>) {
  const { t, words } = useLanguage()
  const [zoom, setZoom] = useState<DiagramZoom>(keptZoom)
  const choose = (chosen: DiagramZoom) => {
    keepZoom(chosen)
    setZoom(chosen)
  }
  return (
    <section aria-labelledby="diagram">
      <div className="section-head">
        <h2 id="diagram">{t('diagram.title')}</h2>
        <Space.Compact>
          <Button
            icon={<MinusOutlined aria-hidden />}
            aria-label={t('diagram.smaller')}
            disabled={zoom === zooms[0]}
            onClick={() => choose(stepZoom(zoom, -1))}
          />
          <Button onClick={() => choose(100)} aria-pressed={zoom !== 'fit'}>
            {zoom === 'fit' ? '100%' : `${zoom}%`}
          </Button>
          <Button
            icon={<PlusOutlined aria-hidden />}
            aria-label={t('diagram.bigger')}
            disabled={zoom === zooms.at(-1)}
            onClick={() => choose(stepZoom(zoom, 1))}
          />
          <Button aria-pressed={zoom === 'fit'} onClick={() => choose('fit')}>
            {t('diagram.fit')}
          </Button>
        </Space.Compact>
      </div>
      <DiagramLegend />
      <DiagramPicture view={view} zoom={zoom} />
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

/** The picture stands in the page itself, so that it can be scaled and the present state found in it. */
function DiagramPicture({ view, zoom }: Readonly<{ view: CaseView; zoom: DiagramZoom }>) {
  const { t, words, language } = useLanguage()
  const { data: picture, error } = useDiagram(view.case.id, language, view.version)
  const frame = useRef<HTMLElement>(null)
  const label = t('diagram.alt', { state: words(view.case.stateTitle) })
  useEffect(() => {
    const holder = frame.current?.querySelector('.diagram-picture')
    if (!holder || picture === undefined) return
    const drawing = document.importNode(picture.documentElement, true)
    drawing.setAttribute('aria-label', label)
    drawing.querySelector('title')?.remove()
    holder.replaceChildren(drawing)
  }, [picture, label])
  useEffect(() => {
    const drawing = frame.current?.querySelector('svg.state-diagram')
    const box = drawing?.getAttribute('viewBox')?.split(' ').map(Number)
    if (!frame.current || !drawing || picture === undefined || box === undefined) return
    const [, , width = 0, height = 0] = box
    const room = frame.current.clientWidth - 24
    const scale = zoom === 'fit' ? Math.min(1, room / width) : zoom / 100
    drawing.setAttribute('width', String(Math.round(width * scale)))
    drawing.setAttribute('height', String(Math.round(height * scale)))
    showState(frame.current, view.case.state)
  }, [picture, zoom, view.case.state])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={frame} className="diagram" tabIndex={0} aria-label={t('diagram.region')}>
      {error !== null && <p className="secondary">{t('diagram.failed')}</p>}
      {picture === undefined && error === null && <Loading />}
      <div className="diagram-picture" />
    </section>
  )
}

/** Scrolls the frame, and the frame alone, until the state stands in its middle. */
function showState(frame: HTMLElement, state: string): void {
  const found = frame.querySelector(`[data-state="${CSS.escape(state)}"]`)
  if (found === null) return
  const [inner, outer] = [found.getBoundingClientRect(), frame.getBoundingClientRect()]
  frame.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 2
  frame.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2
}
