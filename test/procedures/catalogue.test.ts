import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkLibrary } from '#engine'
import { diagnostics, library } from './support/library.ts'

type Counts = Readonly<{
  documents: Readonly<Record<string, Readonly<{ states: number; steps: number }>>>
  forms: Readonly<Record<string, Readonly<{ document: string; parts: number; fields: number }>>>
  roles: number
  departments: number
  code_lists: number
  indicators: number
}>
type Added = Readonly<{ states?: string[]; steps?: string[]; parts?: string[]; fields?: string[] }>
type Differences = Readonly<{ documents: Readonly<Record<string, Added>>; forms: Readonly<Record<string, Added>> }>

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const catalogue: Counts = JSON.parse(read('catalogue-counts.json'))
const differences: Differences = parse(read('differences.yaml'))
const ledger = read('../../docs/ledger-of-differences.md')

describe('the documents against the catalogue', () => {
  it('pass the check', () => {
    expect([...diagnostics, ...checkLibrary(library)]).toEqual([])
  })

  it.each(Object.entries(catalogue.documents))(
    '%s has the states and steps of the catalogue, and those the ledger adds',
    (code, counts) => {
      const document = library.documents.get(code)?.value
      const added = differences.documents[code]
      const steps = Object.keys(document?.steps ?? {})
      expect(steps).toEqual(expect.arrayContaining(added?.steps ?? []))
      expect(steps).toHaveLength(counts.steps + (added?.steps?.length ?? 0))
      expect(Object.keys(document?.states ?? {})).toHaveLength(counts.states + (added?.states?.length ?? 0))
    },
  )

  it.each(Object.entries(catalogue.forms))('%s has the parts and fields of the catalogue, and those the ledger adds', (code, counts) => {
    const form = library.forms.get(code)?.value
    const added = differences.forms[code]
    const parts = Object.entries(form?.parts ?? {})
    const fields = parts.flatMap(([, part]) => Object.keys(part.fields))
    expect(form?.document).toBe(counts.document)
    expect(parts.map(([name]) => name)).toEqual(expect.arrayContaining(added?.parts ?? []))
    expect(parts).toHaveLength(counts.parts + (added?.parts?.length ?? 0))
    expect(fields).toEqual(expect.arrayContaining(added?.fields ?? []))
    expect(fields).toHaveLength(counts.fields + (added?.fields?.length ?? 0))
  })

  it('has every form of its documents and no other', () => {
    expect([...library.forms.keys()].toSorted()).toEqual(Object.keys(catalogue.forms).toSorted())
  })

  it('is whole: 21 procedures, 19 work instructions and 92 record forms, none of them still to be written', () => {
    const kinds = [...library.documents.values()].map(({ value }) => value.kind)
    expect(kinds.filter((kind) => kind === 'procedure')).toHaveLength(21)
    expect(kinds.filter((kind) => kind === 'work_instruction')).toHaveLength(19)
    expect(library.forms.size).toBe(92)
    expect([...library.pending]).toEqual([])
  })

  it('has all roles, departments, code lists and the 33 indicators of the inspection table', () => {
    const reference = library.reference.map(({ value }) => value)
    expect(reference.flatMap((file) => file.roles ?? [])).toHaveLength(catalogue.roles)
    expect(reference.flatMap((file) => file.departments ?? [])).toHaveLength(catalogue.departments)
    expect(reference.flatMap((file) => Object.keys(file.code_lists ?? {}))).toHaveLength(catalogue.code_lists)
    expect(table('inspection_indicators')).toHaveLength(catalogue.indicators)
  })

  it('gives each section of the inspection table the sum of its indicators, 100 points in all', () => {
    const indicators = table('inspection_indicators')
    const weights = table('inspection_sections').map(({ code, weight }) => {
      const own = indicators.filter(({ section }) => section === code).reduce((sum, indicator) => sum + Number(indicator.weight), 0)
      return { section: code, weight, own }
    })
    expect(weights.filter(({ weight, own }) => weight !== own)).toEqual([])
    expect(weights.reduce((sum, { own }) => sum + own, 0)).toBe(100)
  })

  it('names every difference in the ledger', () => {
    const named = [...Object.values(differences.documents), ...Object.values(differences.forms)].flatMap((added) =>
      Object.values(added).flat(),
    )
    expect(named.filter((name) => !ledger.includes(`\`${name}\``))).toEqual([])
  })
})

function table(name: string): readonly Readonly<Record<string, unknown>>[] {
  const found = library.reference.flatMap(({ value }) => Object.entries(value.tables ?? {})).find(([key]) => key === name)
  return (found?.[1].rows ?? []) as readonly Readonly<Record<string, unknown>>[]
}
