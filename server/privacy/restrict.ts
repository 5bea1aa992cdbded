import type { Signer } from '#engine'
import { type OrganisationLogNeeds, writeOrganisationAct } from '../people/organisation-log.ts'

export type Restriction = Readonly<{
  act: 'placed' | 'lifted'
  keys: readonly string[]
  basis: string
  by: (at: string) => Signer
  organisation: string
  session: string | null
}>

/**
 * Restricts what is done with somebody's values (PIPL art. 44, 47): their cases go on by their rules, but nobody is shown
 * the values, and no package takes them along, until it is lifted. An act of the organisation, and the mark on the keys.
 */
export async function restrict({ act, keys, basis, by, organisation, session }: Restriction, needs: OrganisationLogNeeds): Promise<void> {
  await writeOrganisationAct(
    {
      organisation,
      session,
      beside: [
        {
          text: 'update personal_key set restricted = $2 where id = any($1::uuid[]) and erased_at is null',
          values: [keys, act === 'placed'],
        },
      ],
      says: (at) => [{ kind: 'restriction', act, keys: keys.toSorted(), basis, by: by(at) }],
    },
    needs,
  )
}

/** Whether a value, or one below it, may be shown to nobody now. Its corrections are those of the same person. */
export async function isRestricted(
  pool: OrganisationLogNeeds['pool'],
  { stream, serial, path }: Readonly<{ stream: string; serial: number; path: string }>,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from opening o join personal_key k on k.id = o.key where o.stream = $1 and o.serial = $2 and k.restricted
      and (o.path = $3 or starts_with(o.path, $3 || '/')) limit 1`,
    [stream, serial, path],
  )
  return rowCount !== 0
}
