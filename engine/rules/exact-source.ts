/** A rule's text as it is handed to the CEL parser, and the way back to the place in the text its author wrote. */
export type ExactSource = Readonly<{ text: string; originalOffset(offset: number): number }>

/** The decimal 1, by which a dividend is multiplied so that `int / int` divides exactly. No author can write a name with a capital. */
export const oneName = 'ONE'

/** Expressions a document gives a name, exact already: `terms.licence_valid` stands for the expression, as if it were written there. */
export type Terms = ReadonlyMap<string, string>
export const noTerms: Terms = new Map()

type Edit = Readonly<{ at: number; length: number; text: string }>

// In order: comments, strings (raw, triple-quoted, plain), terms, names, numbers, the division sign.
const tokens =
  /\/\/[^\n]*|[rRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?''')|[rR]("|')(?:(?!\1)[^\n])*\1|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|(?<![.\w])terms\.[a-z_][a-z0-9_]*|[A-Za-z_][A-Za-z0-9_]*|0[xX][0-9a-fA-F]+|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?|\//g

/**
 * Makes CEL's arithmetic exact before it is parsed. A literal with a fraction or an exponent becomes
 * `decimal('0.6')`: the decimal it spells, never a float. `a / b` becomes `a * ONE / b`: `*` and `/` stand on one
 * level and associate to the left, so only the type changes, from int to Decimal. A term is put in as it is defined; what is
 * wrong inside it is found at the place that names it.
 */
export function exactSource(source: string, terms: Terms = noTerms): ExactSource {
  const edits: Edit[] = []
  for (const match of source.matchAll(tokens)) {
    const token = match[0]
    const term = token.startsWith('terms.') ? terms.get(token.slice('terms.'.length)) : undefined
    if (term !== undefined) edits.push({ at: match.index, length: token.length, text: `(${term})` })
    else if (token === '/') edits.push({ at: match.index, length: 1, text: `* ${oneName} /` })
    else if (/^[\d.]/.test(token) && /[.eE]/.test(token) && !/^0[xX]/.test(token))
      edits.push({ at: match.index, length: token.length, text: `decimal('${token}')` })
  }
  return { text: applied(source, edits), originalOffset: (offset) => backTo(edits, offset) }
}

function applied(source: string, edits: readonly Edit[]): string {
  let text = ''
  let from = 0
  for (const edit of edits) {
    text += source.slice(from, edit.at) + edit.text
    from = edit.at + edit.length
  }
  return text + source.slice(from)
}

function backTo(edits: readonly Edit[], offset: number): number {
  let grown = 0
  for (const edit of edits) {
    const start = edit.at + grown
    if (offset < start) break
    if (offset < start + edit.text.length) return edit.at
    grown += edit.text.length - edit.length
  }
  return offset - grown
}
