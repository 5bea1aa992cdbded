import type { CaseState } from '#engine'
import type { Opening } from '#records'
import { personalValuesOf } from '../privacy/personal-values.ts'
import type { StoredOpening } from '../privacy/seal-openings.ts'
import { keysInState } from '../privacy/seal-state.ts'

/** Openings as somebody may read them, in the order of the rows; those whose key was erased are left out. */
export async function openingsOf(
  pool: object,
  rows: readonly StoredOpening[],
): Promise<readonly (Opening & Pick<StoredOpening, 'serial'>)[]> {
  if (rows.length === 0) return []
  const personal = await personalValuesOf(pool)
  if (personal === null && rows.some(({ sealed }) => sealed !== null)) throw new StillLocked()
  const opened = personal === null ? rows.map(plainOpening) : await personal.openOpenings(rows)
  return opened.flatMap((opening, index) => (opening === null ? [] : [{ ...opening, serial: rows[index]?.serial ?? 0 }]))
}

/** Cases as the engine knows them. */
export async function openedStates(pool: object, stored: readonly CaseState[]): Promise<readonly CaseState[]> {
  if (stored.length === 0) return []
  const personal = await personalValuesOf(pool)
  if (personal !== null) return personal.openStates(stored)
  if (stored.some((state) => keysInState(state).size > 0)) throw new StillLocked()
  return stored
}

class StillLocked extends Error {
  override readonly name = 'StillLocked'
  constructor() {
    super(
      '数据库中的个人数据已加密，但没有找到密钥。密钥在 DATA_FOLDER 的 keys 目录中。 Expected the keys the personal data of this database is sealed with, but there are none: they stand in the folder keys of DATA_FOLDER.',
    )
  }
}

const plainOpening = ({ path, salt, value }: StoredOpening): Opening | null =>
  salt === null || value === null ? null : { path, salt, value: JSON.parse(value) as unknown }
