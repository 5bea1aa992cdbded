import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  canonicalBytes,
  commitment,
  type Entry,
  entryHash,
  entryKinds,
  eventOfEntry,
  hashText,
  hashTextOf,
  noPredecessor,
  openValues,
  type Payload,
  readCanonical,
  readFacts,
} from '#records'
import { li, organisationStream, twoSteps, type WrittenStream } from './hand-made-stream.ts'
import { manyKinds } from './many-kinds.ts'
import { byPasskey, fixedPasskey, signedCase, statementOf } from './signed-stream.ts'

/**
 * The bytes of the format, kept. A difference here is a change of the format: it needs a new version number in the facts,
 * and the old files stay. To add one: write a stream into `streams` below, run `GUIJU_WRITE_GOLDEN=1 vitest run
 * test/records/golden.test.ts` once, read the new file, and commit it. A file that is there is never written again.
 */
const folder = join(import.meta.dirname, 'golden')

const everything = { case: null, document: null, year: 2026, centre: null, batch: null, clause: null } as const
const streams: Readonly<Record<string, () => WrittenStream>> = {
  'case-of-two-steps': () => twoSteps(),
  'case-of-many-kinds': () => manyKinds(),
  'case-signed-with-a-passkey': () =>
    signedCase(fixedPasskey(), statementOf, {
      ...byPasskey,
      signature: { method: 'passkey', meaning: 'submitted', series: { id: '01990000-0000-7000-8000-00000000f001', place: 1 } },
    }),
  'organisation-security': () =>
    organisationStream([
      {
        kind: 'factor-changed',
        by: li,
        person: li.person,
        name: li.name,
        factor: '01990000-0000-7000-8000-00000000f002',
        method: 'passkey',
        change: 'enrolled',
        key: fixedPasskey().hash,
        reason: null,
      },
      {
        kind: 'factor-changed',
        by: li,
        person: li.person,
        name: li.name,
        factor: '01990000-0000-7000-8000-00000000f003',
        method: 'totp',
        change: 'removed',
        key: null,
        reason: '手机遗失',
      },
      { kind: 'factor-demand', by: li, of: 'administrators', reason: '等级保护要求' },
      { kind: 'account-unlocked', by: li, person: li.person, name: li.name, reason: '本人来访核实' },
    ]),
  organisation: () =>
    organisationStream([
      { kind: 'organisation-created', by: li, name: { zh: '示例鉴定中心', en: 'Example Centre' }, zone: 'Asia/Shanghai', clock: 'real' },
      {
        kind: 'release',
        by: li,
        reason: '首次发布',
        released: [{ document: 'QP-98', revision: 'A/0', baseline: `sha256:${'0'.repeat(64)}`, inForceFrom: '2026-01-01' }],
        withdrawn: [],
      },
      {
        kind: 'role-granted',
        by: li,
        grant: '01990000-0000-7000-8000-00000000d001',
        person: li.person,
        name: li.name,
        role: 'inspector',
        scope: { site: 'C-001' },
        from: '2026-01-01',
        until: null,
        reason: '任命',
      },
      {
        kind: 'role-ended',
        by: li,
        grant: '01990000-0000-7000-8000-00000000d001',
        person: li.person,
        name: li.name,
        role: 'inspector',
        on: '2026-12-31',
        reason: '调离',
      },
      {
        kind: 'deputy-named',
        by: li,
        person: li.person,
        name: li.name,
        deputy: '01990000-0000-7000-8000-00000000a003',
        deputyName: '赵强',
        roles: ['inspector'],
        from: '2026-03-01',
        until: '2026-03-31',
        reason: '出差',
      },
      {
        kind: 'campaign',
        by: li,
        campaign: 'QP-98',
        common: { year: 2026 },
        opened: [{ case: '01990000-0000-7000-8000-00000000c001', subject: { site: 'C-001' } }],
        existing: [],
      },
      {
        kind: 'access',
        by: li,
        case: '01990000-0000-7000-8000-00000000c001',
        record: 'QR-98-01/QP-98-2026-00001/001',
        path: '/id_number',
        reason: '核对身份',
      },
      { kind: 'export', by: li, package: '01990000-0000-7000-8000-00000000e001', scope: everything, reason: '年度审核', openings: false },
      { kind: 'clock-set', by: li, to: '2026-03-03T00:00:00.000Z' },
      { kind: 'centre-entered', by: li, code: '06011001', name: { zh: '示例鉴定所', en: 'Example Testing Centre' }, reason: null },
      {
        kind: 'centre-changed',
        by: li,
        code: '06011001',
        name: { zh: '示例鉴定所', en: 'Example Testing Centre' },
        active: false,
        reason: '停办',
      },
    ]),
}

