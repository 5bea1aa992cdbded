import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'
import { useLanguage } from '../language/language.tsx'

type Published = Readonly<{ path: string; bytes: number; sha256: string }>

/** The verifier that works in a browser, and the hash by which an auditor knows it again. */
export function VerifierLink() {
  const { t } = useLanguage()
  const { data } = useQuery({
    queryKey: ['verifier'],
    queryFn: ({ signal }) => request<Published>('GET', '/api/verifier', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (data === undefined) return null
  return (
    <div className="stack">
      <p>
        <a href={data.path} download="verify.html">
          {t('trust.verifierPage')}
        </a>{' '}
        {t('trust.verifierWhy')}
      </p>
      <p>
        <span className="secondary">SHA-256</span> <code className="whole-hash">{data.sha256}</code>
      </p>
    </div>
  )
}
