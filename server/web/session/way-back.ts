/** Where to go after signing in. Only an address of this site: never `//elsewhere` or a scheme. */
export function wayBack(back: string | null): string {
  return back !== null && /^\/(?![/\\])/.test(back) && !back.startsWith('/sign-in') ? back : '/'
}
