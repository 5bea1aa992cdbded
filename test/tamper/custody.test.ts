import { describe, expect, it } from 'vitest'
import { bytesOfBase64, formatVerifierKey, verifierKey } from '#records'
import type { HeldState } from '../../server/assurance/check-custody.ts'
import { makeKeyPair } from '../../server/log/ed25519.ts'
import { logSize, rootAt } from '../../server/log/log-store.ts'
import { readKeyRing } from '../../server/log/signer/key-ring.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { editFacts, rechain, refit, relog } from './support/rewrite.ts'
import { attacked, compared, sentences, type Witnessed, withWitnessedHouse } from './support/tampered-house.ts'

/** Whoever rewrites entries, chains, projections and the log alike leaves nothing in the database that contradicts itself. */
describe('a history rewritten as a whole', () => {
  const witnessed = withWitnessedHouse()
  const rewrite = async (client: Parameters<typeof rechain>[0], copy: TestDatabase, { first }: Witnessed) => {
    await editFacts(client, first.id, 1, (facts) => Object.assign(facts, { calendar: 'another' }))
    await rechain(client, first.id)
    await refit(copy)
  }

  it('and signed with a new key: nobody has named that key, and the signer remembers another log', async () => {
    const all = witnessed()
    const own = makeKeyPair()
    const origin = readKeyRing(`${all.folder}/signer`)?.origin ?? ''
    const key = { text: formatVerifierKey(verifierKey(origin, 'ed25519', own.publicKey)), secret: own.secret }
    const found = sentences(
      await attacked(
        all.name,
        async (client, copy) => {
          await rewrite(client, copy, all)
          await relog(client, key)
        },
        [all.remembers],
      ),
    )
    expect(found).toEqual([
      expect.stringMatching(
        /^The checkpoint of size \d+ is not to be believed: it bears no good signature of a key this organisation has named\.$/,
      ),
      expect.stringMatching(/^The log The signer remembers \(\d+ leaves\) is not the one in the database: history was rewritten/),
    ])
  })

  it('and signed with the stolen key: inside the database nothing is wrong, but the signer remembers another log', async () => {
    const all = witnessed()
    const forge = async (client: Parameters<typeof rechain>[0], copy: TestDatabase) => {
      await rewrite(client, copy, all)
      await relog(client, stolenKey(all))
    }
    expect(sentences(await attacked(all.name, forge, []))).toEqual([])
    expect(sentences(await attacked(all.name, forge, [all.remembers]))).toEqual([
      expect.stringMatching(/^The log The signer remembers .* is not the one in the database/),
    ])
  })

  it('and the memory of the signer forged as well: a witness in other hands still remembers', async () => {
    const all = witnessed()
    const cosigned = await stateIn(all.name)
    let forged: HeldState | null = null
    const findings = await attacked(
      all.name,
      async (client, copy) => {
        await rewrite(client, copy, all)
        await relog(client, stolenKey(all))
        forged = { size: await logSize(copy.pool), root: await rootAt(copy.pool, await logSize(copy.pool)) }
      },
      [
        { name: { zh: '签署进程', en: 'The signer' }, held: async () => forged },
        { name: { zh: '见证方', en: 'The witness' }, held: async () => cosigned },
      ],
    )
    expect(sentences(findings)).toEqual([expect.stringMatching(/^The log The witness remembers .* is not the one in the database/)])
  })

  it('cannot be shown to some and the true one to others: the signer signs no second history', async () => {
    const { signer, name } = witnessed()
    const { size } = await stateIn(name)
    const other = Buffer.alloc(32, 7).toString('base64')
    expect(await signer({ ask: 'sign', size, root: other, proof: [] })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'other-root' },
    })
    expect(await signer({ ask: 'sign', size: size + 1, root: other, proof: [] })).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'inconsistent' },
    })
  })

  it('an old backup put back: whoever signed remembers a longer log', async () => {
    const { backup, remembers } = witnessed()
    const old = await openTestDatabase(backup)
    try {
      expect(sentences(await compared(old, []))).toEqual([])
      expect(sentences(await compared(old, [remembers]))).toEqual([
        expect.stringMatching(
          /^The signer remembers a log of \d+ leaves, but the database has \d+: its end was removed, or an old backup put back\.$/,
        ),
      ])
    } finally {
      await old.close()
    }
  })
})

describe('what is not yet anchored', () => {
  const witnessed = withWitnessedHouse()

  it('can be taken back unseen: an entry that no checkpoint holds, removed with all its traces. Anything older is named', async () => {
    const { name, backup, first, remembers } = witnessed()
    const remove = (from: string, custodians: Parameters<typeof attacked>[2]) =>
      attacked(
        from,
        async (client, copy) => {
          const { rows } = await client.query<{ last: number }>('select max(sequence) as last from entry where stream = $1', [first.id])
          await client.query('delete from entry where stream = $1 and sequence = $2 and sequence > 1', [first.id, rows[0]?.last])
          await client.query('delete from payload where stream = $1', [first.id])
          await rechain(client, first.id)
          await refit(copy)
          await relog(client, stolenKey(witnessed()))
        },
        custodians,
      )
    // The signer had signed no more than the backup holds when the second entry was written: then it may go unseen.
    const before = await stateIn(backup)
    expect(sentences(await remove(name, [{ name: { zh: '签署进程', en: 'The signer' }, held: async () => before }]))).toEqual([])
    expect(sentences(await remove(name, [remembers]))).toEqual([expect.stringMatching(/^The signer remembers a log of \d+ leaves/)])
  })
})

function stolenKey({ folder }: Witnessed): Readonly<{ text: string; secret: Uint8Array }> {
  const key = readKeyRing(`${folder}/signer`)?.keys.at(-1)
  return {
    text: formatVerifierKey(key?.verifier ?? verifierKey('x', 'ed25519', new Uint8Array(32))),
    secret: key?.secret ?? new Uint8Array(),
  }
}

/** The newest checkpoint a database holds: what a witness had cosigned then. */
async function stateIn(name: string): Promise<HeldState> {
  const copy = await openTestDatabase(name)
  try {
    const { rows } = await copy.pool.query<{ size: string; root: Buffer }>(
      'select size, root from log_checkpoint order by size desc limit 1',
    )
    return { size: Number(rows[0]?.size ?? 0), root: bytesOfBase64(rows[0]?.root.toString('base64') ?? '') ?? new Uint8Array() }
  } finally {
    await copy.close()
  }
}
