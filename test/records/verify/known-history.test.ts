import { describe, expect, it } from 'vitest'
import { canonicalBytes, formatCheckpoint, formatNote, type Kept, orderByCase, packagePath, parseNote } from '#records'
import { checkEd25519 } from '../log/keys.ts'
import { madeLog } from '../log/made-log.ts'
import { checked, codesOf, type Logged, loggedPackage, logKey, otherKey, policyOf, readerOf, usual } from './logged-package.ts'

const note = (bytes: Uint8Array): Kept => ({ kind: 'checkpoint', name: 'kept.txt', bytes })
/** A whole package of before, with a description the verifier can read. */
function pack({ files, description }: Logged): Kept {
  const { cases, ...known } = JSON.parse(JSON.stringify(description))
  const full = {
    ...known,
    id: 'a',
    organisation: { id: 'o', zh: '一', en: 'one' },
    scope: { case: null, document: null, year: null, centre: null, batch: null, clause: null },
    by: { person: 'p', name: 'n', role: 'r' },
    reason: 'r',
    openings: false,
    printed: false,
    index: 1,
    outside: [],
    order: orderByCase,
    records: 0,
    cases: cases.map((each: object) => ({ ...each, document: 'QP-98', baseline: 'sha256:0' })),
  }
  const bytes = canonicalBytes(full)
  return { kind: 'package', name: 'kept.zip', reader: readerOf(new Map(files).set(packagePath.description, bytes)) }
}
const against = async (logged: Logged, ...kept: readonly Kept[]) => checked(logged, { kept })

describe('a checkpoint kept from before', () => {
  it('of the same history is contained in every later package, whoever asks', async () => {
    const logged = loggedPackage({ leaves: 700 })
    for (const size of [1, 255, 256, 257, 699, 700]) {
      const { findings, anchoring } = await against(logged, note(logged.noteOf(size)))
      expect(findings).toEqual([])
      expect(anchoring.against).toMatchObject({ size, outcome: 'contained' })
    }
  })

  it('shows a history rewritten with the same key', async () => {
    const { findings, anchoring } = await against(loggedPackage({ history: 'b' }), note(loggedPackage({ leaves: 600 }).noteOf(300)))
    expect(findings).toMatchObject([{ code: 'log-rewritten', kind: 'damage', details: { known: 300, found: 700 } }])
    expect(anchoring.against?.outcome).toBe('contradicts')
  })

  it('shows a history rewritten with a new key', async () => {
    const kept = loggedPackage().noteOf(300)
    expect(codesOf(await against(loggedPackage({ history: 'b', key: otherKey }), note(kept)))).toEqual(['log-key-changed'])
    // The forger may bring the old key along as one of the log's: then the roots tell.
    const both = loggedPackage({ history: 'b', key: otherKey })
    expect(codesOf(await checked(both, { kept: [note(kept)], policy: policyOf(usual) }))).toContain('log-rewritten')
  })

  it('shows two views of one log', async () => {
    expect(codesOf(await against(loggedPackage(), note(loggedPackage({ history: 'b' }).noteOf(700))))).toEqual(['log-split-view'])
  })

  it('shows an old backup put back: the log is shorter than it was', async () => {
    const old = loggedPackage({ leaves: 400, at: '2026-03-05T01:00:00.000Z' })
    expect(codesOf(await against(old, note(loggedPackage().noteOf(700))))).toEqual(['log-went-back'])
  })

  it('of a size no tile here reaches says what to get, and is no proof', async () => {
    const older = loggedPackage({ leaves: 400, at: '2026-03-01T01:00:00.000Z' })
    const { findings, anchoring } = await against(older, note(older.noteOf(400)), note(loggedPackage().noteOf(700)))
    expect(findings).toMatchObject([{ code: 'against-not-shown', kind: 'distrust' }])
    expect(anchoring.against?.outcome).toBe('not-shown')
  })

  it('of another log, or none, is named', async () => {
    const text = formatCheckpoint({ origin: 'guiju/another', size: 1, root: madeLog([Buffer.of()]).root, extensions: [] })
    expect(codesOf(await against(loggedPackage(), note(formatNote(text, [logKey.sign(text)]))))).toEqual(['against-other-log'])
    expect(codesOf(await against(loggedPackage(), note(Buffer.from('nonsense'))))).toEqual(['against-unreadable'])
    const bad = loggedPackage().noteOf(300)
    const read = parseNote(bad, [], checkEd25519)
    const forged = formatNote(read.outcome === 'read' ? read.note.text : '', [logKey.sign('other\n')])
    expect(codesOf(await against(loggedPackage(), note(forged)))).toEqual(['against-unreadable'])
  })
})

describe('a package kept from before', () => {
  it('is contained in a later one, and the other way round', async () => {
    const older = loggedPackage({ leaves: 400, at: '2026-03-02T01:00:00.000Z' })
    const newer = loggedPackage({ leaves: 700 })
    expect(await against(newer, pack(older))).toMatchObject({ findings: [], anchoring: { against: { size: 400, outcome: 'contained' } } })
    expect(await against(older, pack(newer))).toMatchObject({ findings: [], anchoring: { against: { size: 700, outcome: 'contained' } } })
  })

  it('shows that the house went back to an old backup', async () => {
    const restored = loggedPackage({ leaves: 400, newer: 0, at: '2026-03-09T01:00:00.000Z' })
    const codes = codesOf(await against(restored, pack(loggedPackage({ leaves: 700 }))))
    expect(codes).toEqual(['stream-shortened', 'log-went-back'])
  })

  it('shows what was rewritten, even where there is no log', async () => {
    const [kept, found] = [loggedPackage(), loggedPackage({ history: 'b' })]
    kept.files.clear()
    found.files.clear()
    expect(await against(found, pack(kept))).toMatchObject({
      findings: [{ code: 'stream-rewritten', place: { name: 'QP-98-2026-00001#21' } }],
    })
    expect(await against(kept, pack(kept))).toMatchObject({ findings: [], anchoring: { against: { outcome: 'contained' } } })
  })

  it('that had a log shows where the log was taken out', async () => {
    const bare = loggedPackage({ at: '2026-03-09T01:00:00.000Z' })
    bare.files.clear()
    expect(codesOf(await against(bare, pack(loggedPackage())))).toEqual(['log-went-back'])
  })
})
