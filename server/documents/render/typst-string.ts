/** A Typst string literal, in ASCII alone. */
export function typstString(text: string): string {
  return `"${inAscii(text.replace(/["\\]/g, '\\$&'))}"`
}

/**
 * Typst with every character beyond printable ASCII as `\u{…}`, which strings and markup both read. A source must be
 * ASCII: the compiler takes the next source over by the bytes that differ from the one before, and Typst 0.13 errs where
 * two different characters end in the same byte of UTF-8 (一, 倀): it keeps the old one, silently.
 */
export function inAscii(source: string): string {
  return source.replace(/[^\n -~]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`)
}
