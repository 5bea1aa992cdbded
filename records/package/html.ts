import type { Words } from '#engine'

/** What the pages of a package share: escaping, a frame without script or network, and a style that prints. */
export function escaped(text: string): string {
  if (!/[&<>"']/.test(text)) return text
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}

/** Chinese first, English beside it, smaller. */
export function both(zh: string, en: string): string {
  return `${escaped(zh)} <small>${escaped(en)}</small>`
}

/** What reads the same in both languages is written once. */
export const bothOf = ({ zh, en }: Words): string => (zh === en ? escaped(zh) : both(zh, en))

export const tableHead = (...cells: readonly string[]): string =>
  `<thead><tr>${cells.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead>`

export function htmlPage(title: string, body: string): string {
  return `<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${style}</style></head><body>\n${body}</body></html>\n`
}

/** A link to a file of the package, from a page of the package. */
export function linkTo(path: string, from: string, words: string): string {
  return `<a href="${escaped(encodeURI(relative(path, from)))}">${words}</a>`
}

function relative(path: string, from: string): string {
  const [target, source] = [path.split('/'), from.split('/').slice(0, -1)]
  let shared = 0
  while (shared < source.length && source[shared] === target[shared]) shared += 1
  return [...source.slice(shared).map(() => '..'), ...target.slice(shared)].join('/')
}

const style = [
  'body{font:15px/1.6 "Noto Sans SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1.25rem;color:#1f1f1f}',
  'h1{font-size:1.6rem;margin:0 0 .25rem}h2{margin-top:2.2rem;font-size:1.2rem;border-bottom:2px solid #b42318;padding-bottom:.25rem}',
  'small{color:#595959;font-weight:400;font-size:.86em}table{border-collapse:collapse;width:100%;margin:.6rem 0}',
  'th,td{border:1px solid #d9d9d9;padding:.3rem .55rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}thead th{background:#fafafa;overflow-wrap:normal}',
  'table.facts th{width:13rem;background:#fafafa;font-weight:500}td.code{white-space:nowrap}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}',
  'tr.volume th{background:#fff1f0;font-size:1rem}.say{border:1px solid #d9d9d9;border-left-width:6px;padding:.6rem 1rem;margin:1rem 0;border-radius:4px}',
  '.good{border-left-color:#237804;background:#f6ffed}.bad{border-left-color:#a8071a;background:#fff1f0}.say strong{font-size:1.1rem}',
  '.lack{color:#a8071a;font-weight:600}.quiet{color:#595959}nav a{margin-right:1rem}a{color:#0958d9}code{font-size:.9em}ul{padding-left:1.2rem}',
  '@media print{body{margin:0;max-width:none}a{color:inherit;text-decoration:none}tr{break-inside:avoid}}',
].join('')
