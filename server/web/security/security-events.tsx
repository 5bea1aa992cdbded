import type { Security } from '../../http/api/factors.ts'
import { useLanguage } from '../language/language.tsx'
import type { MessageKey } from '../messages/zh.ts'
import { Moment } from '../shell/moment.tsx'

const kinds = new Map<string, MessageKey>([
  ['wrong-password', 'office.kind.wrong-password'],
  ['wrong-code', 'office.kind.wrong-code'],
  ['wrong-passkey', 'office.kind.wrong-passkey'],
  ['wrong-recovery', 'office.kind.wrong-recovery'],
  ['locked', 'office.kind.locked'],
  ['counter-regressed', 'office.kind.counter-regressed'],
  ['recovery-used', 'office.kind.recovery-used'],
])
const doors = new Map<string, MessageKey>([
  ['sign-in', 'office.door.sign-in'],
  ['signing', 'office.door.signing'],
  ['account', 'office.door.account'],
])

/** What failed and what followed, newest first. */
export function SecurityEvents({ events }: Readonly<{ events: Security['events'] }>) {
  const { t } = useLanguage()
  const said = (of: ReadonlyMap<string, MessageKey>, code: string) => {
    const key = of.get(code)
    return key === undefined ? code : t(key)
  }
  return (
    <section className="panel" aria-labelledby="security-events">
      <h2 id="security-events">{t('office.events')}</h2>
      {events.length === 0 ? (
        <p className="secondary">{t('office.noEvents')}</p>
      ) : (
        <div className="security-events">
          <table className="rows-table">
            <thead>
              <tr>
                <th scope="col">{t('office.when')}</th>
                <th scope="col">{t('office.what')}</th>
                <th scope="col">{t('office.who')}</th>
                <th scope="col">{t('office.from')}</th>
              </tr>
            </thead>
            <tbody>
              {events.map(({ id, at, kind, door, name, login, address, noticed }) => (
                <tr key={id} className={noticed ? undefined : 'unnoticed'}>
                  <td data-label={t('office.when')}>
                    <Moment at={at} precise />
                  </td>
                  <td data-label={t('office.what')}>{`${said(kinds, kind)} · ${said(doors, door)}`}</td>
                  <td data-label={t('office.who')}>{name === null ? t('office.nobody') : `${name} ${login ?? ''}`}</td>
                  <td data-label={t('office.from')}>{address}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
