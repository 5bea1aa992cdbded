import { describe, expect, it } from 'vitest'
import { library } from './support/library.ts'

const rows = library.reference.flatMap(({ value }) => value.tables?.record_forms?.rows ?? [])

describe('what an archive file inherits from the records in it', () => {
  it.each([...library.forms])('%s lies in the archive with the retention and the confidentiality of the form', (code, { value }) => {
    const expected = { code, retention: value.retention.class, confidentiality: value.confidentiality }
    expect(rows.filter((row) => row.code === code)).toEqual([expected])
  })
})
