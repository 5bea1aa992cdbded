import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber, Radio, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Static } from 'typebox'
import type { AnnounceDraw, Draw } from '../../http/api/sampling.ts'
import { useDocuments, useReference } from '../http/queries.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { canCommit, commitmentTo, enoughDigits, keepThrown, newNonce, type Thrown } from './dice.ts'
import { DiceInputs } from './dice-inputs.tsx'

type Wanted = Omit<Static<typeof AnnounceDraw>, 'dice'>
const shortestReason = 4

/** What to draw from, how many, why; and whether dice are thrown. */
export function AnnounceSample() {
  const { t } = useLanguage()
  const { today } = useSession()
  const cache = useQueryClient()
  const [wanted, setWanted] = useState<Wanted>({
    ...{ of: 'records', size: 20, perCentre: false, reason: '' },
    year: Number(today.slice(0, 4)),
  })
  const [thrown, setThrown] = useState<Thrown | null>(null)
  const [given, setGiven] = useState('')
  const announce = useMutation({
    mutationFn: async () => {
      const { form, reason, ...rest } = wanted
      const dice = thrown === null ? undefined : canCommit() ? await commitmentTo(thrown) : given.trim()
      const body = {
        ...rest,
        reason: reason.trim(),
        ...(rest.of === 'records' && form !== undefined && { form }),
        ...(dice !== undefined && { dice }),
      }
      const draw = await request<Draw>('POST', '/api/draws', { body })
      if (thrown !== null && canCommit()) keepThrown(draw.id, thrown)
    },
    onSuccess: () => {
      setWanted({ ...wanted, reason: '' })
      setThrown(null)
      void cache.invalidateQueries({ queryKey: ['draws'] })
    },
  })
  const committed = thrown === null || (canCommit() ? enoughDigits.test(thrown.digits) : given.trim() !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    announce.mutate()
  }
  return (
    <section aria-labelledby="sample-announce" className="panel">
      <h2 id="sample-announce">{t('samples.announce')}</h2>
      <form className="stack" onSubmit={submit}>
        <PopulationInputs wanted={wanted} onChange={setWanted} />
        <Checkbox checked={wanted.perCentre} onChange={(event) => setWanted({ ...wanted, perCentre: event.target.checked })}>
          {t('samples.perCentre')}
        </Checkbox>
        <Checkbox
          checked={thrown !== null}
          onChange={(event) => setThrown(event.target.checked ? { digits: '', nonce: newNonce() } : null)}
        >
          {t('samples.withDice')}
        </Checkbox>
        {thrown !== null && canCommit() && (
          <fieldset className="plain dice">
            <legend className="visually-hidden">{t('samples.withDice')}</legend>
            <p className="hint">{t('samples.digitsHint')}</p>
            <DiceInputs id="announce" value={thrown} onChange={setThrown} />
          </fieldset>
        )}
        {thrown !== null && !canCommit() && (
          <Labelled label={t('samples.commitment')} htmlFor="sample-commitment" hint={t('samples.noCrypto')}>
            <Input id="sample-commitment" value={given} onChange={(event) => setGiven(event.target.value)} />
          </Labelled>
        )}
        <Labelled label={t('common.reason')} htmlFor="sample-reason" hint={t('samples.reasonHint')}>
          <Input.TextArea
            id="sample-reason"
            aria-describedby="sample-reason-hint"
            required
            minLength={shortestReason}
            maxLength={500}
            rows={2}
            value={wanted.reason}
            onChange={(event) => setWanted({ ...wanted, reason: event.target.value })}
          />
        </Labelled>
        {announce.error !== null && <ProblemNotice error={announce.error} />}
        <Button
          type="primary"
          htmlType="submit"
          disabled={wanted.reason.trim().length < shortestReason || !committed}
          loading={announce.isPending}
        >
          {t('samples.submit')}
        </Button>
      </form>
    </section>
  )
}

/** A member that is not set is absent, as the API wants it. */
function withOptional<K extends 'document' | 'year' | 'centre' | 'form'>(wanted: Wanted, key: K, value: Wanted[K] | null | ''): Wanted {
  const { [key]: _, ...rest } = wanted
  return value === null || value === undefined || value === '' ? (rest as Wanted) : { ...wanted, [key]: value }
}

function PopulationInputs({ wanted, onChange }: Readonly<{ wanted: Wanted; onChange: (wanted: Wanted) => void }>) {
  const { t, words } = useLanguage()
  const { data: reference } = useReference()
  const { data: documents = [] } = useDocuments()
  const optional = (label: string) => `${label} ${t('form.optional')}`
  return (
    <>
      <fieldset className="plain">
        <legend>{t('samples.of')}</legend>
        <Radio.Group
          value={wanted.of}
          onChange={(event) => onChange({ ...wanted, of: event.target.value })}
          options={(['records', 'cases'] as const).map((of) => ({ value: of, label: t(`samples.of.${of}`) }))}
        />
      </fieldset>
      <div className="columns">
        <Labelled label={optional(t('samples.document'))} htmlFor="sample-document">
          <Select
            id="sample-document"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('export.allDocuments')}
            value={wanted.document ?? null}
            options={documents.map(({ code, title }) => ({ value: code, label: `${code} ${words(title)}` }))}
            onChange={(document: string | null) => onChange(withOptional(wanted, 'document', document))}
          />
        </Labelled>
        <Labelled label={optional(t('cases.year'))} htmlFor="sample-year">
          <InputNumber<number>
            id="sample-year"
            min={2000}
            max={2100}
            precision={0}
            value={wanted.year ?? null}
            onChange={(year) => onChange(withOptional(wanted, 'year', year))}
          />
        </Labelled>
        <Labelled label={optional(t('cases.centre'))} htmlFor="sample-centre">
          <Select
            id="sample-centre"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={wanted.centre ?? null}
            options={reference?.centres.map((one) => ({ value: one.code, label: words(one) })) ?? []}
            onChange={(centre: string | null) => onChange(withOptional(wanted, 'centre', centre))}
          />
        </Labelled>
        {wanted.of === 'records' && (
          <Labelled label={optional(t('samples.form'))} htmlFor="sample-form">
            <Input
              id="sample-form"
              maxLength={60}
              value={wanted.form ?? ''}
              onChange={(event) => onChange(withOptional(wanted, 'form', event.target.value.trim()))}
            />
          </Labelled>
        )}
        <Labelled label={t('samples.size')} htmlFor="sample-size">
          <InputNumber<number>
            id="sample-size"
            min={1}
            max={5000}
            precision={0}
            required
            value={wanted.size}
            onChange={(size) => onChange({ ...wanted, size: size ?? 1 })}
          />
        </Labelled>
      </div>
    </>
  )
}
