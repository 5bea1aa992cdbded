import { Table } from 'antd'
import { Link } from 'react-router'
import type { RecordListItem } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'
import { NothingHere } from '../shell/nothing-here.tsx'

/** Every sealed part of the case, by serial. */
export function CaseRecords({ records }: Readonly<{ records: readonly RecordListItem[] }>) {
  const { t, words } = useLanguage()
  return (
    <section aria-labelledby="records">
      <h2 id="records">{t('records.title', { n: records.length })}</h2>
      <Table<RecordListItem>
        size="small"
        rowKey="number"
        dataSource={[...records]}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <NothingHere title={t('records.empty')} /> }}
        columns={[
          {
            title: t('records.number'),
            render: (_, item) =>
              item.mayRead ? (
                <Link className="number-text" to={`/records/${item.number}`}>
                  {item.number}
                </Link>
              ) : (
                <span className="number-text">{item.number}</span>
              ),
          },
          {
            title: t('records.part'),
            render: (_, item) => (
              <>
                <span>{words(item.formTitle)}</span> <span className="part-name">{words(item.partTitle)}</span>
              </>
            ),
          },
          { title: t('records.step'), render: (_, item) => words(item.stepTitle) },
          { title: t('records.signers'), render: (_, item) => <Signers of={item} /> },
          { title: t('records.at'), render: (_, item) => <Moment at={item.at} /> },
        ]}
      />
    </section>
  )
}

function Signers({ of }: Readonly<{ of: RecordListItem }>) {
  const { t, words } = useLanguage()
  return (
    <ul className="signers">
      {of.signers.map(({ name, role, system, meaning }) => (
        <li key={`${name} ${role.zh}`}>
          {system ? t('history.system') : name}{' '}
          <span className="secondary">
            {[system ? '' : words(role), meaning === null ? '' : words(meaning)].filter((text) => text !== '').join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  )
}
