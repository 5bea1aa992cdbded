import ElkConstructor, { type ELK, type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js'
import type { Language, ProcedureDocument } from '#engine'

export type Point = Readonly<{ x: number; y: number }>
export type Box = Readonly<{ x: number; y: number; width: number; height: number }>
export type DiagramState = Box & Readonly<{ key: string; title: string; initial: boolean; final: boolean }>
export type DiagramStep = Readonly<{
  key: string
  title: string
  from: string
  to: string
  automatic: boolean
  points: readonly Point[]
  label: Box
}>
export type DiagramLayout = Readonly<{ width: number; height: number; states: readonly DiagramState[]; steps: readonly DiagramStep[] }>

export const stateHeight = 40
export const labelHeight = 17
const STATE_LETTER = 7.6
const LABEL_LETTER = 6.4

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '44',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.thoroughness': '30',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
} as const

/** Lays the states of a document out, top to bottom. Takes about half a second: keep the answer for the revision. */
export async function layOutDiagram(document: ProcedureDocument, language: Language): Promise<DiagramLayout> {
  const states = Object.entries(document.states).map(([key, { title, final }]) => ({
    key,
    title: title[language],
    initial: key === document.initial,
    final: final === true,
  }))
  const steps = Object.entries(document.steps).flatMap(([key, step]) => {
    const automatic = step.automatic !== undefined
    const title = `${automatic ? '◷ ' : ''}${step.title[language]}`
    return step.from.map((from) => ({ key, title, from, to: step.to, automatic }))
  })
  const graph: ElkNode = {
    id: 'diagram',
    layoutOptions: { ...options },
    children: states.map(({ key, title }) => ({ id: key, width: Math.max(96, extent(title) * STATE_LETTER + 30), height: stateHeight })),
    edges: steps.map(
      ({ title, from, to }, at): ElkExtendedEdge => ({
        id: String(at),
        sources: [from],
        targets: [to],
        labels: [{ id: `${at}-label`, text: title, width: extent(title) * LABEL_LETTER + 8, height: labelHeight }],
      }),
    ),
  }
  const laid = await elk().layout(graph)
  const nodes = new Map((laid.children ?? []).map((node) => [node.id, node]))
  const edges = new Map((laid.edges ?? []).map((edge) => [edge.id, edge]))
  return {
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    states: states.map((state) => ({ ...state, ...boxOf(nodes.get(state.key)) })),
    steps: steps.map((step, at) => ({
      ...step,
      points: pointsOf(edges.get(String(at))),
      label: boxOf(edges.get(String(at))?.labels?.[0]),
    })),
  }
}

// elkjs is a CommonJS bundle: its default export is the class in some loaders and holds the class in others.
const Elk = ElkConstructor as unknown as { new (): ELK } & { default?: new () => ELK }
let shared: ELK | null = null

function elk(): ELK {
  shared ??= new (Elk.default ?? Elk)()
  return shared
}

function boxOf(shape: Readonly<{ x?: number; y?: number; width?: number; height?: number }> | undefined): Box {
  return { x: shape?.x ?? 0, y: shape?.y ?? 0, width: shape?.width ?? 0, height: shape?.height ?? 0 }
}

function pointsOf(edge: ElkExtendedEdge | undefined): readonly Point[] {
  return (edge?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].map(({ x, y }) => ({ x, y })),
  )
}

/** Length in half em; a Chinese character is two wide. */
function extent(text: string): number {
  return [...text].reduce((sum, mark) => sum + (mark > '\u024F' ? 2 : 1.05), 0)
}
