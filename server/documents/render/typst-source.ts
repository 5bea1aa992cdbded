import { pictureOf } from './render-html.ts'
import { type HtmlElement, type HtmlNode, voidElements } from './restricted-html.ts'
import { typstString } from './typst-string.ts'

/** Puts a text a value may hold into characters the font can set; see `printable-text.ts`. */
export type Printable = (text: string) => string

/**
 * Typst for the tree, in code mode: one call of a function of the templates' `record.typ` for each element, and string
 * literals for text. Nothing a value says is ever read as markup.
 */
export function typstOf(nodes: readonly HtmlNode[], printable: Printable): string {
  return `{${nodes.map((node) => `\n${'text' in node ? textOf(node.text, printable) : elementOf(node, printable)}`).join('')}\n}`
}

function elementOf(element: HtmlElement, printable: Printable): string {
  const { name, children } = element
  const classes = arrayOf(element.classes.map(typstString))
  const picture = pictureOf(element)
  if (picture !== null) return `el-${picture}(record-${picture})`
  if (name === 'table') return tableOf(element, printable)
  if (name === 'article') return articleOf(element, classes, printable)
  if (name === 'footer') return `foot-row(${arrayOf(children.map((child) => typstOf([child], printable)))}, record-qr)`
  if (name === 'br') return 'linebreak()'
  if (voidElements.has(name)) return `el-${name}(${classes})`
  if (name === 'ol' || name === 'ul')
    return `el-${name}(${classes}, ${arrayOf(elementsIn(element, 'li').map((item) => typstOf(item.children, printable)))})`
  return `el-${name}(${classes}, ${typstOf(children, printable)})`
}

/** The footer belongs to every page, so it is given to the page before the body begins. */
function articleOf(article: HtmlElement, classes: string, printable: Printable): string {
  const foot = elementsIn(article, 'footer').map((footer) => elementOf(footer, printable))
  const body = article.children.filter((child) => 'text' in child || child.name !== 'footer')
  return `el-article(${classes}, foot: ${foot[0] ?? 'none'}, ${typstOf(body, printable)})`
}

function tableOf(table: HtmlElement, printable: Printable): string {
  const classes = arrayOf(table.classes.map(typstString))
  const rowsIn = (name: 'thead' | 'tbody') => elementsIn(table, name).flatMap((group) => elementsIn(group, 'tr'))
  const cells = (rows: readonly HtmlElement[]) =>
    arrayOf(rows.flatMap((row) => row.children.flatMap((cell) => ('text' in cell ? [] : [cellOf(cell, classes, printable)]))))
  return `el-table(${classes}, ${arrayOf(widthsOf(table))}, ${cells(rowsIn('thead'))}, ${cells(rowsIn('tbody'))})`
}

function cellOf({ name, classes, colspan, rowspan, children }: HtmlElement, tableClasses: string, printable: Printable): string {
  return `el-cell("${name}", ${arrayOf(classes.map(typstString))}, ${colspan}, ${rowspan}, ${tableClasses}, ${typstOf(children, printable)})`
}

/** Shares of the width: `col.w-3` has three. */
function widthsOf(table: HtmlElement): readonly string[] {
  const columns = elementsIn(table, 'colgroup').flatMap((group) => elementsIn(group, 'col'))
  return columns.map(({ classes }) => classes.find((each) => /^w-\d+$/.test(each))?.slice(2) ?? '1')
}

function elementsIn(parent: HtmlElement, name: string): readonly HtmlElement[] {
  return parent.children.flatMap((child) => ('text' in child || child.name !== name ? [] : [child]))
}

function textOf(text: string, printable: Printable): string {
  return printable(text).split('\n').map(typstString).join('\nlinebreak()\n')
}

function arrayOf(items: readonly string[]): string {
  return `(${items.map((item) => `${item}, `).join('')})`
}
