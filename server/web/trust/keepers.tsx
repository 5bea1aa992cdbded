import type { LogKeeper } from '../../http/api/log.ts'
import { useLanguage } from '../language/language.tsx'
import { Moment } from '../shell/moment.tsx'

/** Who outside the house holds a checkpoint, and since when. */
export function Keepers({ keepers }: Readonly<{ keepers: readonly LogKeeper[] }>) {
  const { t } = useLanguage()
  return (
    <ul className="plain-list">
      {keepers.map(({ kind, name, size, at }) => (
        <li key={`${kind} ${name}`}>
          {t(`trust.keeper.${kind}`, { name, size })} <Moment at={at} />
        </li>
      ))}
    </ul>
  )
}
