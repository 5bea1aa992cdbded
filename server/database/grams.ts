/**
 * The pieces text is found by: every two neighbouring letters, digits or Chinese characters, and every single Chinese
 * character. Chinese has no spaces to cut at; with pairs a search for two characters is one look into the index.
 */
export function gramsOf(text: string): readonly string[] {
  const grams = new Set<string>()
  for (const [run] of searchable(text).matchAll(/[\p{L}\p{N}]+/gu)) {
    const letters = [...run]
    letters.forEach((letter, index) => {
      const next = letters[index + 1]
      if (next !== undefined) grams.add(letter + next)
      if (/\p{Script=Han}/u.test(letter)) grams.add(letter)
    })
  }
  return [...grams]
}

/** Full-width forms, case and runs of blanks make no difference. */
export const searchable = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()

/** What a person typed, cut at blanks: each term must be found. */
export const termsOf = (query: string): readonly string[] => searchable(query).split(' ').filter(Boolean).slice(0, 8)
