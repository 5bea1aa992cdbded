import { useMutation } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { type FormEvent, useState } from 'react'
import type { PersonFile } from '../../http/api/privacy.ts'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'
import { Labelled } from '../shell/labelled.tsx'
import { ProblemNotice } from '../shell/problem-notice.tsx'
import { HeldOfPerson } from './held-of-person.tsx'

export type Named = Readonly<{ by: 'number' | 'account' | 'case'; text: string }>

/** Finds somebody by a whole number. The number travels in the body and stands in no address. */
export function PersonFinder() {
  const { t } = useLanguage()
  const [by, setBy] = useState<Named['by']>('number')
  const [text, setText] = useState('')
  const look = useMutation({
    mutationFn: async (named: Named) => ({ named, file: await request<PersonFile>('POST', '/api/privacy/file', { body: named }) }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') look.mutate({ by, text: text.trim() })
  }
  return (
    <section className="stack" aria-labelledby="privacy-find">
      <h2 id="privacy-find">{t('privacy.find')}</h2>
      <form className="stack" onSubmit={submit} autoComplete="off">
        <Segmented<Named['by']>
          aria-label={t('privacy.by')}
          value={by}
          onChange={setBy}
          options={[
            { value: 'number', label: t('privacy.by.number') },
            { value: 'account', label: t('privacy.by.account') },
            { value: 'case', label: t('privacy.by.case') },
          ]}
        />
        <Labelled label={t('privacy.text')} htmlFor="privacy-text">
          <Input id="privacy-text" maxLength={100} autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} />
        </Labelled>
        <div className="actions">
          <Button type="primary" htmlType="submit" loading={look.isPending}>
            {t('privacy.look')}
          </Button>
        </div>
      </form>
      {look.error !== null && <ProblemNotice error={look.error} />}
      {look.data !== undefined && (
        <HeldOfPerson
          key={look.data.named.text}
          named={look.data.named}
          file={look.data.file}
          onChange={() => look.data !== undefined && look.mutate(look.data.named)}
        />
      )}
    </section>
  )
}
