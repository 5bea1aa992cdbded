import { create } from 'qrcode'

/**
 * A QR code as SVG: one path of dark modules, no style attribute, so it stands under a strict content security policy.
 * `label` is what a screen reader says.
 */
export function qrSvg(text: string, label: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const runs: string[] = []
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1) if (modules.get(row, column)) runs.push(`M${column + 2} ${row + 2}h1v1h-1z`)
  const side = modules.size + 4
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><title>${label}</title><rect width="${side}" height="${side}" fill="#ffffff"/><path fill="#000000" d="${runs.join('')}"/></svg>`
}
