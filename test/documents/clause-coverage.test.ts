import { describe, expect, it } from 'vitest'
import { clauseCoverage } from '../../server/documents/clause-coverage.ts'
import { library } from '../procedures/support/library.ts'

const documents = [...library.documents.values()].map(({ value }) => value)
const table = library.reference.flatMap(({ value }) => (value.tables?.clauses === undefined ? [] : [value.tables.clauses]))[0]
const [document] = documents.filter(({ code }) => code === 'QP-08')
if (document === undefined) throw new Error('Expected QP-08 among the documents, but it is not there')
const coverageOf = (clauses: string[], counts: Readonly<Record<string, number>> = {}) =>
  clauseCoverage(table, [{ ...document, clauses }], new Map(Object.entries(counts)))
const served = (clauses: string[]) =>
  coverageOf(clauses)
    .filter((clause) => clause.documents.length > 0)
    .map(({ clause }) => clause)

describe('where the standard is met', () => {
  it('every clause a document names is one of the standard', () => {
    const unserved = documents.flatMap(({ clauses }) => clauses.filter((clause) => served([clause]).length === 0))
    expect(unserved).toEqual([])
  })

  it('a document that names a clause serves the clauses under it', () => {
    expect(served(['8.4'])).toEqual(['8.4.1', '8.4.2', '8.4.3'])
  })

  it('a document that names a part of a clause serves the clause', () => {
    expect(served(['9.2.1'])).toEqual(['9.2'])
  })

  it('8.1 and 10.1 are not parts of 8.10 or 1', () => {
    expect(served(['10.1'])).toEqual(['10.1'])
  })

  it('counts a record once, however many steps fill its part', () => {
    const steps = Object.values(document.steps).flatMap(({ records }) => records.map(({ form, part }) => `${form}/${part}`))
    const often = steps.find((part, place) => steps.indexOf(part) !== place) ?? ''
    const [clause] = coverageOf(['8.4.2'], { [often]: 7 }).filter(({ clause: code }) => code === '8.4.2')
    expect(clause?.records).toBe(7)
    expect(clause?.documents[0]?.steps.filter(({ records }) => records === 7).length).toBeGreaterThan(1)
  })

  it('names a clause nobody serves', () => {
    expect(
      coverageOf(['8.4.2'])
        .filter(({ documents: found }) => found.length === 0)
        .map(({ clause }) => clause),
    ).toContain('4.1')
  })
})