type GoldenEntry = Readonly<{ facts: unknown; factsHex: string; factsHash: string; stamp: string; previous: string; hash: string }>
type GoldenPayload = Readonly<{
  data: unknown
  hex: string
  hash: string
  openings: readonly Readonly<{ path: string; salt: string; value: unknown }>[]
}>
type Golden = Readonly<{ entries: readonly GoldenEntry[]; payloads: readonly GoldenPayload[] }>

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const unhex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const readValue = (bytes: Uint8Array) => (readCanonical(bytes) as { value: unknown }).value
const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Golden

function goldenOf({ entries, payloads }: WrittenStream): Golden {
  return {
    entries: entries.map(({ facts, stamp, hash }, at) => ({
      facts: readValue(facts),
      factsHex: hex(facts),
      factsHash: hashTextOf(facts),
      stamp,
      previous: hashText(entries[at - 1]?.hash ?? noPredecessor),
      hash: hashText(hash),
    })),
    payloads: payloads.map(({ bytes, hash, openings }) => ({
      data: readValue(bytes),
      hex: hex(bytes),
      hash,
      openings: openings.map(({ path, salt, value }) => ({ path, salt: hex(salt), value })),
    })),
  }
}

if (process.env.GUIJU_WRITE_GOLDEN === '1') {
  mkdirSync(folder, { recursive: true })
  for (const [name, make] of Object.entries(streams))
    if (!readdirSync(folder).includes(`${name}.json`))
      writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(goldenOf(make()), null, 1)}\n`, { flag: 'wx' })
}

describe('the format of records does not change', () => {
  it('every stream has its file, and every file its stream', () => {
    expect(readdirSync(folder).toSorted()).toEqual(
      Object.keys(streams)
        .map((name) => `${name}.json`)
        .toSorted(),
    )
  })

  describe.each(Object.keys(streams))('%s', (name) => {
    it('is written today as it was', () => {
      expect(goldenOf(streams[name]?.() ?? { entries: [], payloads: [] })).toEqual(read(name))
    })

    it('gives every hash again from its own bytes, by the formula alone', () => {
      let previous = noPredecessor
      for (const entry of read(name).entries) {
        const facts = unhex(entry.factsHex)
        expect(hex(canonicalBytes(entry.facts))).toBe(entry.factsHex)
        expect(hashTextOf(facts)).toBe(entry.factsHash)
        expect(entry.previous).toBe(hashText(previous))
        previous = entryHash(previous, facts, entry.stamp)
        expect(hashText(previous)).toBe(entry.hash)
        expect(readFacts(facts).outcome).toBe('read')
      }
    })

    it('gives every payload’s hash and every commitment again', () => {
      for (const { data, hex: bytes, hash, openings } of read(name).payloads) {
        expect(hex(canonicalBytes(data))).toBe(bytes)
        expect(hashTextOf(unhex(bytes))).toBe(hash)
        for (const { salt, value } of openings) expect(JSON.stringify(data)).toContain(commitment(unhex(salt), value).$commitment)
        const { values, parts } = data as { values?: Record<string, unknown>; parts?: readonly unknown[] }
        const opened = openValues(
          values ?? { ...parts },
          openings.map((opening) => ({ ...opening, salt: unhex(opening.salt) })),
        )
        expect(opened).toMatchObject({ problems: [], closed: [] })
      }
    })

    it('is read back into events', () => {
      const { entries, payloads } = read(name)
      const byHash = new Map(
        payloads.map(({ hash, hex: bytes, openings }) => [
          hash,
          { hash, bytes: unhex(bytes), openings: openings.map((opening) => ({ ...opening, salt: unhex(opening.salt) })) } as Payload,
        ]),
      )
      for (const { factsHex, stamp } of entries)
        expect(eventOfEntry({ facts: unhex(factsHex), stamp } as Entry, (hash) => byHash.get(hash)).outcome).not.toBe('unreadable')
    })
  })

  it('the worked example of the norm is the one kept here', () => {
    const norm = readFileSync(join(import.meta.dirname, '../../docs/record-format.md'), 'utf8')
    const { entries, payloads } = read('case-of-two-steps')
    const [entry, payload] = [entries[1], payloads[1]]
    const named = [
      entry?.factsHash,
      entry?.previous,
      entry?.hash,
      entry?.stamp.trimEnd(),
      payload?.hash,
      commitment(new Uint8Array(32).fill(1), payload?.openings[0]?.value).$commitment,
    ]
    for (const text of named) expect(norm).toContain(`\`${text}${text === entry?.stamp.trimEnd() ? '\\n' : ''}\``)
  })

  it('the norm names every kind of entry', () => {
    const norm = readFileSync(join(import.meta.dirname, '../../docs/record-format.md'), 'utf8')
    for (const kind of entryKinds) expect(norm).toContain(`| \`${kind}\` |`)
  })
})
