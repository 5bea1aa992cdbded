/** What went wrong and why, for a person at a console: without the places in the program. */
export function sayFault(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return error instanceof Error && error.cause !== undefined ? `${said}\n  ${sayFault(error.cause)}` : said
}
