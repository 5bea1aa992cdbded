/** A Typst string literal. Only the two marks with a meaning inside one are escaped, and what no line should hold. */
export function typstString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`)}"`
}
