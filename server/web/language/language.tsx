import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { en } from '../messages/en.ts'
import { type MessageKey, zh } from '../messages/zh.ts'

export type Language = 'zh' | 'en'
export type Words = Readonly<Record<Language, string>>
export type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string

const storageKey = 'guiju.language'
const catalogues = { zh, en } as const

type LanguageValue = Readonly<{
  language: Language
  setLanguage: (language: Language) => void
  /** A text of the catalogue, with `{name}` replaced by the values given. */
  t: Say
  /** The reader's side of a text that came in both languages. */
  words: (both: Words) => string
}>

const LanguageContext = createContext<LanguageValue | undefined>(undefined)

/** The language chosen last on this machine; Chinese where none was. */
export function storedLanguage(): Language {
  return localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh'
}

export function sayIn(language: Language): Say {
  return (key, values = {}) => catalogues[language][key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export function LanguageProvider({ children, onChange }: Readonly<{ children: ReactNode; onChange: () => void }>) {
  const [language, setStored] = useState<Language>(storedLanguage)
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [language])
  const setLanguage = useCallback(
    (next: Language) => {
      localStorage.setItem(storageKey, next)
      setStored(next)
      // Sentences of the server are written in the language they were asked in.
      onChange()
    },
    [onChange],
  )
  const value = useMemo<LanguageValue>(
    () => ({ language, setLanguage, t: sayIn(language), words: (both) => both[language] || both.zh }),
    [language, setLanguage],
  )
  return <LanguageContext value={value}>{children}</LanguageContext>
}

export function useLanguage(): LanguageValue {
  const value = useContext(LanguageContext)
  if (value === undefined) throw new Error('Expected a LanguageProvider above, but there is none')
  return value
}
