/** The nonce of this page, which the server wrote into its head; '' under the development server. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

/**
 * Gives every style element our own scripts make the nonce of this page. antd hands its `csp` to most of its styles, but
 * measuring scroll bars and locking the page behind a dialog go past it and would be refused by the policy. No script
 * but ours runs here, so this opens nothing to anyone else.
 */
export function signOwnStyles(): void {
  if (styleNonce === '') return
  const make = document.createElement
  document.createElement = function signed(this: Document, name: string, options?: ElementCreationOptions): HTMLElement {
    const element = make.call(this, name, options)
    if (element instanceof HTMLStyleElement) element.nonce = styleNonce
    return element
  } as typeof document.createElement
}
