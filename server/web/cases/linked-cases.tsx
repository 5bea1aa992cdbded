import { Link } from 'react-router'
import type { CaseView } from '../../http/api/cases.ts'
import { useLanguage } from '../language/language.tsx'
import { StateTag } from '../shell/state-tag.tsx'

export function LinkedCases({ links }: Readonly<{ links: CaseView['links'] }>) {
  const { t, words } = useLanguage()
  if (links.length === 0) return null
  return (
    <section aria-labelledby="links">
      <h2 id="links">{t('links.title')}</h2>
      <ul className="links">
        {links.map(({ case: other, relation, direction }) => (
          <li key={`${other.id} ${direction} ${relation.zh}`}>
            <span className="link-direction">{t(`links.${direction}`)}</span>
            <Link className="number-text" to={`/cases/${other.id}`}>
              {other.number}
            </Link>
            <span>{words(other.title)}</span>
            <StateTag of={other} />
            {words(relation) !== '' && <span className="secondary">{words(relation)}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
