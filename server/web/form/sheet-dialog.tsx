import { Alert, Button, Modal } from 'antd'
import type { SheetTried } from '../../http/api/sheets.ts'
import { useLanguage } from '../language/language.tsx'

type Properties = Readonly<{ tried: SheetTried; title: string; before: number; onTake: () => void; onClose: () => void }>

/** What a spreadsheet was found to be: every wrong cell by its place, or rows that can be taken over. Nothing has been stored yet. */
export function SheetDialog({ tried, title, before, onTake, onClose }: Properties) {
  const { t } = useLanguage()
  const ready = tried.outcome === 'ready'
  return (
    <Modal open title={t('sheet.title', { title })} footer={null} width={ready ? 560 : 860} onCancel={onClose} mask={{ closable: false }}>
      <div className="stack">
        {ready ? (
          <Alert type="success" showIcon role="status" title={t('sheet.ready', { n: tried.count })} description={t('sheet.readyWhat')} />
        ) : (
          <Alert
            type="error"
            showIcon
            role="alert"
            title={t('sheet.wrong', { n: tried.problems.length + tried.more })}
            description={t('sheet.wrongWhat')}
          />
        )}
        {ready && before > 0 && <p>{t('sheet.replaces', { n: before })}</p>}
        {!ready && <SheetProblems tried={tried} />}
        <div className="actions end">
          <Button onClick={onClose}>{t(ready ? 'common.cancel' : 'sheet.close')}</Button>
          {ready && (
            <Button type="primary" autoFocus onClick={onTake}>
              {t('sheet.take')}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  )
}

function SheetProblems({ tried }: Readonly<{ tried: SheetTried }>) {
  const { t, words } = useLanguage()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="sheet-problems" tabIndex={0} aria-label={t('sheet.problems')}>
      <table className="rows-table">
        <thead>
          <tr>
            {(['row', 'column', 'field', 'found', 'detail'] as const).map((head) => (
              <th key={head} scope="col">
                {t(`sheet.head.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tried.problems.map(({ row, column, title, found, detail }) => (
            <tr key={`${row} ${column} ${detail}`}>
              <td data-label={t('sheet.head.row')} className="column-number">
                {row ?? '–'}
              </td>
              <td data-label={t('sheet.head.column')}>{column ?? '–'}</td>
              <td data-label={t('sheet.head.field')}>{words(title)}</td>
              <td data-label={t('sheet.head.found')}>{found}</td>
              <td data-label={t('sheet.head.detail')}>{detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {tried.more > 0 && <p>{t('sheet.more', { n: tried.more })}</p>}
    </section>
  )
}
