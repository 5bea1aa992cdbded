import { DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Draw } from '../../http/api/sampling.ts'
import { useReference } from '../http/queries.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { enoughDigits, keptThrown } from './dice.ts'
import { DiceInputs } from './dice-inputs.tsx'

/** One sample: announced, ready, or drawn, with what it was made of. */
export function DrawLine({ draw }: Readonly<{ draw: Draw }>) {
  const { t } = useLanguage()
  return (
    <li className="export">
      <div className="export-head">
        <strong>
          {t(`samples.what.${draw.of}`, { members: draw.members, size: draw.size })}
          {draw.perCentre && t('samples.what.each')}
        </strong>
        <Tag variant="filled" className={`draw-${draw.state}`}>
          {t(`samples.state.${draw.state}`)}
        </Tag>
        <span className="secondary">
          {draw.by} · <Moment at={draw.announcedAt} />
        </span>
      </div>
      <p>{draw.reason}</p>
      <p className="secondary">
        <Scope draw={draw} />
      </p>
      <span className="export-hash">
        {t('samples.population')} <code className="whole-hash">{draw.population.replace('sha256:', '')}</code>
      </span>
      {draw.state === 'waiting' && <p role="status">{t('samples.waiting')}</p>}
      {draw.state === 'ready' && <ReadyDraw draw={draw} />}
      {draw.state === 'drawn' && <DrawnSample draw={draw} />}
    </li>
  )
}

function Scope({ draw: { scope } }: Readonly<{ draw: Draw }>) {
  const { t, words } = useLanguage()
  const { data: reference } = useReference()
  const centre = reference?.centres.find(({ code }) => code === scope.centre)
  const parts = [
    scope.document,
    scope.year === null ? null : t('year.option', { year: scope.year }),
    centre === undefined ? scope.centre : words(centre),
    scope.form,
  ].filter((part) => part !== null)
  return t('samples.scope', { scope: parts.length === 0 ? t('samples.everything') : parts.join(' · ') })
}

function ReadyDraw({ draw }: Readonly<{ draw: Draw }>) {
  const { t } = useLanguage()
  const cache = useQueryClient()
  const [thrown, setThrown] = useState(() => keptThrown(draw.id))
  const drawNow = useMutation({
    mutationFn: () => request<Draw>('POST', `/api/draws/${draw.id}/draw`, { body: draw.dice ? { dice: thrown } : {} }),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['draws'] }),
  })
  return (
    <div className="stack">
      <p>{t('samples.ready', { size: draw.checkpoint?.size ?? 0 })}</p>
      {draw.dice && <DiceInputs id={`draw-${draw.id}`} value={thrown} onChange={setThrown} />}
      {drawNow.error !== null && <ProblemNotice error={drawNow.error} />}
      <div className="actions">
        <Button
          type="primary"
          loading={drawNow.isPending}
          disabled={draw.dice && !(enoughDigits.test(thrown.digits) && /^[0-9a-f]{32}$/.test(thrown.nonce))}
          onClick={() => drawNow.mutate()}
        >
          {t('samples.draw')}
        </Button>
      </div>
    </div>
  )
}

function DrawnSample({ draw }: Readonly<{ draw: Draw }>) {
  const { t } = useLanguage()
  return (
    <>
      <span className="export-hash">
        {t('samples.seed')} <code className="whole-hash">{(draw.seed ?? '').replace('sha256:', '')}</code>
      </span>
      <span className="export-hash">
        {t('samples.checkpoint', { size: draw.checkpoint?.size ?? 0, root: '' })}
        <code className="whole-hash">{draw.checkpoint?.root}</code>
      </span>
      <details className="sample">
        <summary>{t('samples.sample', { count: draw.sample.length })}</summary>
        <ol>
          {draw.sample.map(({ name, case: id }) => (
            <li key={name}>
              <Link to={id === null ? `/records/${name}` : `/cases/${id}`}>{name}</Link>
            </li>
          ))}
        </ol>
      </details>
      <div className="export-done">
        <Button href={`/api/draws/${draw.id}/file`} icon={<DownloadOutlined aria-hidden />}>
          {t('samples.file')}
        </Button>
        <span className="secondary">{t('samples.drawnBy', { name: draw.drawnBy ?? '' })}</span>
      </div>
    </>
  )
}
