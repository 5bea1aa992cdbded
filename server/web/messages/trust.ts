/** Texts about the log, its checkpoints and the checks that run by night, in both languages. */
export const trustZh = {} as const

export const trustEn: Readonly<Record<keyof typeof trustZh, string>> = {}
