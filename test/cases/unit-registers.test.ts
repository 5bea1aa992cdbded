import { expect, it } from 'vitest'
import { UnitRegisters } from '../../server/cases/unit-registers.ts'
import type { RegisterStore, StoredRegisters } from '../../server/database/register-store.ts'

const stored: StoredRegisters = {
  row: (_register, key) => (key === 'a' ? { key, version: 3, values: { name: '一' } } : undefined),
  rows: () => [{ key: 'a', version: 3, values: { name: '一' } }],
  versionOf: () => 7,
}
const store: Pick<RegisterStore, 'upToDate'> = { upToDate: async () => stored }
const makeUnit = () => new UnitRegisters(store as RegisterStore)
const readsOf = (unit: UnitRegisters) => {
  const { rows, whole } = unit.effects?.(new Map()) ?? { rows: [], whole: [] }
  return { rows, whole }
}

it('a unit that looks at no register has nothing to be tested', () => {
  expect(makeUnit().effects).toBeUndefined()
})

it('rests on each row it asked for, there or not, and on a whole register where it asked for all of it', async () => {
  const unit = makeUnit()
  const registers = await unit.reader()
  expect(registers.row('sites', 'a')?.values).toEqual({ name: '一' })
  expect(registers.row('sites', 'b')).toBeUndefined()
  expect(registers.rows('others')).toHaveLength(1)
  expect(readsOf(unit)).toEqual({
    rows: [
      { register: 'sites', key: 'a', version: 3 },
      { register: 'sites', key: 'b', version: 0 },
    ],
    whole: [{ register: 'others', version: 7 }],
  })
})

it('is one view, however many ask for it at once', async () => {
  const unit = makeUnit()
  const [one, other] = await Promise.all([unit.reader(), unit.reader()])
  one.row('sites', 'a')
  other.row('sites', 'b')
  expect(one).toBe(other)
  expect(readsOf(unit).rows).toHaveLength(2)
})

it('does not rest on what only its agenda looked at, whether it had read before or not', async () => {
  const fresh = makeUnit()
  fresh.forget()
  const [only] = [await fresh.reader()]
  only.row('sites', 'a')
  only.rows('sites')
  expect(readsOf(fresh)).toEqual({ rows: [], whole: [] })

  const unit = makeUnit()
  const registers = await unit.reader()
  registers.row('sites', 'a')
  unit.forget()
  registers.row('sites', 'b')
  expect(readsOf(unit).rows).toEqual([{ register: 'sites', key: 'a', version: 3 }])
})
