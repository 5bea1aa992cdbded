import { type HtmlElement, type HtmlNode, voidElements } from './restricted-html.ts'
import { visibleText } from './visible-text.ts'

/**
 * HTML of the tree: the body of a record's page. It has no scripts, no style attributes, no addresses; its classes are
 * styled by the templates' `record.css`. A picture stands where the templates left an empty `span.qr` or `span.diagram`.
 */
export function htmlOf(nodes: readonly HtmlNode[], pictures: Pictures): string {
  return nodes.map((node) => ('text' in node ? escapeHtml(visibleText(node.text)) : elementOf(node, pictures))).join('')
}

function elementOf(element: HtmlElement, pictures: Pictures): string {
  const { name, classes, colspan, rowspan, children } = element
  const attributes = [
    classes.length > 0 ? ` class="${classes.join(' ')}"` : '',
    colspan > 1 ? ` colspan="${colspan}"` : '',
    rowspan > 1 ? ` rowspan="${rowspan}"` : '',
  ].join('')
  if (voidElements.has(name)) return `<${name}${attributes}>`
  const picture = pictureOf(element)
  const inner = picture === null ? htmlOf(children, pictures) : (pictures[picture] ?? '')
  return `<${name}${attributes}>${inner}</${name}>`
}

/** SVG by the place it stands in. */
export type Pictures = Readonly<{ qr?: string; diagram?: string }>

/** Which picture an element is the place of. */
export function pictureOf({ name, classes }: HtmlElement): keyof Pictures | null {
  if (name !== 'span') return null
  return classes.includes('qr') ? 'qr' : classes.includes('diagram') ? 'diagram' : null
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
