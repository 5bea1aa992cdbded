import { beforeAll, describe, expect, it } from 'vitest'
import { digestOf, type Entry, entriesPath, entryHash, entryLineBytes, findingWords, hashText, noPredecessor, sayFinding } from '#records'
import { readEntries } from '../../records/package/entries-file.ts'
import { type Files, forged, inFile, unpacked, zipped } from './repack.ts'
import { packed, verified } from './small-package.ts'

const first = 'data/cases/QP-98-2026-00001'
const second = 'data/cases/QP-98-2026-00002'
const report = `${first}/records/001-QR-98-01-report.json`
const approval = `${first}/records/002-QR-98-01-approval.json`
const entries = `${first}/entries.jsonl`

let sound: Uint8Array
beforeAll(async () => {
  sound = await packed()
})

/** Code and place of everything found. */
async function found(bytes: Uint8Array): Promise<readonly string[]> {
  const { findings } = await verified(bytes)
  return findings.map(({ code, place }) => `${code} ${place.name}`)
}
const tampered = async (change: (files: Files) => void) => found(await forged(sound, change))

describe('whoever changes a package and makes every manifest anew', () => {
  it('changes nothing unseen: the forger’s tools alone leave the package sound', async () => {
    expect(await tampered(() => {})).toEqual([])
  })

  it('is found by the number of the record that was altered', async () => {
    expect(await tampered(inFile(report, (text) => text.replace('93.50', '39.50')))).toContain(
      'record-altered QR-98-01/QP-98-2026-00001/001',
    )
  })

  it('is found by the number of the record that was taken out', async () => {
    const codes = await tampered((files) => files.delete(report))
    expect(codes).toContain('record-missing QR-98-01/QP-98-2026-00001/001')
    expect((await verified(await forged(sound, (files) => files.delete(report)))).exitCode).toBe(1)
  })

  it('is found by both records whose data were swapped', async () => {
    const codes = await tampered((files) => {
      const [one, two] = [files.get(report), files.get(approval)] as [Uint8Array, Uint8Array]
      files.set(report, two)
      files.set(approval, one)
    })
    expect(codes).toEqual(
      expect.arrayContaining(['record-altered QR-98-01/QP-98-2026-00001/001', 'record-altered QR-98-01/QP-98-2026-00001/002']),
    )
  })

  it('is found where the record and the facts of its entry were altered together', async () => {
    expect(await tampered(inFile(entries, (text) => text.replace('李明', '李鸣')))).toContain('hash-differs QP-98-2026-00001#1')
  })

  it('is found where entries changed places, came twice, or are gone', async () => {
    const lines = (change: (lines: string[]) => string[]) => inFile(entries, (text) => change(text.split('\n')).join('\n'))
    expect(await tampered(lines(([a = '', b = '', c = '', ...rest]) => [a, c, b, ...rest]))).toEqual(
      expect.arrayContaining(['sequence-gap QP-98-2026-00001#2', 'hash-differs QP-98-2026-00001#2']),
    )
    expect(await tampered(lines(([a = '', b = '', ...rest]) => [a, b, b, ...rest]))).toContain('sequence-gap QP-98-2026-00001#3')
    expect(await tampered(lines(([a = '', , ...rest]) => [a, ...rest]))).toContain('sequence-gap QP-98-2026-00001#2')
  })

  it('is found where the last entry was cut off', async () => {
    expect(await tampered(inFile(entries, (text) => `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`))).toContain(
      'description-differs QP-98-2026-00001',
    )
  })

  it('is found where the whole chain of a case was written anew with other facts but the records’ data kept the numbers of another case', async () => {
    const codes = await tampered((files) =>
      rewriteChain(files, (facts) =>
        facts.replace('"person":"01990000-0000-7000-8000-00000000a002"', '"person":"01990000-0000-7000-8000-00000000a003"'),
      ),
    )
    expect(codes).toContain('description-differs QP-98-2026-00001')
  })

  it('is found where a step was taken out of the chain and the chain, the description and the numbers were written anew', async () => {
    const codes = await tampered((files) =>
      rewriteChain(files, (facts) => facts.replace('"serial":2', '"serial":3').replace('/002"', '/003"')),
    )
    expect(codes).toEqual(expect.arrayContaining(['serial-gap QP-98-2026-00001']))
  })

  it('is found where a baseline’s document was altered, and the cases under it cannot be replayed', async () => {
    const files = await unpacked(sound)
    const steps = [...files.keys()].find((path) => path.endsWith('procedures/steps.json')) ?? ''
    const codes = await tampered(inFile(steps, (text) => text.replace('submitted', 'skipped')))
    expect(codes).toEqual(
      expect.arrayContaining([expect.stringMatching(/^baseline-altered sha256:/), 'case-not-replayable QP-98-2026-00001']),
    )
  })

  it('is found where the index page says something else', async () => {
    expect(await tampered(inFile('data/index.html', (text) => text.replace('年度审核', '例行检查')))).toEqual([
      'index-differs data/index.html',
    ])
  })

  it('is found where the completeness list says something else', async () => {
    expect(await tampered(inFile('data/completeness.json', (text) => text.replace('"owed":2', '"owed":1')))).toEqual([
      'completeness-differs QP-98-2026-00001',
    ])
  })

  it('is found where the description names another clock, reason or organisation', async () => {
    for (const [from, to] of [
      ['年度审核', '例行检查'],
      ['Example Centre', 'Another Centre'],
      ['"entries":4', '"entries":5'],
    ] as const)
      expect(await tampered(inFile('data/package.json', (text) => text.replace(from, to)))).not.toEqual([])
  })

  it('is found where an attachment was exchanged or taken out', async () => {
    const files = await unpacked(sound)
    const path = [...files.keys()].find((each) => each.includes('/attachments/')) ?? ''
    expect(await tampered(inFile(path, (text) => `${text}.`))).toContain(`attachment-altered ${path}`)
    expect(await tampered((all) => all.delete(path))).toContain('attachment-missing QR-98-01/QP-98-2026-00001/001')
  })

  it('is found where a file was put in that no entry names', async () => {
    expect(await tampered((files) => files.set(`${first}/records/003-QR-98-01-approval.json`, new Uint8Array([0x7b, 0x7d])))).toContain(
      `file-unnamed ${first}/records/003-QR-98-01-approval.json`,
    )
    expect(await tampered((files) => files.set(`${first}/attachments/${'a'.repeat(64)}`, new Uint8Array()))).toContain(
      `file-unnamed ${first}/attachments/${'a'.repeat(64)}`,
    )
  })

  it('is found where a whole case was taken out, also when it is called outside the scope', async () => {
    const takeOut = (outside: string) => (files: Files) => {
      for (const path of [...files.keys()]) if (path.startsWith(second)) files.delete(path)
      inFile('data/package.json', (text) =>
        text
          .replace(/,\{"baseline":"[^"]*","document":"QP-98","entries":4,"head":"[^"]*","number":"QP-98-2026-00002","stream":"[^"]*"\}/, '')
          .replace('"outside":[]', outside),
      )(files)
    }
    expect(await tampered(takeOut('"outside":[]'))).toContain('case-missing 01990000-0000-7000-8000-00000000c002')
    expect(
      await tampered(takeOut('"outside":[{"case":"01990000-0000-7000-8000-00000000c002","document":"QP-98","number":"QP-98-2026-00002"}]')),
    ).toContain('case-missing 01990000-0000-7000-8000-00000000c002')
  })

  it('is found where an opening does not give its commitment, or openings were put in unasked', async () => {
    const open = await packed({ openings: true })
    expect((await verified(open)).findings).toEqual([])
    const codes = await found(
      await forged(
        open,
        inFile(`${first}/openings.jsonl`, (text) => text.replace('210102199003071234', '210102199003071235')),
      ),
    )
    expect(codes).toContain('opening-differs QR-98-01/QP-98-2026-00001/001')
    const openings = (await unpacked(open)).get(`${first}/openings.jsonl`) ?? new Uint8Array()
    expect(await tampered((files) => files.set(`${first}/openings.jsonl`, openings))).toContain(
      `opening-not-declared ${first}/openings.jsonl`,
    )
  })
})

describe('whoever changes a package and does not', () => {
  it('is found by the manifest', async () => {
    const files = await unpacked(sound)
    inFile('data/index.html', (text) => text.replace('年度审核', '例行检查'))(files)
    expect(await found(await zipped(files))).toEqual(
      expect.arrayContaining(['file-altered data/index.html', 'index-differs data/index.html']),
    )
    files.delete(report)
    expect(await found(await zipped(files))).toEqual(
      expect.arrayContaining([`file-missing ${report}`, 'record-missing QR-98-01/QP-98-2026-00001/001']),
    )
  })

  it('is found where files stand in another order', async () => {
    const [head, ...rest] = [...(await unpacked(sound))]
    const last = rest.pop()
    expect(await found(await zipped([head, ...rest.toReversed(), last].filter((each) => each !== undefined)))).toContainEqual(
      expect.stringMatching(/^file-out-of-order /),
    )
  })
})

describe('a finding', () => {
  it('says in both languages where, what, and what follows, with every detail filled in', async () => {
    const { findings } = await verified(
      await forged(
        sound,
        inFile(report, (text) => text.replace('93.50', '39.50')),
      ),
    )
    const said = sayFinding(
      findings.find(({ code }) => code === 'record-altered') ??
        findings[0] ?? { code: 'not-a-package', kind: 'damage', place: { kind: 'container', name: '' }, details: {} },
    )
    expect(said.where).toEqual({ zh: '记录 QR-98-01/QP-98-2026-00001/001', en: 'record QR-98-01/QP-98-2026-00001/001' })
    for (const { what, so } of Object.values(findingWords)) for (const text of [what.zh, what.en, so.zh, so.en]) expect(text).not.toBe('')
  })
})

/** Rewrites the chain of the first case with changed facts, as one who holds the whole database could. */
function rewriteChain(files: Files, change: (facts: string) => string): void {
  const path = entriesPath('QP-98-2026-00001')
  let previous = noPredecessor
  const rewritten = readEntries('x', files.get(path) ?? new Uint8Array()).items.map((entry): Entry => {
    const facts = new TextEncoder().encode(change(new TextDecoder().decode(entry.facts)))
    previous = entryHash(previous, facts, entry.stamp)
    return { ...entry, facts, hash: previous }
  })
  files.set(path, new Uint8Array(Buffer.concat(rewritten.map(entryLineBytes))))
  expect(digestOf(hashText(previous))).toEqual(previous)
}
