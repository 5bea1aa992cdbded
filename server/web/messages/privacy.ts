/** Texts about personal data, in both languages. */
export const privacyZh = {} as const

export const privacyEn: Readonly<Record<keyof typeof privacyZh, string>> = {}
