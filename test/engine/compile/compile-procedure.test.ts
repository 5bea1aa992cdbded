import { describe, expect, it } from 'vitest'
import { nextState } from '../../../engine/compile/machine.ts'
import { compileLibrary, compileProcedure, type Library } from '../../../engine/index.ts'
import { fixture, fixtureLibrary, shippedLibrary } from '../support/library.ts'

const shipped = compileLibrary(shippedLibrary())

describe('a compiled document', () => {
  it.each([...shipped.values()].map((procedure) => [procedure.code, procedure] as const))(
    '%s leads from every state where its YAML says',
    (_, procedure) => {
      for (const [name, step] of procedure.steps)
        for (const from of step.from) expect(nextState(procedure.machine, from, name)).toBe(procedure.document.steps[name]?.to)
      for (const state of procedure.states.values())
        expect([...state.leaving.keys()]).toEqual(
          Object.entries(procedure.document.steps)
            .filter(([, step]) => step.from.includes(state.code))
            .map(([name]) => name),
        )
    },
  )

  it('is held in Maps, so that no name from a request reaches a prototype', () => {
    const { states, steps, forms, relations, subject } = fixture('QP-90')
    for (const names of [states, steps, forms, relations, subject])
      for (const name of ['constructor', '__proto__', 'toString']) expect(names.get(name)).toBeUndefined()
  })

  it('knows who may open a case: those named, or those who take the first step', () => {
    expect(fixture('QP-90').openedBy).toEqual(['clerk'])
    expect(fixture('QP-93').openedBy).toEqual(['clerk', 'head'])
  })

  it('knows the documents it names that are not written yet', () => {
    expect([...fixture('QP-92').pending]).toEqual(['QP-99'])
    expect(fixture('QP-92').relations.get('future')?.pending).toBe(true)
    expect(fixture('QP-92').relations.get('jobs')).toMatchObject({ pending: false, via: 'started', annulling: new Set(['cancelled']) })
  })

  it('has a cache key of its texts: document, forms, reference data', () => {
    const key = (library: Library) => compileProcedure(library, 'QP-90').cacheKey
    expect(key(fixtureLibrary)).toBe(fixture('QP-90').cacheKey)
    expect(key(fixtureLibrary)).not.toBe(fixture('QP-91').cacheKey)
    const edited = (code: string) => {
      const form = fixtureLibrary.forms.get(code)
      if (form === undefined) throw new Error(code)
      return { ...fixtureLibrary, forms: new Map([...fixtureLibrary.forms, [code, { ...form, text: `${form.text} ` }]]) }
    }
    expect(key(edited('QR-90-01'))).not.toBe(key(fixtureLibrary))
    expect(key(edited('QR-91-01'))).toBe(key(fixtureLibrary))
  })

  it('is not made of what the check refuses', () => {
    const source = fixtureLibrary.documents.get('QP-90')
    const apply = source?.value.steps.apply
    if (source === undefined || apply === undefined) throw new Error('no fixture')
    const broken = {
      ...source.value,
      steps: { ...source.value.steps, apply: { ...apply, rules: [{ require: 'amount >', words: { zh: '', en: '' } }] } },
    }
    const library = { ...fixtureLibrary, documents: new Map([...fixtureLibrary.documents, ['QP-90', { ...source, value: broken }]]) }
    expect(() => compileProcedure(library, 'QP-90')).toThrow('Expected QP-90 to have passed the check, but "amount >" is no rule')
    expect(() => compileProcedure(fixtureLibrary, 'QP-60')).toThrow('Expected the library to hold QP-60')
  })
})
