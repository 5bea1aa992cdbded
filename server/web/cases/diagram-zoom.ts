/** Per cent, smallest first. */
export const zooms = [50, 75, 100, 150, 200] as const

export type DiagramZoom = 'fit' | (typeof zooms)[number]

const place = 'guiju.diagram'

/** The size this person chose last on this machine; at first the size in which its words are read easily. */
export function keptZoom(): DiagramZoom {
  const kept = localStorage.getItem(place)
  return kept === 'fit' ? 'fit' : (zooms.find((zoom) => String(zoom) === kept) ?? 100)
}

export function keepZoom(zoom: DiagramZoom): void {
  localStorage.setItem(place, String(zoom))
}

/** One size smaller or bigger; from the fitted size, beginning at full size. */
export function stepZoom(zoom: DiagramZoom, by: -1 | 1): DiagramZoom {
  const at = zooms.findIndex((one) => one === (zoom === 'fit' ? 100 : zoom))
  return zooms[Math.min(zooms.length - 1, Math.max(0, at + by))] ?? 100
}
