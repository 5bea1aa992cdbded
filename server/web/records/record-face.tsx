import { Button } from 'antd'
import { useState } from 'react'
import type { RecordView } from '../../http/api/records.ts'
import { useLanguage } from '../language/language.tsx'

/** The record as paper: the part alone, or the whole sheet with the parts sealed so far. */
export function RecordFace({ record }: Readonly<{ record: RecordView }>) {
  const { t } = useLanguage()
  const [whole, setWhole] = useState(false)
  const address = whole ? `${record.html}${record.html.includes('?') ? '&' : '?'}sheet=1` : record.html
  return (
    <section aria-labelledby="record-face">
      <div className="section-head">
        <h2 id="record-face">{t('record.face')}</h2>
        <Button aria-pressed={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? 'record.partAlone' : 'record.wholeSheet')}
        </Button>
      </div>
      <iframe className="face" src={address} title={t('record.faceTitle', { number: record.number })} sandbox="" />
    </section>
  )
}
