import type { FastifyRequest } from 'fastify'
import type { Language } from '#engine'

/**
 * The language a reader is answered in: `?lang=` first, then Accept-Language by weight. zh is the first language,
 * so it is also the answer to a request that asks for neither.
 */
export function languageOf(request: FastifyRequest): Language {
  const asked = (request.query as Record<string, unknown> | undefined)?.lang
  if (asked === 'zh' || asked === 'en') return asked
  return preferred(request.headers['accept-language'])
}

function preferred(header: string | undefined): Language {
  let best: Language = 'zh'
  let weight = 0
  for (const part of (header ?? '').split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const language = tag.split('-')[0]
    const q = Number(
      parameters
        .find((parameter) => parameter.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? '1',
    )
    if ((language === 'zh' || language === 'en') && q > weight) [best, weight] = [language, q]
  }
  return best
}
