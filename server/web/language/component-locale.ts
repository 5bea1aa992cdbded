import type { ConfigProviderProps } from 'antd'
import english from 'antd/es/locale/en_US.js'
import chinese from 'antd/es/locale/zh_CN.js'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import type { Language } from './language.tsx'

type Locale = NonNullable<ConfigProviderProps['locale']>

/** The words inside the design system's own components: calendars, paging, empty tables. */
export function componentLocale(language: Language): Locale {
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en')
  return withSpokenDates(exportedBy(language === 'zh' ? chinese : english))
}

/** The package declares these files as CommonJS and ships them as modules: types and bundler disagree on the wrapping. */
function exportedBy(file: Locale | Readonly<{ default: Locale }>): Locale {
  return 'default' in file ? file.default : file
}

/** The buttons of a calendar are named by the year and month they show; a label of their own would hide that. */
function withSpokenDates(locale: Locale): Locale {
  const { DatePicker } = locale
  return DatePicker === undefined
    ? locale
    : { ...locale, DatePicker: { ...DatePicker, lang: { ...DatePicker.lang, yearSelect: '', monthSelect: '' } } }
}
