import { createHash } from 'node:crypto'

/** A drawn page may hold its own style and pictures made on the spot; no script, no form, nothing from elsewhere. */
export function policyOfPage(page: string): string {
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(
    ([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
  )
  return `default-src 'none'; style-src ${styles.join(' ') || "'none'"}; img-src data:; font-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'`
}
