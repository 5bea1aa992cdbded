import { type Static, Type } from 'typebox'
import { Words } from './common.ts'

/** GET /api/clauses: where a clause of the standard is met, and by how many live records. */
export const Clause = Type.Object({
  standard: Type.String(),
  clause: Type.String(),
  title: Words,
  records: Type.Integer(),
  documents: Type.Array(
    Type.Object({
      code: Type.String(),
      title: Words,
      revision: Type.String(),
      records: Type.Integer(),
      steps: Type.Array(Type.Object({ step: Type.String(), title: Words, records: Type.Integer(), parts: Type.Array(Type.String()) })),
    }),
  ),
})
export type Clause = Static<typeof Clause>
