import { type Static, Type } from 'typebox'

export const Words = Type.Object({ zh: Type.String(), en: Type.String() })
export type Words = Static<typeof Words>

/** RFC 9457. `code` is stable; `detail` is a sentence in the reader's language; `rejection` holds the structured why-not. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String(),
    instance: Type.Optional(Type.String()),
    rejection: Type.Optional(Type.Unknown()),
    /** Sentences per field, for a form: JSON pointer below the part → sentence. */
    fields: Type.Optional(
      Type.Array(
        Type.Object({ form: Type.String(), part: Type.String(), path: Type.String(), code: Type.String(), detail: Type.String() }),
      ),
    ),
  },
  { $id: 'Problem' },
)
export type Problem = Static<typeof Problem>

export const PersonRef = Type.Object({ person: Type.String(), name: Type.String() })
export const CaseRef = Type.Object({
  id: Type.String(),
  number: Type.String(),
  document: Type.String(),
  title: Words,
  state: Type.String(),
  stateTitle: Words,
  closed: Type.Boolean(),
})
export type CaseRef = Static<typeof CaseRef>

/** A due date in words: the organisation date it ends on, the instant, whether it is past, and whether the calendar knows it for sure. */
export const Due = Type.Object({
  on: Type.String(),
  at: Type.String(),
  overdue: Type.Boolean(),
  provisional: Type.Boolean(),
  workingDaysLeft: Type.Integer(),
})
export type Due = Static<typeof Due>

export const Page = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) })
