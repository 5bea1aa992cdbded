import { describe, expect, it } from 'vitest'
import { attacked, sentences, withWitnessedHouse } from './support/tampered-house.ts'

describe('what stands beside the entries and somebody with the whole machine has', () => {
  const witnessed = withWitnessedHouse()
  const tampering = (attack: Parameters<typeof attacked>[1]) => attacked(witnessed().name, attack, [])

  it('changed in its bytes: the record is named', async () => {
    const { first } = witnessed()
    const findings = await tampering(async (client) => {
      await client.query(
        `update payload set data = convert_to(replace(convert_from(data, 'UTF8'), '500.00', '900.00'), 'UTF8') where stream = $1`,
        [first.id],
      )
    })
    expect(sentences(findings)).toContain(
      `The bytes of QR-90-01/${first.number}/001 do not have the hash they are filed under: they were changed.`,
    )
  })

  it('changed in bytes and hash: no entry names what is there now, and what one names is gone', async () => {
    const { first } = witnessed()
    const findings = await tampering(async (client) => {
      await client.query(
        `update payload set data = convert_to(replace(convert_from(data, 'UTF8'), '500.00', '900.00'), 'UTF8') where stream = $1`,
        [first.id],
      )
      await client.query('update payload set hash = sha256(data) where stream = $1', [first.id])
    })
    const record = `QR-90-01/${first.number}/001`
    expect(sentences(findings)).toContain(`No entry names the data ${record}: it was replaced together with its hash, or put there later.`)
    expect(sentences(findings)).toContain(`The data entry 2 names (record ${record}) is gone, and no disposal says so.`)
  })

  it('filed under another number: the record is named', async () => {
    const { first } = witnessed()
    const findings = await tampering(async (client) => {
      await client.query("update payload set record_number = 'QR-90-01/QP-90-2030-00099/001' where stream = $1", [first.id])
    })
    expect(sentences(findings)).toContain(
      `The columns of record QR-90-01/${first.number}/001 do not say the number, form or part its entry says.`,
    )
  })

  it('a file taken away, or its bytes exchanged: the record that names it is named', async () => {
    const { second } = witnessed()
    const gone = await tampering(async (client) => {
      await client.query('delete from attachment_use')
      await client.query('delete from attachment_piece')
      await client.query('delete from attachment')
    })
    expect(gone.map(({ area, case: at, words }) => [area, at, words.en])).toEqual([
      ['attachment', second.number, expect.stringMatching(/^A file of record QR-95-01\/.* is gone\.$/)],
    ])
    const changed = await tampering(async (client) => {
      await client.query("update attachment_piece set data = data || '\\x00'")
      await client.query('update attachment set sha256 = (select sha256(data) from attachment_piece), size = size + 1')
    })
    expect(sentences(changed)).toEqual([expect.stringMatching(/^A file of record QR-95-01\/.* was changed\.$/)])
  })

  it('a template or a document exchanged for another, with every hash beside it made to fit: the baseline names the file', async () => {
    for (const path of ['templates/%', 'procedures/%QP-90%']) {
      const findings = await tampering(async (client) => {
        const { rows } = await client.query<{ hash: Buffer }>('select hash from baseline_file where path like $1 limit 1', [path])
        const old = rows[0]?.hash ?? Buffer.alloc(0)
        await client.query("insert into content (hash, data) select sha256(data || '# x'), data || '# x' from content where hash = $1", [
          old,
        ])
        await client.query("update baseline_file set hash = (select sha256(data || '# x') from content where hash = $1) where hash = $1", [
          old,
        ])
      })
      const swapped = sentences(findings).filter((one) => /^File .* of baseline .* is not what was released: it was swapped\.$/.test(one))
      expect(swapped).toHaveLength(1)
    }
  })

  it('a document put in force that nobody released: it is named', async () => {
    const findings = await tampering(async (client) => {
      await client.query("update baseline_in_force set from_date = from_date + 1 where document = 'QP-90'")
    })
    expect(sentences(findings)).toEqual([expect.stringMatching(/^No release has put QP-90 in force from /)])
  })

  it('a right granted behind the program, or a centre renamed: each is named', async () => {
    const { second } = witnessed()
    const findings = await tampering(async (client) => {
      await client.query("insert into role_grant (id, person, role, from_date) values ($1, $1, 'director', '2020-01-01')", [second.id])
      await client.query("update testing_centre set name_zh = '别的鉴定所' where code = 'S-01'")
    })
    expect(sentences(findings)).toEqual([
      expect.stringMatching(/^Grant .* rights were changed behind the program\.$/),
      "Centre S-01 is not as the organisation's log says.",
    ])
  })
})
