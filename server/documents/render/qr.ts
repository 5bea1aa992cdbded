import { create } from 'qrcode'

/**
 * A QR code as SVG: one path of dark runs, no style attribute, so it stands under a strict content security policy.
 * `label` is what a screen reader says.
 */
export function qrSvg(text: string, label: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const runs: string[] = []
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      const start = column
      while (column < modules.size && modules.get(row, column)) column += 1
      if (column > start) runs.push(`M${start + 2} ${row + 2}h${column - start}v1H${start + 2}z`)
    }
  }
  const side = modules.size + 4
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><title>${label}</title><rect width="${side}" height="${side}" fill="#ffffff"/><path fill="#000000" d="${runs.join('')}"/></svg>`
}
