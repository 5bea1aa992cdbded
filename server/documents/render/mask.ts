import type { Words } from '#engine'

/** What is printed where the sealed data holds only a commitment and no opening was handed in. */
export const withheld: Words = { zh: '〔已封存〕', en: '〔sealed〕' }
