import { Pagination } from 'antd'
import { useLanguage } from '../language/language.tsx'
import { rowsOnPage } from './row-pages.ts'

type Properties = Readonly<{ rows: number; page: number; label: string; onPage: (page: number) => void }>

/** Turns the pages of a long list; says which rows stand on this one. */
export function RowPager({ rows, page, label, onPage }: Properties) {
  const { t } = useLanguage()
  const most = rowsOnPage(rows)
  if (rows <= most) return null
  return (
    <nav className="row-pager" aria-label={t('form.pagesOf', { title: label })}>
      <span className="secondary" aria-live="polite">
        {t('form.rowsShown', { from: page * most + 1, to: Math.min(rows, (page + 1) * most), all: rows })}
      </span>
      <Pagination
        current={page + 1}
        total={rows}
        pageSize={most}
        showSizeChanger={false}
        showQuickJumper={false}
        onChange={(next) => onPage(next - 1)}
      />
    </nav>
  )
}
