import { describe, expect, it } from 'vitest'
import { library } from './support/library.ts'

const rowsOf = (table: string) => library.reference.flatMap(({ value }) => value.tables?.[table]?.rows ?? [])

describe('what an archive file inherits from the records in it', () => {
  it.each([...library.forms])('%s lies in the archive with the retention and the confidentiality of the form', (code, { value }) => {
    const expected = { code, retention: value.retention.class, confidentiality: value.confidentiality }
    expect(rowsOf('record_forms').filter((row) => row.code === code)).toEqual([expected])
  })

  it('has every form the archive asks for', () => {
    expect(rowsOf('file_contents').filter(({ code }) => !library.forms.has(String(code)))).toEqual([])
  })
})
