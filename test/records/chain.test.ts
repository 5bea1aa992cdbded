import { describe, expect, it } from 'vitest'
import { checkChain, type Entry, entryHash, noPredecessor } from '#records'
import { twoSteps } from './hand-made-stream.ts'

const { entries } = twoSteps()
const stream = entries[0]?.stream ?? ''
const codes = (found: readonly Entry[]) => checkChain(stream, found).map(({ sequence, code }) => `${sequence} ${code}`)

/** What a forger with the database in hand does: every hash made anew after the change. */
function rehashed(found: readonly Entry[]): Entry[] {
  let previous = noPredecessor
  return found.map((entry) => {
    previous = entryHash(previous, entry.facts, entry.stamp)
    return { ...entry, hash: previous }
  })
}
const changed = (at: number, change: (entry: Entry) => Entry) => entries.map((entry, index) => (index === at ? change(entry) : entry))
const inText = (bytes: Uint8Array, from: string, to: string) => new TextEncoder().encode(new TextDecoder().decode(bytes).replace(from, to))

describe('the chain of a case', () => {
  it('holds as it was written', () => {
    expect(checkChain(stream, entries)).toEqual([])
  })

  it('names the entry whose facts were altered', () => {
    expect(codes(changed(1, (entry) => ({ ...entry, facts: inText(entry.facts, '李明', '李鸣') })))).toEqual(['2 hash-differs'])
  })

  it('names every entry whose facts have any bit flipped', () => {
    entries.forEach((entry, at) => {
      for (let byte = 0; byte < entry.facts.length; byte += 7) {
        const facts = entry.facts.with(byte, (entry.facts[byte] ?? 0) ^ 1)
        expect(codes(changed(at, () => ({ ...entry, facts })))).toContain(`${at + 1} hash-differs`)
      }
    })
  })

  it('names the entry whose stamp was altered', () => {
    expect(codes(changed(2, (entry) => ({ ...entry, stamp: entry.stamp.replace('0004', '0005') })))).toEqual(['3 hash-differs'])
  })

  it('names the place where an entry was taken out, even with every hash made anew', () => {
    expect(codes(rehashed([...entries.slice(0, 1), ...entries.slice(2)]))).toContain('2 sequence-gap')
  })

  it('names entries that changed places', () => {
    const [one, two, three, four] = entries as [Entry, Entry, Entry, Entry]
    expect(codes(rehashed([one, three, two, four]))).toEqual(
      expect.arrayContaining(['2 sequence-gap', '2 facts-of-another-entry', '2 stamp-of-another-entry', '3 sequence-gap']),
    )
  })

  it('names an entry of another case put into this one', () => {
    const other = twoSteps('01990000-0000-7000-8000-00000000c002').entries
    expect(codes(rehashed(changed(1, () => other[1] as Entry)))).toEqual(['2 facts-of-another-entry'])
  })

  it('names a stamp that goes back in time, and one that is earlier than its decision', () => {
    expect(codes(rehashed(changed(2, (entry) => ({ ...entry, stamp: entry.stamp.replace('01:30:02', '01:29:02') }))))).toEqual([
      '3 stamp-goes-back',
    ])
    expect(codes(rehashed(changed(2, (entry) => ({ ...entry, stamp: entry.stamp.replace('01:30:02', '01:19:02') }))))).toEqual([
      '3 stamp-goes-back',
      '3 decided-after-recorded',
    ])
  })

  it('names a number that was taken and is not stamped', () => {
    expect(codes(rehashed(changed(2, (entry) => ({ ...entry, stamp: entry.stamp.replace(' order_no=ZG-2026-0004', '') }))))).toEqual([
      '3 numbers-differ',
    ])
  })

  it('names a step that follows the closing of the case', () => {
    const facts = inText(
      inText(entries[1]?.facts ?? new Uint8Array(), '"sequence":2', '"sequence":5'),
      '"step":"submit"',
      '"step":"submit"',
    )
    const late = { ...(entries[1] as Entry), sequence: 5, facts, stamp: (entries[3] as Entry).stamp.replace('/1 4 ', '/1 5 ') }
    expect(codes(rehashed([...entries, late]))).toEqual(['5 after-closing'])
  })
})
