import { Tag } from 'antd'
import { useLanguage, type Words } from '../language/language.tsx'

/** The state of a case; a closed case says so in words. */
export function StateTag({ of }: Readonly<{ of: Readonly<{ stateTitle: Words; closed: boolean }> }>) {
  const { t, words } = useLanguage()
  return (
    <Tag variant={of.closed ? 'outlined' : 'filled'} className={of.closed ? 'state closed' : 'state'}>
      {words(of.stateTitle)}
      {of.closed && ` · ${t('case.closed')}`}
    </Tag>
  )
}
