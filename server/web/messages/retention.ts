/** Texts about retention and disposal, in both languages. */
export const retentionZh = {} as const

export const retentionEn: Readonly<Record<keyof typeof retentionZh, string>> = {}
