/** Who a passkey is made for: the host name and the origins pages of ours come from. */
export type RelyingParty = Readonly<{ id: string; origin: string }>

/**
 * The relying party of a request. With a public address it is that address, whatever the request says. Without one it
 * is `localhost` alone, the one name browsers trust without TLS: no other host may be taken from a request, for a request
 * can say any. Null: passkeys cannot be used at this address.
 */
export function relyingPartyOf(publicUrl: string | null, host: string | undefined): RelyingParty | null {
  if (publicUrl !== null) {
    const { hostname, origin } = new URL(publicUrl)
    return { id: hostname, origin }
  }
  return host !== undefined && /^localhost(:\d{1,5})?$/.test(host) ? { id: 'localhost', origin: `http://${host}` } : null
}
