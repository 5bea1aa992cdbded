import { describe, expect, it } from 'vitest'
import { formatNote, formatVerifierKey, hashText, leavesBytes, packagePath, parseNote } from '#records'
import { checkEd25519 } from '../log/keys.ts'
import { checked, codesOf, loggedPackage, logKey, otherKey, policyOf, shu, stream, usual, wei } from './logged-package.ts'

const CASE_LEAVES = 'data/cases/QP-98-2026-00001/leaves.json'

describe('a package with its place in the log', () => {
  it('holds, says whose word that is, and how much is not in the log yet', async () => {
    const { findings, anchoring } = await checked(loggedPackage())
    expect(findings).toEqual([])
    expect(anchoring).toMatchObject({
      outcome: 'unproven',
      checkpoint: { size: 700, signedBy: [`${logKey.key.name}+${logKey.key.id}`] },
      witnesses: [{ by: `wei.example+${wei.key.id}`, size: 700, at: '2026-03-02T01:00:00.000Z', known: false }],
      anchored: 25,
      pending: { entries: 1, from: '2026-03-02T01:00:20.000Z' },
      policy: 'none',
    })
  })

  it('is anchored only as far as a policy from elsewhere says so', async () => {
    const { findings, anchoring } = await checked(loggedPackage(), { policy: policyOf(usual) })
    expect(findings).toEqual([])
    expect(anchoring).toMatchObject({ outcome: 'proven', policy: 'met', witnesses: [{ known: true }] })
  })

  it('of a large log brings its own tiles and no others', async () => {
    const large = loggedPackage({ leaves: 70_000 })
    expect([...large.files.keys()].filter((path) => path.includes('/tile/0/')).length).toBeLessThan(10)
    expect((await checked(large)).findings).toEqual([])
  })

  it('without a checkpoint is not anchored, and short of any policy', async () => {
    const logged = loggedPackage()
    logged.files.clear()
    expect(await checked(logged)).toMatchObject({ findings: [], anchoring: { outcome: 'none', pending: { entries: 26 } } })
    expect(codesOf(await checked(logged, { policy: policyOf(usual) }))).toEqual(['policy-no-checkpoint'])
  })
})

