import { DownloadOutlined, ExportOutlined, ImportOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import type { SheetTried } from '../../http/api/sheets.ts'
import { requestFile, saveFile } from '../http/request-file.ts'
import { useLanguage } from '../language/language.tsx'
import { problemSentence } from '../shell/problem-notice.tsx'
import type { Field } from './field.ts'
import { SheetDialog } from './sheet-dialog.tsx'
import { sheetAddress, useSheetPlace } from './sheet-place.tsx'
import { sendFile } from './upload.ts'

type Properties = Readonly<{ field: Field; part: string; rows: readonly unknown[]; onChange: (value: readonly unknown[]) => void }>

/** A list to Excel and back: the template, the list as it stands on the page, and a file that is tried before anything is taken over. */
export function SheetTools({ field, part, rows, onChange }: Properties) {
  const { t, words } = useLanguage()
  const place = useSheetPlace()
  const chosen = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState<'template' | 'import' | 'export'>()
  const [error, setError] = useState<unknown>()
  const [tried, setTried] = useState<SheetTried>()
  if (place === null || field.of === 'attachment') return null
  const address = sheetAddress(place, part, field.key)

  const during = async (what: typeof busy, work: () => Promise<void>) => {
    setError(undefined)
    setBusy(what)
    try {
      await work()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(undefined)
      if (chosen.current !== null) chosen.current.value = ''
    }
  }
  const tryFile = (file: File | undefined) =>
    file === undefined ? undefined : during('import', async () => setTried(await sendFile<SheetTried>(address, file, () => undefined)))
  const named = (what: string) => `${what} ${words(field.title)}`
  return (
    <div className="sheet-tools">
      <Button
        icon={<DownloadOutlined aria-hidden />}
        loading={busy === 'template'}
        aria-label={named(t('sheet.template'))}
        onClick={() => void during('template', async () => saveFile(await requestFile('GET', address)))}
      >
        {t('sheet.template')}
      </Button>
      <Button
        icon={<ImportOutlined aria-hidden />}
        loading={busy === 'import'}
        aria-label={named(t('sheet.import'))}
        onClick={() => chosen.current?.click()}
      >
        {t('sheet.import')}
      </Button>
      <Button
        icon={<ExportOutlined aria-hidden />}
        loading={busy === 'export'}
        disabled={rows.length === 0}
        aria-label={named(t('sheet.export'))}
        onClick={() => void during('export', async () => saveFile(await requestFile('POST', `${address}/filled`, { items: rows })))}
      >
        {t('sheet.export')}
      </Button>
      <input
        ref={chosen}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden
        accept=".xlsx"
        onChange={(event) => void tryFile(event.target.files?.[0])}
      />
      {error !== undefined && (
        <p className="field-problem" role="alert">
          {problemSentence(error, t)}
        </p>
      )}
      {tried !== undefined && (
        <SheetDialog
          tried={tried}
          title={words(field.title)}
          before={rows.length}
          onTake={() => {
            onChange(tried.items)
            setTried(undefined)
          }}
          onClose={() => setTried(undefined)}
        />
      )}
    </div>
  )
}
