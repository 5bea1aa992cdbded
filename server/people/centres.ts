import type { Words } from '#engine'
import { constraintOf } from '../database/database-fault.ts'
import { type Acting, roleOf, sessionOf } from './administrators.ts'
import { administratorSigner, type OrganisationLogNeeds, writeOrganisationAct } from './organisation-log.ts'
import type { PeopleStore } from './people-store.ts'

export type NewCentre = Readonly<{ code: string; name: Words; reason: string | null }>
/** What holds from now on. One that is not active gets no role and no case any more; what was done there stays as it is. */
export type ChangedCentre = Readonly<{ code: string; name: Words; active: boolean; reason: string }>

export type CentreRefusal = Readonly<
  | { code: 'centre-code-taken'; centre: string }
  | { code: 'centre-code-malformed'; centre: string }
  | { code: 'centre-name-empty' }
  | { code: 'centre-unknown' }
>
export type CentreDone = Readonly<{ outcome: 'done' }> | Readonly<{ outcome: 'refused'; refusal: CentreRefusal }>
export type CentreNeeds = OrganisationLogNeeds & Readonly<{ people: Pick<PeopleStore, 'centres'>; organisation: string }>

/** Province 2, city 2, type 1, serial 3 digits. */
const CODE = /^\d{8}$/
const refused = (refusal: CentreRefusal) => ({ outcome: 'refused', refusal }) as const

/** Makes a testing centre known: its row and its entry in the organisation's stream, in one unit. */
export async function addCentre(asked: NewCentre, by: Acting, needs: CentreNeeds): Promise<CentreDone> {
  const { code, reason } = asked
  const name = trimmed(asked.name)
  if (!CODE.test(code)) return refused({ code: 'centre-code-malformed', centre: code })
  if (isLacking(name)) return refused({ code: 'centre-name-empty' })
  const taken = refused({ code: 'centre-code-taken', centre: code })
  if ((await needs.people.centres()).some((known) => known.code === code)) return taken
  try {
    await writeOrganisationAct(
      {
        organisation: needs.organisation,
        session: sessionOf(by),
        says: (at) => [{ kind: 'centre-entered', code, name, reason, by: administratorSigner(by, roleOf(by), at) }],
        beside: [
          {
            text: 'insert into testing_centre (code, name_zh, name_en, active) values ($1, $2, $3, true)',
            values: [code, name.zh, name.en],
          },
        ],
      },
      needs,
    )
  } catch (error) {
    // Two administrators at once: the unique code decides.
    if (error instanceof Error && constraintOf(error.cause) === 'testing_centre_pkey') return taken
    throw error
  }
  return { outcome: 'done' }
}

/** Renames a testing centre, closes it to new roles and cases, or opens it again. Its code never changes. */
export async function changeCentre(asked: ChangedCentre, by: Acting, needs: CentreNeeds): Promise<CentreDone> {
  const { code, active, reason } = asked
  const name = trimmed(asked.name)
  if (isLacking(name)) return refused({ code: 'centre-name-empty' })
  if (!(await needs.people.centres()).some((known) => known.code === code)) return refused({ code: 'centre-unknown' })
  await writeOrganisationAct(
    {
      organisation: needs.organisation,
      session: sessionOf(by),
      says: (at) => [{ kind: 'centre-changed', code, name, active, reason, by: administratorSigner(by, roleOf(by), at) }],
      beside: [
        {
          text: 'update testing_centre set name_zh = $2, name_en = $3, active = $4 where code = $1',
          values: [code, name.zh, name.en, active],
        },
      ],
    },
    needs,
  )
  return { outcome: 'done' }
}

const trimmed = ({ zh, en }: Words): Words => ({ zh: zh.normalize('NFC').trim(), en: en.normalize('NFC').trim() })
const isLacking = ({ zh, en }: Words): boolean => zh === '' || en === ''
