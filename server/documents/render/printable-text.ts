import type { Printable } from './typst-source.ts'
import { named, visibleText } from './visible-text.ts'

/** Letters in a row without a place to break, after which a break is allowed. Numbers of records and hashes stay whole. */
const LONGEST_RUN = 22
const NO_BREAK = /[!-,.0-~¡-ʯͰ-ӿ]{23,}/g

/**
 * Text as the PDF can hold it. PDF/A forbids a character without a glyph, and Typst 0.13 ends the process over
 * some bidirectional controls: so only what the font covers passes, all else is written out as 〔U+1F600〕. The embedded
 * data keeps the text as it was.
 */
export function makePrintable(coverage: ReadonlySet<number>): Printable {
  const usual = [...'、。，；：？！（）《》“”·…—'].filter((mark) => coverage.has(mark.codePointAt(0) ?? 0)).join('')
  const plain = new RegExp(`^(?:[ -~]{0,${LONGEST_RUN}}[${usual}${wholeRange(coverage, 0x4e00, 0x9fa5) ? '一-龥' : ''}]*)?$`, 'u')
  const set = (mark: string) => mark === '\n' || (coverage.has(mark.codePointAt(0) ?? 0) && /[^\p{C}\p{M}\p{Zl}\p{Zp}]/u.test(mark))
  return (text) => {
    if (plain.test(text)) return text
    const seen = visibleText(text).replaceAll('\t', '    ').replaceAll('\u200D', '')
    return withBreaks([...seen].map((mark) => (set(mark) ? mark : named(mark))).join(''))
  }
}

function wholeRange(coverage: ReadonlySet<number>, first: number, last: number): boolean {
  for (let point = first; point <= last; point += 1) if (!coverage.has(point)) return false
  return true
}

function withBreaks(text: string): string {
  return text.replace(NO_BREAK, (run) => (run.match(new RegExp(`.{1,${LONGEST_RUN}}`, 'gu')) ?? []).join('\u200B'))
}
