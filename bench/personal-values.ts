import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CaseState } from '#engine'
import { readKeyRing } from '../server/privacy/key-ring.ts'
import { forgetOpened, openState, sealState, subjectsOfState } from '../server/privacy/seal-state.ts'
import { dataKey } from '../server/privacy/sealed-value.ts'

/**
 * `node bench/personal-values.ts [rows]`: what sealing adds to writing and reading a case with a list of persons. Every row
 * has an ID number and a phone, each person a key. "again" is the next write of the same case: its parts keep their tokens.
 */
const rows = Number(process.argv[2] ?? 1000)
const folder = mkdtempSync(join(tmpdir(), 'guiju-bench-'))
try {
  const { index } = await readKeyRing(folder, { mayMake: true })
  const marks = new Map([
    ['people.id_no', 'id_number'],
    ['people.phone', 'phone'],
  ] as const)
  const state = caseWith(rows)
  const sealing = { marks, of: { id: state.id, person: null }, index }
  const subjects = [...subjectsOfState(state, sealing)]
  const keys = new Map(subjects.map((subject) => [subject, dataKey(crypto.randomUUID(), randomBytes(32))]))
  const byId = new Map([...keys.values()].map((key) => [key.id, key]))
  const report = (what: string, ms: number) =>
    console.log(`${what.padEnd(44)} ${ms.toFixed(2).padStart(8)} ms  ${((ms * 1000) / (rows * 2)).toFixed(2)} µs a value`)

  report(
    'JSON.stringify without sealing',
    timed(() => JSON.stringify(state)),
  )
  report(
    'whose each value is',
    timed(() => subjectsOfState(caseWith(rows), sealing)),
  )
  const fresh = () => sealState(caseWith(rows), sealing, keys)
  report('seal, first write', timed(fresh) - timed(() => caseWith(rows)))
  const sealed = sealState(state, sealing, keys)
  report(
    'seal, again',
    timed(() => sealState(state, sealing, keys)),
  )
  const text = JSON.stringify(sealed)
  console.log(`projection ${JSON.stringify(state).length} → ${text.length} bytes`)
  report(
    'JSON.parse of the sealed case',
    timed(() => JSON.parse(text)),
  )
  report(
    'open, first read',
    timed(() => {
      forgetOpened()
      return openState(JSON.parse(text), (id) => byId.get(id) ?? null)
    }),
  )
  report(
    'open, again',
    timed(() => openState(JSON.parse(text), (id) => byId.get(id) ?? null)),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Processor time: the median of eleven runs, after two to warm up. */
function timed(work: () => unknown): number {
  const runs = Array.from({ length: 13 }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return runs.slice(2).sort((one, other) => one - other)[5] ?? 0
}

function caseWith(count: number): CaseState {
  const people = Array.from({ length: count }, (_, at) => ({
    name: `考生${at}`,
    id_no: `21010219900101${String(at).padStart(4, '0')}`,
    phone: `1390000${String(at).padStart(4, '0')}`,
    score: '88.50',
  }))
  const part = {
    form: 'QR-01-01',
    part: 'list',
    serial: 1,
    step: 'enter',
    sequence: 2,
    at: '',
    signers: [],
    values: { people },
    origins: {},
  }
  const none = { corrections: [], waiting: [], started: [], demands: [], taken: [], passed: [] }
  return { id: '0198-case', subject: {}, given: {}, sealed: [part], numbers: {}, ...none } as unknown as CaseState
}
