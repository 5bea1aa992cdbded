/** Texts about sampling, in both languages. */
export const samplingZh = {} as const

export const samplingEn: Readonly<Record<keyof typeof samplingZh, string>> = {}
