import type { Page } from 'playwright-core'

/** Opens a case in the name of whoever is signed in on the page. Answers its id. */
export async function openCaseOn(page: Page, document: string, subject: Readonly<Record<string, unknown>>): Promise<string> {
  const answered = await page.evaluate(async (body) => {
    const session = await (await fetch('/api/session')).json()
    const answer = await fetch('/api/cases', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrf, 'idempotency-key': crypto.randomUUID() },
      body,
    })
    return (await answer.json()) as { id?: string }
  }, JSON.stringify({ document, subject }))
  if (answered.id === undefined) throw new Error(`Expected a case of ${document} to be opened, but ${JSON.stringify(answered)}`)
  return answered.id
}
