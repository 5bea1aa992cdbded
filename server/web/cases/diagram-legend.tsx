import { useLanguage } from '../language/language.tsx'

/** What the looks of the picture mean; drawn as the picture draws them. */
export function DiagramLegend() {
  const { t } = useLanguage()
  return (
    <ul className="legend" aria-label={t('diagram.legend')}>
      <li>
        <Swatch>
          <rect x="1" y="2" width="26" height="12" rx="6" fill="#e6f4ea" stroke="#2f7d4f" strokeWidth="1.4" />
        </Swatch>
        {t('diagram.passed')}
      </li>
      <li>
        <Swatch>
          <rect x="1" y="2" width="26" height="12" rx="6" fill="#0b57a4" stroke="#083d73" strokeWidth="2" />
        </Swatch>
        {t('diagram.present')}
      </li>
      <li>
        <Swatch>
          <rect x="1" y="2" width="26" height="12" rx="6" fill="#eaf2fb" stroke="#0b57a4" strokeWidth="1.8" />
        </Swatch>
        {t('diagram.next')}
      </li>
      <li>
        <Swatch>
          <path d="M1 8H20" stroke="#595959" strokeWidth="1.4" strokeDasharray="5 3" />
          <path d="M27 8L19 4V12z" fill="#595959" />
        </Swatch>
        {t('diagram.automatic')}
      </li>
      <li>
        <Swatch>
          <rect x="1" y="1" width="26" height="14" rx="4" fill="none" stroke="#8c8c8c" strokeWidth="1.2" />
          <rect x="4" y="4" width="20" height="8" rx="2" fill="none" stroke="#8c8c8c" strokeWidth="1" />
        </Swatch>
        {t('diagram.final')}
      </li>
    </ul>
  )
}

function Swatch({ children }: Readonly<{ children: React.ReactNode }>) {
  return (
    <svg viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">
      {children}
    </svg>
  )
}
