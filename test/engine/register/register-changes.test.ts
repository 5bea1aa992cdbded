import { describe, expect, it } from 'vitest'
import {
  assembleLibrary,
  type CaseState,
  type CompiledProcedure,
  compileProcedure,
  emptyRegisters,
  type FieldValue,
  type RegisterReader,
  RegistersInSight,
  registerChanges,
  type SealedPart,
  type World,
} from '#engine'
import { baseFiles, places, sheet } from '../check/base-library.ts'
import { calendar } from '../support/library.ts'

const at = '2026-03-02T01:00:00.000Z'

/** The small library, with other entries under `set_by` and other columns where a test says so. */
function procedureWith(setBy?: string, columns = ''): CompiledProcedure {
  const files = baseFiles.map((file) => {
    if (file.file === sheet) return { ...file, text: file.text.replace('visited_on: {', `${phone}\n      visited_on: {`) }
    if (file.file !== places || setBy === undefined) return file
    const [head = ''] = file.text.split('set_by:')
    return { ...file, text: `${head.trimEnd()}\n${columns}\nset_by:\n${setBy}` }
  })
  return compileProcedure(assembleLibrary(files).library, 'WI-90-01')
}
const phone = 'phone: { title: { zh: 电话, en: Phone }, type: string, sensitive: phone, optional: true }'

function changesOf(values: Record<string, FieldValue>, registers: RegisterReader = emptyRegisters, procedure = procedureWith()) {
  const { state, part } = sealed(values)
  const world: World = { at, calendar, related: new Map(), registers }
  return registerChanges(procedure, state, { ...stepEvent, parts: [part] }, world)
}

function sealed(values: Record<string, FieldValue>): Readonly<{ state: CaseState; part: SealedPart }> {
  const signer = { kind: 'person', person: 'p1', name: '李', role: 'clerk', standsFor: null, signature: null, at } as const
  const part = { form: 'QR-90-02', part: 'sheet', serial: 1, step: 'score', sequence: 2, at, signers: [signer], values, origins: {} }
  const state: CaseState = {
    id: 'c',
    document: 'WI-90-01',
    baseline: 'b',
    subject: { site: '06011018' },
    version: 2,
    state: 'scored',
    enteredAt: at,
    openedAt: at,
    openedBy: 'p1',
    startedBy: null,
    given: {},
    passed: [],
    taken: [],
    sealed: [part],
    corrections: [],
    waiting: [],
    started: [],
    demands: [],
    limits: { extendedBy: [], due: null },
    fired: {},
    numbers: { case_number: 'WI-90-01-2026-00001' },
    closed: true,
  }
  return { state, part }
}

const filled = {
  visited_on: '2026-03-02',
  site_code: '06011018',
  score: '7.00',
  items: [
    { item: 'a', mark: '3.00' },
    { item: 'b', mark: '4.00' },
  ],
}

function rowOf(values: Record<string, FieldValue>): RegistersInSight {
  const sight = new RegistersInSight(emptyRegisters)
  sight.change('places', { key: '06011018', values })
  return sight
}

describe('a sealed part', () => {
  it('makes the row of its key where there is none, and sets the columns it names', () => {
    expect(changesOf(filled)).toEqual([
      {
        register: 'places',
        key: '06011018',
        form: 'QR-90-02',
        serial: 1,
        set: { last_visit: '2026-03-02', visits: 1 },
        removed: [],
        row: { last_visit: '2026-03-02', visits: 1 },
      },
    ])
  })

  it('counts on from the row as it was, and leaves other columns alone', () => {
    expect(changesOf(filled, rowOf({ visits: 4, note: '保留' }))[0]?.row).toEqual({ last_visit: '2026-03-02', visits: 5, note: '保留' })
  })

  it('changes nothing where its condition does not hold', () => {
    expect(changesOf({ ...filled, score: '0.00' })).toEqual([])
  })

  it('leaves a column as it was where its value reads something not filled in', () => {
    const { visited_on: _unset, ...rest } = filled
    expect(changesOf(rest, rowOf({ last_visit: '2025-01-01' }))[0]).toMatchObject({
      set: { visits: 1 },
      row: { last_visit: '2025-01-01', visits: 1 },
    })
  })

  it('says nothing where the row reads already what it says', () => {
    const procedure = procedureWith('  - { form: QR-90-02, part: sheet, key: subject.site, sets: { last_visit: visited_on } }\n')
    expect(changesOf(filled, rowOf({ last_visit: '2026-03-02' }), procedure)).toEqual([])
  })

  it('clears the columns it removes', () => {
    const procedure = procedureWith('  - { form: QR-90-02, part: sheet, key: subject.site, removes: [note] }\n')
    expect(changesOf(filled, rowOf({ note: '旧' }), procedure)[0]).toMatchObject({ removed: ['note'], row: {} })
    expect(changesOf(filled, emptyRegisters, procedure)).toEqual([])
  })

  it('makes no row where it may only change one that exists', () => {
    const procedure = procedureWith(
      '  - { form: QR-90-02, part: sheet, key: subject.site, existing: true, sets: { last_visit: visited_on } }\n',
    )
    expect(changesOf(filled, emptyRegisters, procedure)).toEqual([])
    expect(changesOf(filled, rowOf({ visits: 1 }), procedure)).toHaveLength(1)
  })

  it('sets a row for each of a list, each seeing what the one before it did', () => {
    const procedure = procedureWith(
      `  - form: QR-90-02
    part: sheet
    each: items
    key: "'all'"
    sets: { visits: "filled(was.visits) ? was.visits + 1 : 1", note: one.item }
`,
    )
    expect(changesOf(filled, emptyRegisters, procedure).map(({ row }) => row)).toEqual([
      { visits: 1, note: 'a' },
      { visits: 2, note: 'b' },
    ])
  })

  it('reads other registers, and its own as it stands by then', () => {
    const procedure = procedureWith(
      `  - { form: QR-90-02, part: sheet, key: "'x'", sets: { visits: "7" } }
  - { form: QR-90-02, part: sheet, key: "'y'", sets: { visits: "registers.places.at('x').visits + size(registers.places.rows)" } }
`,
    )
    expect(changesOf(filled, emptyRegisters, procedure).at(-1)).toMatchObject({ key: 'y', row: { visits: 8 } })
  })

  it('keeps of a sensitive field only what it may show', () => {
    const procedure = procedureWith(
      '  - { form: QR-90-02, part: sheet, key: subject.site, sets: { contact: phone } }\n',
      '  contact: { title: { zh: 电话, en: Phone }, type: string, sensitive: phone }',
    )
    expect(changesOf({ ...filled, phone: '13812345678' }, emptyRegisters, procedure)[0]?.row).toEqual({ contact: '138****5678' })
  })

  it('reads a corrected value in place of what was sealed', () => {
    const { state } = sealed(filled)
    const corrected = { ...state, corrections: [{ serial: 1, field: 'visited_on', value: '2026-03-01', sequence: 3 }] }
    const event = { ...stepEvent, parts: corrected.sealed }
    expect(registerChanges(procedureWith(), corrected, event, { at, calendar, related: new Map() })[0]?.set).toMatchObject({
      last_visit: '2026-03-01',
    })
  })
})

const stepEvent = {
  kind: 'step',
  sequence: 2,
  at,
  step: 'score',
  from: 'open',
  to: 'scored',
  signers: [],
  parts: [],
  started: [],
  sent: [],
  late: null,
  dueAt: null,
  closes: true,
  numbers: {},
  limits: null,
  usedContributions: [],
} as const
