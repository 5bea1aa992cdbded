/** Line breaks and tabs are layout; every other control or format character could hide or reorder what a reader sees. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu
const LAYOUT = new Set(['\n', '\t'])

/** Text with characters that cannot be seen, or that change what is seen, written out as 〔U+202E〕. Emoji joiners stay. */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, (mark) => (LAYOUT.has(mark) || mark === '\u200D' ? mark : named(mark)))
}

/** A character by its code point. */
export function named(mark: string): string {
  return `〔U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}〕`
}
