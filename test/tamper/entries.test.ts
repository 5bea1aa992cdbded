import { describe, expect, it } from 'vitest'
import { editFacts, rechain, refit, relog } from './support/rewrite.ts'
import { attacked, sentences, withWitnessedHouse } from './support/tampered-house.ts'

/** Somebody who owns the machine, has switched every trigger off, and knows how the program works. */
describe('entries that somebody with the whole machine has', () => {
  const witnessed = withWitnessedHouse()
  /** What is found of an attack by the database's own entries and log alone. */
  const tampering = async (attack: Parameters<typeof attacked>[1]) => sentences(await attacked(witnessed().name, attack, []))

  it('changed in a column: the column is named, and the case', async () => {
    const { name, first } = witnessed()
    const findings = await attacked(
      name,
      async (client) => {
        await client.query("update entry set kind = 'contribution' where stream = $1 and sequence = 2", [first.id])
        await client.query("update case_head set state = 'approved' where id = $1", [first.id])
      },
      [],
    )
    expect(findings.map(({ case: at, words }) => [at, words.en])).toEqual([
      [first.number, 'Column kind of entry 2 does not say what its bytes say.'],
      [first.number, 'What is shown as "state" is not what the entries give.'],
    ])
  })

  it('changed in their bytes: the entry is named, for its hash is another', async () => {
    const { first } = witnessed()
    const found = await tampering((client) => editFacts(client, first.id, 2, (facts) => Object.assign(facts, { to: 'approved' })))
    expect(found).toContain('The hash of entry 2 is not that of its content behind the entry before: one of them was changed.')
  })

  it('changed in their bytes and hashes, to the end of the stream, with the projection made to fit: the log names the leaf', async () => {
    const { first } = witnessed()
    const found = await tampering(async (client, copy) => {
      await editFacts(client, first.id, 1, (facts) => Object.assign(facts, { subject: { ...(facts.subject as object), site: 'S-02' } }))
      await rechain(client, first.id)
      await refit(copy)
    })
    expect(found.filter((one) => one.includes('does not fit its entry as it is now'))).toHaveLength(2)
    expect(found.every((one) => one.startsWith('Leaf '))).toBe(true)
  })

  it('deleted from the end: the head of the stream knows of more', async () => {
    const { first } = witnessed()
    const found = await tampering(async (client) => {
      await client.query('delete from entry where stream = $1 and sequence = 2', [first.id])
    })
    expect(found).toContain('The stream does not end where its head says: entries were removed from its end, or added.')
  })

  it('deleted from the end with head, data and projection: the log has a leaf without an entry', async () => {
    const { first } = witnessed()
    const found = await tampering(async (client, copy) => {
      await client.query('delete from entry where stream = $1 and sequence = 2', [first.id])
      await client.query('delete from payload where stream = $1', [first.id])
      await rechain(client, first.id)
      await refit(copy)
    })
    expect(found).toEqual([expect.stringMatching(/^The entry that leaf \d+ of the log stands for is gone\.$/)])
  })

  it('deleted from the middle: the place is named', async () => {
    const { second } = witnessed()
    const found = await tampering(async (client) => {
      await client.query('delete from entry where stream = $1 and sequence = 1', [second.id])
    })
    expect(found).toContain('Where entry 1 should stand is entry 2: entries were removed or put in another order.')
  })

  it('renumbered, so that nothing seems to be missing: each bears the number it was written under', async () => {
    const { second } = witnessed()
    const found = await tampering(async (client) => {
      await client.query('delete from entry where stream = $1 and sequence = 1', [second.id])
      await client.query('update entry set sequence = 1 where stream = $1 and sequence = 2', [second.id])
      await rechain(client, second.id)
    })
    expect(found).toContain('Where entry 1 stands are the facts of another (entry 2).')
    expect(found).toContain('The stamp of entry 1 is that of entry 2.')
  })

  it('put in another order: both places are named', async () => {
    const { second } = witnessed()
    const found = await tampering(async (client) => {
      await client.query('update entry set sequence = 3 - sequence + 100 where stream = $1 and sequence <= 2', [second.id])
      await client.query('update entry set sequence = sequence - 100 where stream = $1 and sequence > 100', [second.id])
      await rechain(client, second.id)
    })
    expect(found).toContain('Where entry 1 stands are the facts of another (entry 2).')
    expect(found).toContain('Where entry 2 stands are the facts of another (entry 1).')
  })

  it('back-dated: an entry recorded before it was decided cannot be, and its hash in the log is that of the true hour', async () => {
    const { first } = witnessed()
    const found = await tampering(async (client) => {
      await client.query(
        `update entry set stamp = regexp_replace(stamp, '\\d{4}-\\d\\d-\\d\\dT', '2020-01-01T'),
          recorded_at = to_char(recorded_at at time zone 'UTC', '"2020-01-01T"HH24:MI:SS.MS"Z"')::timestamptz where stream = $1 and sequence = 2`,
        [first.id],
      )
      await rechain(client, first.id)
    })
    expect(found.some((one) => /Entry 2 was decided at .*, after it was recorded .*back-dated/.test(one))).toBe(true)
    expect(found.some((one) => /Entry 2 bears the time 2020-01-01.* before that of the entry before it/.test(one))).toBe(true)
    expect(found.some((one) => one.includes('does not fit its entry as it is now'))).toBe(true)
  })

  it('put in between, with everything behind them moved on: the log has other entries in those places', async () => {
    const { second } = witnessed()
    const found = await tampering(async (client) => {
      await client.query('update entry set sequence = sequence + 1 where stream = $1 and sequence >= 2', [second.id])
      await client.query(
        `insert into entry select stream, 2, kind, facts, stamp, hash, recorded_at from entry where stream = $1 and sequence = 3`,
        [second.id],
      )
      await editFacts(client, second.id, 2, (facts) => Object.assign(facts, { calendar: 'another' }))
      await rechain(client, second.id)
    })
    expect(found).toContain('Where entry 3 stands are the facts of another (entry 2).')
    expect(found.some((one) => one.includes('does not fit its entry as it is now'))).toBe(true)
  })

  it('given the signature of another record: the entry is not the one that was signed and logged', async () => {
    const { first, second } = witnessed()
    const found = await tampering(async (client, copy) => {
      const { rows } = await client.query<{ facts: Buffer }>('select facts from entry where stream = $1 and sequence = 2', [second.id])
      const { signers } = JSON.parse(rows[0]?.facts.toString() ?? '{}')
      await editFacts(client, first.id, 2, (facts) => Object.assign(facts, { signers }))
      await rechain(client, first.id)
      await refit(copy)
    })
    expect(found.filter((one) => one.includes('does not fit its entry as it is now'))).toHaveLength(1)
  })

  it('made to fit, log and checkpoints with them, and nothing signed: whoever signed remembers another log', async () => {
    const { name, first, remembers } = witnessed()
    const findings = await attacked(
      name,
      async (client, copy) => {
        await editFacts(client, first.id, 2, (facts) => Object.assign(facts, { late: null, dueAt: null }))
        await editFacts(client, first.id, 1, (facts) => Object.assign(facts, { calendar: 'x' }))
        await rechain(client, first.id)
        await refit(copy)
        await relog(client, null)
      },
      [remembers],
    )
    expect(sentences(findings)).toEqual([expect.stringMatching(/^The log The signer remembers .* is not the one in the database/)])
  })
})