describe('what does not hold is named', () => {
  const broken = async (change: (files: Map<string, Uint8Array>) => void, told = {}) => {
    const logged = loggedPackage(told)
    change(logged.files)
    const { findings, anchoring } = await checked(logged)
    return { codes: [...new Set(findings.map(({ code }) => code))], places: findings.map(({ place }) => place.name), anchoring }
  }

  it('an entry that was rewritten with all its hashes after the log was signed', async () => {
    const logged = loggedPackage()
    const [first, second] = logged.streams
    if (first === undefined || second === undefined) throw new Error('Expected two streams')
    const entries = second.entries.map((entry, at) => (at < 7 ? entry : { ...entry, hash: hashText(Buffer.alloc(32, 7)) }))
    const { findings, anchoring } = await checked({ ...logged, streams: [first, { ...second, entries }] })
    expect(findings[0]).toMatchObject({ code: 'leaf-differs', place: { name: 'QP-98-2026-00001#8' }, details: { leaf: 240 } })
    expect(anchoring.outcome).toBe('broken')
  })

  it('an entry said to be new that stands before one of the log', async () => {
    const { codes } = await broken((files) =>
      files.set(CASE_LEAVES, leavesBytes(stream, [null, ...Array.from({ length: 19 }, (_, at) => 60 + at * 30), null])),
    )
    expect(codes).toEqual(['leaf-missing'])
  })

  it('an entry written long after with an old time', async () => {
    const logged = loggedPackage({ newer: 0 })
    const [organisation, found] = logged.streams
    if (organisation === undefined || found === undefined) throw new Error('Expected two streams')
    const late = { sequence: 6, hash: hashText(Buffer.alloc(32, 7)), recordedAt: '2026-03-01T00:00:00.000Z' }
    logged.files.set('data/organisation/leaves.json', leavesBytes(organisation.stream, [0, 1, 2, 3, 4, null]))
    const check = await checked({ ...logged, streams: [{ ...organisation, entries: [...organisation.entries, late] }, found] })
    expect(check.findings).toMatchObject([{ code: 'leaf-overdue', kind: 'lack', place: { name: 'organisation#6' } }])
  })

  it('a list of places that is gone, unreadable or of another stream', async () => {
    expect((await broken((files) => files.delete(CASE_LEAVES))).codes).toEqual(['leaves-unreadable'])
    expect((await broken((files) => files.set(CASE_LEAVES, Buffer.from('{}')))).codes).toEqual(['leaves-unreadable'])
    expect((await broken((files) => files.set(CASE_LEAVES, leavesBytes(stream, [1])))).codes).toEqual(['leaves-differ'])
  })

  it('a tile changed, cut or taken out', async () => {
    const changed = (path: string) => (files: Map<string, Uint8Array>) =>
      files.set(
        path,
        (files.get(path) ?? Buffer.of()).map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      )
    expect((await broken(changed('data/log/tile/0/001'))).places[0]).toBe('data/log/tile/0/001')
    expect((await broken(changed('data/log/tile/1/000.p/2'))).codes).toContain('log-root-differs')
    expect((await broken(changed('data/log/tile/0/002.p/188'))).codes).toContain('log-root-differs')
    expect((await broken((files) => files.set('data/log/tile/0/001', Buffer.alloc(64)))).codes).toContain('log-tile-altered')
    expect((await broken((files) => files.delete('data/log/tile/0/001'))).codes).toEqual(['leaf-unproven'])
    expect((await broken((files) => files.delete('data/log/tile/1/000.p/2'))).codes).toContain('log-tile-missing')
    expect((await broken((files) => files.set('data/log/tile/0/009', Buffer.alloc(8192)))).codes).toEqual(['file-unnamed'])
  })

  it('a checkpoint that nobody of the log signed, or with one bad signature', async () => {
    const resigned = (by: typeof logKey, text?: string) => (files: Map<string, Uint8Array>) => {
      const read = parseNote(files.get(packagePath.checkpoint) ?? Buffer.of(), [], checkEd25519)
      if (read.outcome === 'read') files.set(packagePath.checkpoint, formatNote(read.note.text, [by.sign(text ?? read.note.text)]))
    }
    expect((await broken(resigned(wei))).codes).toEqual(['checkpoint-unsigned'])
    expect((await broken(resigned(otherKey))).codes).toEqual(['checkpoint-unsigned'])
    expect((await broken(resigned(logKey, 'other\n'))).codes).toEqual(['checkpoint-unreadable'])
    expect((await broken((files) => files.set(packagePath.checkpoint, Buffer.from('no note')))).codes).toEqual(['checkpoint-unreadable'])
    expect((await broken((files) => files.set(packagePath.logKeys, Buffer.from('no key\n')))).codes).toContain('log-keys-damaged')
  })

  it('a key the organisation never named', async () => {
    const logged = loggedPackage({ key: otherKey })
    const named = loggedPackage().named
    expect(codesOf(await checked({ ...logged, named }))).toEqual(['log-key-unnamed'])
  })

  it('an older checkpoint of another history', async () => {
    const logged = loggedPackage({ earlier: [100, 256, 300] })
    expect((await checked(logged)).findings).toEqual([])
    const other = loggedPackage({ history: 'b' })
    logged.files.set('data/log/checkpoints/300', other.noteOf(300))
    expect((await checked(logged)).findings).toMatchObject([{ code: 'checkpoint-contradicts', details: { size: 300 } }])
  })

  it('every bit of the evidence', async () => {
    const logged = loggedPackage({ leaves: 300, earlier: [100] })
    const unseen: string[] = []
    for (const [path, bytes] of [...logged.files])
      for (let at = 0; at < bytes.length; at += path.includes('tile') ? 191 : 1) {
        const flipped = bytes.map((byte, place) => (place === at ? byte ^ (1 << (at % 8)) : byte))
        const { findings, anchoring } = await checked(
          { ...logged, files: new Map(logged.files).set(path, flipped) },
          { policy: policyOf(usual) },
        )
        // Name or id of a witness's key may be hit: then its word counts for nothing, and the policy is not met.
        if (findings.length === 0 && anchoring.witnesses.length === 2) unseen.push(`${path} ${at}`)
      }
    expect(unseen.filter((each) => !each.startsWith(packagePath.logKeys))).toEqual([])
  }, 120_000)
})

