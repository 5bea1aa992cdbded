/** Texts about second factors and signing, in both languages. */
export const securityZh = {} as const

export const securityEn: Readonly<Record<keyof typeof securityZh, string>> = {}
