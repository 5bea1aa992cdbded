/**
 * The little HTML that templates may write: these elements, `class` everywhere, `colspan` and `rowspan` on cells. Both
 * outputs are made from the parsed tree, so what the parser does not know reaches neither the page nor the PDF.
 */
export const elements = [
  'article',
  'header',
  'footer',
  'section',
  'div',
  'h1',
  'h2',
  'h3',
  'p',
  'span',
  'strong',
  'small',
  'br',
  'hr',
  'ol',
  'ul',
  'li',
  'table',
  'colgroup',
  'col',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
] as const
export type ElementName = (typeof elements)[number]
export const voidElements: ReadonlySet<string> = new Set(['br', 'hr', 'col'])
const names: ReadonlySet<string> = new Set(elements)

export type HtmlText = Readonly<{ text: string }>
export type HtmlElement = Readonly<{
  name: ElementName
  classes: readonly string[]
  colspan: number
  rowspan: number
  children: readonly HtmlNode[]
}>
export type HtmlNode = HtmlText | HtmlElement

/** A template wrote what the restricted HTML does not have: the template's fault, never a value's. */
export class NotRestrictedHtml extends Error {
  override name = 'NotRestrictedHtml'
}

const TAG = /^<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z]+="[^"<>]*")*)\s*>/
const ATTRIBUTE = /([a-z]+)="([^"<>]*)"/g
const entities: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#x27;', "'"],
  ['&#x60;', '`'],
  ['&#x3D;', '='],
])

type Open = Readonly<{ name: string; classes: readonly string[]; colspan: number; rowspan: number }> & { children: HtmlNode[] }

/** Reads what a template made. @throws NotRestrictedHtml */
export function parseRestrictedHtml(source: string): readonly HtmlNode[] {
  const root: Open = { name: '', classes: [], colspan: 1, rowspan: 1, children: [] }
  const stack: Open[] = [root]
  let at = 0
  while (at < source.length) {
    const parent = stack.at(-1) ?? root
    if (source[at] !== '<') {
      const end = source.indexOf('<', at)
      const stop = end === -1 ? source.length : end
      addText(parent, source.slice(at, stop))
      at = stop
      continue
    }
    const tag = TAG.exec(source.slice(at, at + 400))
    if (tag === null)
      throw new NotRestrictedHtml(`Expected a tag of the restricted HTML, but found ${JSON.stringify(source.slice(at, at + 40))}`)
    const [whole, slash, name = '', attributes = ''] = tag
    if (slash === '/') closeElement(stack, name)
    else openElement(stack, parent, name, attributes)
    at += whole.length
  }
  if (stack.length > 1) throw new NotRestrictedHtml(`Expected </${stack.at(-1)?.name}>, but the text ended`)
  return root.children
}

function openElement(stack: Open[], parent: Open, name: string, attributes: string): void {
  if (!names.has(name)) throw new NotRestrictedHtml(`Expected an element of the restricted HTML, but found <${name}>`)
  const opened: Open = { name, ...readAttributes(name, attributes), children: [] }
  parent.children.push(opened as HtmlElement)
  if (!voidElements.has(name)) stack.push(opened)
}

function closeElement(stack: Open[], name: string): void {
  const open = stack.pop()
  if (open === undefined || open.name !== name || name === '')
    throw new NotRestrictedHtml(`Expected </${open?.name ?? ''}>, but found </${name}>`)
}

function readAttributes(name: string, source: string): Pick<HtmlElement, 'classes' | 'colspan' | 'rowspan'> {
  const found = { classes: [] as string[], colspan: 1, rowspan: 1 }
  for (const [, key, value = ''] of source.matchAll(ATTRIBUTE)) {
    if (key === 'class') found.classes = value.split(/\s+/).filter((each) => each !== '')
    else if ((key === 'colspan' || key === 'rowspan') && (name === 'td' || name === 'th') && /^[1-9]\d?$/.test(value))
      found[key] = Number(value)
    else throw new NotRestrictedHtml(`Expected class, or colspan and rowspan on a cell, but found ${key} on <${name}>`)
  }
  if (found.classes.some((each) => !/^[a-z][a-z0-9-]*$/.test(each)))
    throw new NotRestrictedHtml(`Expected class names of letters, but found ${JSON.stringify(source)}`)
  return found
}

/** White space between elements is layout of the template; inside text it is kept as written. */
function addText(parent: Open, raw: string): void {
  if (/^\s*$/.test(raw)) return
  const text = raw.replace(/^[ \t]*\n\s*|\s*\n[ \t]*$/g, '').replace(/&[^;\s]*;?/g, (entity) => {
    const mark = entities.get(entity)
    if (mark === undefined) throw new NotRestrictedHtml(`Expected an entity the escaping makes, but found ${JSON.stringify(entity)}`)
    return mark
  })
  parent.children.push({ text })
}