describe('a policy', () => {
  const both = `log ${formatVerifierKey(logKey.key)}\nwitness wei ${formatVerifierKey(wei.key)}\nwitness shu ${formatVerifierKey(shu.key)}\n`

  it('that names another log key, more witnesses or a stamp than the package has is not met, and says why', async () => {
    const codes = async (text: string) => codesOf(await checked(loggedPackage(), { policy: policyOf(text) }))
    expect(await codes(`log ${formatVerifierKey(otherKey.key)}\nquorum none\n`)).toEqual(['policy-log-key'])
    expect(await codes(`${both}group g all wei shu\nquorum g\n`)).toEqual(['policy-quorum'])
    expect(await codes(`${both}group g any wei shu\nquorum g\n`)).toEqual([])
    expect(await codes(`${both}group g 1 wei shu\nquorum g\nauthority tsa AAAA\nstamp tsa\n`)).toEqual(['policy-stamp'])
    expect(await codes(`log ${formatVerifierKey(logKey.key)}\nquorum none\n`)).toEqual([])
  })

  it('is met by an older checkpoint, as far as that reaches', async () => {
    const { files, ...logged } = loggedPackage({ earlier: [300], cosigned: [wei] })
    const bare = loggedPackage({ cosigned: [] })
    files.set(packagePath.checkpoint, bare.noteOf(700))
    const { anchoring, findings } = await checked({ ...logged, files }, { policy: policyOf(usual) })
    expect(findings).toEqual([])
    expect(anchoring).toMatchObject({ outcome: 'proven', anchored: 14, pending: { entries: 12 } })
  })

  it('may bound how long an entry goes without an anchor', async () => {
    const logged = loggedPackage({ at: '2026-03-02T01:01:00.000Z' })
    const within = async (seconds: number) => codesOf(await checked(logged, { policy: policyOf(`${usual}within ${seconds}\n`) }))
    expect(await within(60)).toEqual([])
    expect(await within(10)).toEqual(['policy-late'])
  })

  it('accepts a stamp of the authority it names', async () => {
    const logged = loggedPackage()
    logged.files.set('data/log/stamps/700-1.tst', Buffer.from('token'))
    const checkStamp = async (_: Uint8Array, message: Uint8Array, roots: readonly Uint8Array[]) =>
      roots.length > 0 && Buffer.from(message).toString().includes('\n700\n')
        ? ({ outcome: 'stamped', stamp: { at: '2026-03-02T02:00:00.000Z', authority: 'TSA' } } as const)
        : ({ outcome: 'refused', because: 'unknown-root' } as const)
    const policy = policyOf(`log ${formatVerifierKey(logKey.key)}\nquorum none\nauthority tsa AAAA\nstamp tsa\n`)
    const { findings, anchoring } = await checked(logged, { policy, checkStamp })
    expect(findings).toEqual([])
    expect(anchoring).toMatchObject({ outcome: 'proven', stamps: [{ by: 'tsa', size: 700, at: '2026-03-02T02:00:00.000Z', known: true }] })
    expect((await checked(logged)).anchoring.stamps).toEqual([{ by: '', size: 700, at: null, known: false }])
    const bad = await checked(logged, { checkStamp: async () => ({ outcome: 'refused', because: 'wrong-signature' }) })
    expect(codesOf(bad)).toEqual(['stamp-refused'])
  })

  it('with a line nobody understands is refused, with its number', () => {
    const lines = [
      'quorum nobody',
      'witness wei',
      `log ${formatVerifierKey(wei.key)}`,
      `log ${formatVerifierKey(logKey.key)}`,
      `witness wei ${formatVerifierKey(shu.key)}`,
      `witness twice ${formatVerifierKey(wei.key)}`,
      'group g 2 wei',
      'group g all nobody',
      'stamp tsa',
      'authority tsa !',
      'within 1h',
      'quorum wei',
      'demand more',
    ]
    for (const line of lines) expect(() => policyOf(`${usual}${line}\n`)).toThrow('line 4')
    expect(() => policyOf(`log ${formatVerifierKey(logKey.key)}\n`)).toThrow()
    expect(() => policyOf('quorum none\n')).toThrow()
    expect(policyOf(`# 注释\n\n\t${usual.replaceAll('\n', '\r\n')}`).logs).toHaveLength(1)
  })
})
