import { type HtmlElement, type HtmlNode, voidElements } from './restricted-html.ts'
import { visibleText } from './visible-text.ts'

/**
 * HTML of the tree: the body of a record's page. It has no scripts, no style attributes, no addresses; its classes are
 * styled by the templates' `record.css`. The QR code stands where the templates left an empty `span.qr`.
 */
export function htmlOf(nodes: readonly HtmlNode[], qrSvg: string): string {
  return nodes.map((node) => ('text' in node ? escapeHtml(visibleText(node.text)) : elementOf(node, qrSvg))).join('')
}

function elementOf(element: HtmlElement, qrSvg: string): string {
  const { name, classes, colspan, rowspan, children } = element
  const attributes = [
    classes.length > 0 ? ` class="${classes.join(' ')}"` : '',
    colspan > 1 ? ` colspan="${colspan}"` : '',
    rowspan > 1 ? ` rowspan="${rowspan}"` : '',
  ].join('')
  if (voidElements.has(name)) return `<${name}${attributes}>`
  const inner = isQr(element) ? qrSvg : htmlOf(children, qrSvg)
  return `<${name}${attributes}>${inner}</${name}>`
}

export function isQr({ name, classes }: HtmlElement): boolean {
  return name === 'span' && classes.includes('qr')
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
