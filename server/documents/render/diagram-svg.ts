import type { Language, ProcedureDocument } from '#engine'
import { type DiagramLayout, type DiagramState, type DiagramStep, layOutDiagram, type Point } from './diagram-layout.ts'
import { escapeHtml } from './render-html.ts'

export type DiagramView = Readonly<{ language: Language; current?: string; passed?: readonly string[] }>

const FONTS = "'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
const looks = {
  waiting: { fill: '#ffffff', stroke: '#8c8c8c', text: '#262626', width: 1.2 },
  next: { fill: '#eaf2fb', stroke: '#0b57a4', text: '#083d73', width: 1.8 },
  passed: { fill: '#e6f4ea', stroke: '#2f7d4f', text: '#1d5c38', width: 1.4 },
  current: { fill: '#0b57a4', stroke: '#083d73', text: '#ffffff', width: 2 },
} as const
type Look = keyof typeof looks

/** Draws the states and transitions of a document as one SVG; the state a case is in stands out, those it passed and those it may come to next are tinted. */
export async function diagramSvg(document: ProcedureDocument, view: DiagramView): Promise<string> {
  return drawDiagram(document, await keptLayout(document, view.language), view)
}

/** Layouts by document and language. A revision is one object as long as its baseline is loaded, and goes with it. */
const kept = new WeakMap<ProcedureDocument, Map<Language, Promise<DiagramLayout>>>()

function keptLayout(document: ProcedureDocument, language: Language): Promise<DiagramLayout> {
  const own = kept.get(document) ?? new Map<Language, Promise<DiagramLayout>>()
  kept.set(document, own)
  const made = own.get(language) ?? layOutDiagram(document, language)
  own.set(language, made)
  return made
}

/** Presentation attributes only, no style and no id: it stands in a page under a strict policy, as often as one likes. */
function drawDiagram(document: ProcedureDocument, layout: DiagramLayout, { language, current, passed = [] }: DiagramView): string {
  const next = new Set(layout.steps.filter(({ from }) => from === current).map(({ to }) => to))
  const lookOf = (key: string): Look => (key === current ? 'current' : next.has(key) ? 'next' : passed.includes(key) ? 'passed' : 'waiting')
  const title = `${document.code} ${document.title[language]}`
  const steps = layout.steps.map((step) => drawStep(step, lookOf(step.from) === 'current'))
  const states = layout.states.map((state) => drawState(state, lookOf(state.key)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="state-diagram" role="img" viewBox="0 0 ${layout.width} ${layout.height}" width="${layout.width}" height="${layout.height}" font-family="${escapeHtml(FONTS)}">`,
    `<title>${escapeHtml(title)}</title><desc>${escapeHtml(inWords(layout, current, language))}</desc>`,
    ...steps.map(({ line }) => line),
    ...steps.map(({ label }) => label),
    ...states,
    '</svg>',
  ].join('')
}

function drawState({ key, x, y, width, height, title, initial, final }: DiagramState, look: Look): string {
  const { fill, stroke, text, width: line } = looks[look]
  const round = final ? 6 : height / 2
  const inner = final
    ? `<rect x="${x + 4}" y="${y + 4}" width="${width - 8}" height="${height - 8}" rx="3" fill="none" stroke="${look === 'current' ? '#ffffff' : stroke}" stroke-width="1"/>`
    : ''
  const start = initial
    ? `<circle cx="${x + width / 2}" cy="${y - 16}" r="4" fill="#262626"/><path d="M${x + width / 2} ${y - 12}V${y - 2}" stroke="#262626" stroke-width="1.2"/>`
    : ''
  return `<g class="state ${look}${final ? ' final' : ''}" data-state="${escapeHtml(key)}">${start}<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}" stroke="${stroke}" stroke-width="${line}"/>${inner}<text x="${x + width / 2}" y="${y + height / 2}" text-anchor="middle" dominant-baseline="central" font-size="14" font-weight="${look === 'waiting' ? 400 : 600}" fill="${text}">${escapeHtml(title)}</text></g>`
}

function drawStep({ key, points, label, title, automatic }: DiagramStep, open: boolean): Readonly<{ line: string; label: string }> {
  const colour = open ? '#0b57a4' : '#8c8c8c'
  const dashes = automatic ? ' stroke-dasharray="5 3"' : ''
  const line = `<g class="step${open ? ' open' : ''}" data-step="${escapeHtml(key)}"><path d="${pathOf(points)}" fill="none" stroke="${colour}" stroke-width="${open ? 1.8 : 1.2}"${dashes}/><path d="${arrowAt(points)}" fill="${colour}"/></g>`
  const text = `<g class="step-label"><rect x="${label.x}" y="${label.y}" width="${label.width}" height="${label.height}" rx="2" fill="#ffffff"/><text x="${label.x + label.width / 2}" y="${label.y + label.height / 2}" text-anchor="middle" dominant-baseline="central" font-size="12" fill="${open ? '#083d73' : '#434343'}">${escapeHtml(title)}</text></g>`
  return { line, label: text }
}

/** Straight runs with rounded corners; the last run stops short of the arrow's point. */
function pathOf(points: readonly Point[]): string {
  const corners = points.slice(1, -1).map((corner, at) => {
    const before = towards(corner, points[at] ?? corner, 6)
    const after = towards(corner, points[at + 2] ?? corner, 6)
    return `L${before.x} ${before.y}Q${corner.x} ${corner.y} ${after.x} ${after.y}`
  })
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return ''
  const stop = towards(last, points.at(-2) ?? last, 6)
  return `M${first.x} ${first.y}${corners.join('')}L${stop.x} ${stop.y}`
}

function arrowAt(points: readonly Point[]): string {
  const tip = points.at(-1)
  if (tip === undefined) return ''
  const before = points.at(-2) ?? tip
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1
  const [dx, dy] = [(tip.x - before.x) / length, (tip.y - before.y) / length]
  const corner = (side: number) => `${round(tip.x - dx * 9 + dy * side)} ${round(tip.y - dy * 9 - dx * side)}`
  return `M${tip.x} ${tip.y}L${corner(4)}L${corner(-4)}z`
}

/** The point so far from `from` on the way to `to`, at most half the way. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length === 0) return from
  const share = Math.min(distance, length / 2) / length
  return { x: round(from.x + (to.x - from.x) * share), y: round(from.y + (to.y - from.y) * share) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** The picture in words, for those who do not see it. */
function inWords({ states, steps }: DiagramLayout, current: string | undefined, language: Language): string {
  const titles = new Map(states.map(({ key, title }) => [key, title]))
  const lines = steps.map(({ from, to, title }) => `${titles.get(from) ?? from} → ${titles.get(to) ?? to}: ${title}`)
  const now =
    current === undefined
      ? []
      : [language === 'zh' ? `当前状态：${titles.get(current) ?? current}` : `Current state: ${titles.get(current) ?? current}`]
  return [...now, ...lines].join('; ')
}
