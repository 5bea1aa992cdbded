import type { Page } from 'playwright-core'
import type { SeenCase } from '../../procedures/support/play.ts'
import { codeTitled, documentOf, procedureOf } from './library-words.ts'

export type RecordLine = Readonly<{ number: string; title: string; href: string }>
/** A case as its page shows it. */
export type ReadCase = Omit<SeenCase, 'values' | 'started'> &
  Readonly<{
    id: string
    number: string
    records: readonly RecordLine[]
    /** Every step taken, with the numbers of the records it left. */
    steps: readonly Readonly<{ title: string; records: readonly string[] }>[]
    /** Cases this one opened. */
    started: readonly Readonly<{ document: string; case: string }>[]
  }>

/** Reads the page of a case from top to bottom. */
export async function readCase(page: Page): Promise<ReadCase> {
  const number =
    (await page
      .getByRole('heading', { level: 1, name: /-\d{4}-\d{5}/ })
      .locator('.number-text')
      .textContent()) ?? ''
  const document = documentOf(number)
  const { steps, states } = procedureOf(document)
  const tag = (await page.getByRole('heading', { level: 1 }).locator('.state').textContent()) ?? ''
  const history = await page.getByRole('region', { name: '历程' }).evaluate(readHistory)
  const records = await page.getByRole('region', { name: /^记录（\d+）|^记录 *\(\d+\)/ }).evaluate(readRecords)
  const cards = await page.getByRole('article').evaluateAll(readDemanded)
  const links = page.getByRole('region', { name: '关联案卷' }).getByRole('listitem').filter({ hasText: '由本案开立' }).getByRole('link')
  const started = await links.evaluateAll((found) =>
    found.map((link) => ({ number: link.textContent, href: link.getAttribute('href') ?? '' })),
  )
  const taken = history.filter(({ isStep }) => isStep)
  const stepTitled = (title: string) => codeTitled(steps, title, `a step of ${number}`)
  return {
    id: new URL(page.url()).pathname.split('/').at(-1) ?? '',
    number,
    state: codeTitled(states, tag.replace(/ · .*$/, ''), `the state of ${number}`),
    version: Math.max(...history.map(({ sequence }) => sequence)),
    taken: taken.map(({ title, sequence, late, system }) => ({
      step: stepTitled(title),
      sequence,
      late: late ? late : null,
      signers: [{ kind: system ? 'system' : 'person' }],
    })),
    steps: taken.map(({ title, records: numbers }) => ({ title, records: numbers })),
    demands: cards.map((title) => ({ step: stepTitled(title) })),
    sealed: records.map(() => ({})),
    records,
    started: started.map(({ number: other, href }) => ({ document: documentOf(other), case: href.split('/').at(-1) ?? '' })),
  }
}

/** Runs in the page. */
function readHistory(region: Element) {
  return [...region.querySelectorAll('ol > li')].map((item) => ({
    isStep: item.classList.contains('kind-step'),
    sequence: Number(/#(\d+)/.exec(item.querySelector('code')?.textContent ?? '')?.[1]),
    title: item.querySelector('strong')?.textContent ?? '',
    system: item.querySelector('p.secondary')?.textContent === '系统',
    late: item.querySelector('.late') !== null,
    records: [...item.querySelectorAll('a[href^="/records/"]')].map((link) => link.textContent ?? ''),
  }))
}

/** Runs in the page. */
function readRecords(region: Element) {
  return [...region.querySelectorAll('tbody tr')].flatMap((row) => {
    const link = row.querySelector('a')
    const number = row.querySelector('.number-text')?.textContent ?? ''
    return number === ''
      ? []
      : [{ number, href: link?.getAttribute('href') ?? '', title: row.querySelector('.part-name')?.textContent ?? '' }]
  })
}

/** Runs in the page: titles of the steps another case has asked for. */
function readDemanded(cards: Element[]): string[] {
  return cards
    .filter((card) => [...card.querySelectorAll('dt')].some(({ textContent }) => textContent === '要求方'))
    .map((card) => card.querySelector('h3')?.textContent ?? '')
}
