import { Link } from 'react-router'
import type { PersonFile } from '../../http/api/privacy.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'

/** Who was shown which value, when and why. */
export function AccessTable({ accesses }: Readonly<{ accesses: PersonFile['accesses'] }>) {
  const { t } = useLanguage()
  return (
    <div className="rows-scroll">
      <table className="rows-table">
        <thead>
          <tr>
            <th scope="col">{t('privacy.at')}</th>
            <th scope="col">{t('privacy.by.person')}</th>
            <th scope="col">{t('privacy.what')}</th>
            <th scope="col">{t('common.reason')}</th>
          </tr>
        </thead>
        <tbody>
          {accesses.map(({ sequence, at, by, record, path, reason }) => (
            <tr key={sequence}>
              <td data-label={t('privacy.at')}>
                <Moment at={at} />
              </td>
              <td data-label={t('privacy.by.person')}>{by}</td>
              <td data-label={t('privacy.what')}>
                {record.split('/').length === 3 ? <Link to={`/records/${record}`}>{record}</Link> : record}{' '}
                {path === '' ? t('privacy.whole') : path}
              </td>
              <td data-label={t('common.reason')}>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
