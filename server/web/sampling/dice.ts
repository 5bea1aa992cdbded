/** What was thrown, with a random text of this browser. The server is told only `commitment` until the sample is drawn. */
export type Thrown = Readonly<{ digits: string; nonce: string }>

export const enoughDigits = /^[0-9]{10,200}$/

export function newNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** SHA-256 needs a page from https or from this machine. */
export const canCommit = (): boolean => globalThis.crypto?.subtle !== undefined

/** `guiju-dice/1`, as docs/record-format.md has it. */
export async function commitmentTo({ digits, nonce }: Thrown): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`guiju-dice/1\n${digits}\n${nonce}\n`))
  return `sha256:${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Kept on this machine until they are told, for whoever forgets to write them down. */
export function keepThrown(draw: string, thrown: Thrown): void {
  localStorage.setItem(`guiju.dice.${draw}`, JSON.stringify(thrown))
}

export function keptThrown(draw: string): Thrown {
  try {
    const { digits, nonce }: Partial<Thrown> = JSON.parse(localStorage.getItem(`guiju.dice.${draw}`) ?? '{}')
    return { digits: digits ?? '', nonce: nonce ?? '' }
  } catch {
    return { digits: '', nonce: '' }
  }
}
