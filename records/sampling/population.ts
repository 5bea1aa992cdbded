/** One of those a sample is drawn from: a case number, a record number. `stratum` is the centre where each gives its own share. */
export type Member = Readonly<{ stratum: string; name: string }>

/** Where a population is not divided, all stand in this one stratum. */
export const UNDIVIDED = '-'
const HEADER = 'guiju-population/1'

/**
 * The list as it is hashed: a header, and a line `<stratum>⇥<name>` for each member, in the order of its bytes, each once.
 * In whatever order the members came, these are the same bytes. `LC_ALL=C sort -u` makes the same.
 * @throws where a text has a tab, a control character or nothing in it.
 */
export function populationBytes(members: readonly Member[]): Uint8Array {
  const encoder = new TextEncoder()
  const lines = members.map(({ stratum, name }) => {
    if (!isPlain(stratum) || !isPlain(name)) throw new Error(`Expected names of one line without tabs, but found ${JSON.stringify(name)}`)
    return encoder.encode(`${stratum}\t${name}\n`)
  })
  lines.sort(inBytes)
  const once = lines.filter((line, at) => at === 0 || inBytes(line, lines[at - 1] ?? line) !== 0)
  return Buffer.concat([encoder.encode(`${HEADER}\n`), ...once])
}

/** Reads a list back; null where it is not exactly one `populationBytes` could have made. */
export function readPopulation(bytes: Uint8Array): readonly Member[] | null {
  const [header, ...lines] = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\n')
  if (header !== HEADER || lines.pop() !== '') return null
  const members = lines.map((line) => {
    const [stratum = '', name = '', ...more] = line.split('\t')
    return isPlain(stratum) && isPlain(name) && more.length === 0 ? { stratum, name } : null
  })
  const whole = members.filter((member) => member !== null)
  return whole.length === members.length && Buffer.compare(populationBytes(whole), bytes) === 0 ? whole : null
}

function inBytes(one: Uint8Array, other: Uint8Array): number {
  return Buffer.compare(one, other)
}

function isPlain(text: string): boolean {
  return text !== '' && text.isWellFormed() && ![...text].some((letter) => letter < ' ' || letter === '\u007f')
}
