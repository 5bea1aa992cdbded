import { beforeEach, describe, expect, it } from 'vitest'
import { forgetDraft, keepDraft, readDraft, withDraft } from '../../server/web/form/draft.ts'

/** What a browser's storage does, in memory. */
function makeStorage(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    clear: () => kept.clear(),
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

const mine = { person: 'li', case: 'c1', step: 'score' }
let storage = makeStorage()
beforeEach(() => {
  storage = makeStorage()
})

describe('a draft', () => {
  it('is there again after the window was closed', () => {
    keepDraft(storage, mine, { 'QR-08-04/score': { opinion: '同意' } })
    expect(readDraft(storage, mine)).toEqual({ 'QR-08-04/score': { opinion: '同意' } })
  })

  it('is not shown to another person, in another case or at another step', () => {
    keepDraft(storage, mine, { 'QR-08-04/score': { opinion: '同意' } })
    expect(readDraft(storage, { ...mine, person: 'wang' })).toBeUndefined()
    expect(readDraft(storage, { ...mine, case: 'c2' })).toBeUndefined()
    expect(readDraft(storage, { ...mine, step: 'abort' })).toBeUndefined()
  })

  it('is gone once the step is taken', () => {
    keepDraft(storage, mine, { 'QR-08-04/score': { opinion: '同意' } })
    forgetDraft(storage, mine)
    expect(readDraft(storage, mine)).toBeUndefined()
  })

  it('that was spoiled is as good as none', () => {
    keepDraft(storage, mine, { 'QR-08-04/score': { opinion: '同意' } })
    const key = storage.key(0) ?? ''
    for (const spoiled of ['{', '[]', '7', '{"QR-08-04/score":"text"}']) {
      storage.setItem(key, spoiled)
      expect(readDraft(storage, mine)).toBeUndefined()
    }
  })

  it('lies over what the form starts with, and brings no part the step has not', () => {
    const start = { 'QR-08-04/score': { rows: ['A1'] } }
    expect(withDraft(start, { 'QR-08-04/score': { opinion: '同意' }, 'QR-08-04/old': { x: 1 } })).toEqual({
      'QR-08-04/score': { rows: ['A1'], opinion: '同意' },
    })
  })
})

it('a full storage costs the draft, not the form', () => {
  const full = {
    ...makeStorage(),
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
  expect(() => keepDraft(full, mine, { 'QR-08-04/score': { opinion: '同意' } })).not.toThrow()
})
