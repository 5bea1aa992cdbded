import { describe, expect, it } from 'vitest'
import { compileLibrary } from '#engine'
import { namesForSubjects, subjectLine, subjectLines } from '../../server/cases/subject-words.ts'
import { library } from '../procedures/support/library.ts'

const procedure = compileLibrary(library).get('WI-09-01')
if (procedure === undefined) throw new Error('Expected WI-09-01 in the library, but it is not there')
const names = {
  centres: new Map([['06010001', { zh: '远航焊接培训中心鉴定站', en: 'Yuanhang Welding', active: true }]]),
  persons: new Map<string, string>(),
}

describe('what a case is about', () => {
  it('is said in words: the centre, the occupation and the level by their titles', () => {
    const subject = { batch: 'PC-2026-0011', site: '06010001', occupation: '02', level: '4' }
    expect(subjectLine({ procedure, subject }, names)).toEqual({
      zh: 'PC-2026-0011 · 远航焊接培训中心鉴定站 · 焊工 · 四级/中级工',
      en: 'PC-2026-0011 · Yuanhang Welding · Welder · Level 4 intermediate worker',
    })
  })

  it('keeps a code nobody titled, and leaves out what is not given', () => {
    const lines = subjectLines({ procedure, subject: { site: '06019999', occupation: '77' } }, names)
    expect(lines.map(({ key, text }) => [key, text.zh])).toEqual([
      ['site', '06019999'],
      ['occupation', '77'],
    ])
  })

  it('says once what two keys say alike', () => {
    expect(subjectLine({ procedure, subject: { batch: 'X', occupation: 'X' } }, names).zh).toBe('X')
  })

  it('asks for nobody’s name where no case is about a person', async () => {
    const people = { namesOf: async () => Promise.reject(new Error('asked')) }
    expect((await namesForSubjects([{ procedure, subject: { batch: 'X' } }], { centres: names.centres, people })).persons.size).toBe(0)
  })
})
