import { describe, expect, it } from 'vitest'
import { runRebuild } from '../../server/commands/rebuild.ts'
import { makeCaseReader } from '../../server/database/case-reader.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { rebuild } from '../../server/database/rebuild.ts'
import { asSuperuser, createOrganisation, withDatabase } from '../support/database.ts'
import { newStream } from '../support/planned-units.ts'
import { recordOf, writeSealedCase } from '../support/sealed-case.ts'

describe('folding all entries anew', () => {
  let ids: readonly string[] = []
  let numbers: readonly string[] = []
  const database = withDatabase(async ({ pool }) => {
    const organisation = await createOrganisation(pool, 'real')
    ids = [newStream(), newStream(), newStream()]
    const ledger = makePostgresLedger(pool)
    numbers = await Promise.all(ids.map((id) => writeSealedCase(ledger, organisation, id)))
  })
  const findings = async () => (await rebuild(database().pool, { write: false })).findings
  /** Behind the guards: what someone with the machine in their hands could do. */
  const tamper = (statement: string, values: readonly unknown[] = []) =>
    asSuperuser(database().adminUrl, async (client) => {
      await client.query('alter table entry disable trigger all; alter table payload disable trigger all')
      await client.query(statement, [...values])
      await client.query(
        'alter table entry enable always trigger entry_append_only; alter table payload enable always trigger payload_append_only',
      )
    })

  it('finds no difference where nothing was touched', async () => {
    expect(await rebuild(database().pool, { write: false })).toEqual({ cases: 3, entries: 9, findings: [], written: [] })
    expect(await makeCaseReader(database().pool).recordByNumber(recordOf(numbers[0] ?? '', 1))).toEqual({ stream: ids[0], serial: 1 })
  })

  it('names the case and the field that someone changed in a projection, and puts it right', async () => {
    const [number = ''] = numbers
    const { pool, url } = database()
    const before = await makeCaseReader(pool).byNumber(number)
    await pool.query(
      `update case_head set state = 'begun', site = 'S02', projection = jsonb_set(projection, '{sealed,0,values,score}', '"99.00"') where number = $1`,
      [number],
    )
    expect((await findings()).map((finding) => ('field' in finding ? `${finding.case} ${finding.field}` : finding.code)).sort()).toEqual([
      `${number} projection.sealed`,
      `${number} site`,
      `${number} state`,
    ])
    const said: string[] = []
    expect(await runRebuild({ databaseUrl: url, write: true }, (line) => said.push(line))).toBe(1)
    expect(said.join('\n')).toContain(`${number}  projection.sealed`)
    expect(said.join('\n')).not.toContain('99.00')
    expect(await runRebuild({ databaseUrl: url, write: false }, () => {})).toBe(0)
    expect(await makeCaseReader(pool, { sites: ['S01'] }).byNumber(number)).toEqual(before)
  })

  it('makes a projection that is gone anew, and names one that no entries give', async () => {
    const { pool } = database()
    await pool.query('delete from case_head where id = $1', [ids[1]])
    expect(await findings()).toEqual([{ case: ids[1], code: 'projection-missing' }])
    expect((await rebuild(pool, { write: true })).written).toEqual([numbers[1]])
    await pool.query(
      'insert into case_head select gen_random_uuid(), $2, document, baseline, subject, site, occupation, year, state, closed, version, records, projection, numbers, started_by, opened_at, updated_at from case_head where id = $1',
      [ids[1], 'QP-90-2026-99999'],
    )
    expect(await findings()).toEqual([{ case: 'QP-90-2026-99999', code: 'projection-without-entries' }])
    await pool.query("delete from case_head where number = 'QP-90-2026-99999'")
  })

  it('names a counter that does not stand where the numbers given say', async () => {
    await database().pool.query("update counter set value = value + 1 where key like 'ZG%'")
    expect(await findings()).toMatchObject([{ code: 'counter', stored: 4, given: 3 }])
    await database().pool.query("update counter set value = value - 1 where key like 'ZG%'")
  })

  it('names the entry that was changed, moved or removed by someone with the machine in their hands', async () => {
    const [, , number = ''] = numbers
    const id = ids[2]
    await tamper("update entry set kind = 'contribution' where stream = $1 and sequence = 2", [id])
    expect(await findings()).toEqual([{ case: number, code: 'entry-column', sequence: 2, field: 'kind' }])
    await tamper("update entry set kind = 'step', stamp = replace(stamp, 'real', 'simulated') where stream = $1 and sequence = 2", [id])
    expect(await findings()).toContainEqual(
      expect.objectContaining({ case: number, code: 'chain', finding: expect.objectContaining({ sequence: 2, code: 'hash-differs' }) }),
    )
    await tamper("update entry set stamp = replace(stamp, 'simulated', 'real') where stream = $1 and sequence = 2", [id])
    expect(await findings()).toEqual([])
    await tamper('delete from entry where stream = $1 and sequence = 3', [id])
    expect(await findings()).toContainEqual({ case: number, code: 'head', field: 'sequence' })
    const { written } = await rebuild(database().pool, { write: true })
    expect(written).toEqual([])
  })
})
