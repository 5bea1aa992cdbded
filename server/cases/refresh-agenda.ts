import type { Pool } from 'pg'
import type { CaseState, CompiledProcedure } from '#engine'
import { replaceAgenda } from '../database/agenda-statement.ts'
import { agendaOfCase } from './agenda-of-case.ts'
import type { CaseUnit } from './case-unit.ts'

/**
 * Works out anew what a case asks of people and of the engine, where a case it looks at has changed or a day has passed:
 * nothing was written in its own stream, so nothing else does. Left alone where the case moved on meanwhile; that unit
 * brought its own agenda.
 */
export async function refreshAgenda(unit: CaseUnit, procedure: CompiledProcedure, state: CaseState, pool: Pool): Promise<void> {
  const agenda = agendaOfCase(procedure, state, await unit.sight.worldOf(procedure, state, unit.at, unit.calendar))
  const client = await pool.connect()
  let finished = false
  try {
    await client.query('begin')
    const { rows } = await client.query<{ sequence: number }>('select sequence from stream where id = $1 for no key update', [state.id])
    const isSame = rows[0]?.sequence === state.version
    const { name, text, values } = replaceAgenda(new Map([[state.id, agenda]]))
    if (isSame) await client.query({ name, text, values: [...values] })
    await client.query('commit')
    finished = true
  } finally {
    client.release(!finished)
  }
}
