import { Button } from 'antd'
import { useLanguage } from '../language/language.tsx'

/** Names the other language in that language, so that a reader who landed in the wrong one finds it. */
export function LanguageSwitch() {
  const { language, setLanguage, t } = useLanguage()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <Button type="text" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => setLanguage(other)}>
      {t('language.other')}
    </Button>
  )
}
