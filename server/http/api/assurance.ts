import { type Static, Type } from 'typebox'
import { Words } from './common.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])

export const AssuranceFinding = Type.Object({
  area: Type.String(),
  /** Number of the case, or the id of the stream. */
  case: nullable(Type.String()),
  record: nullable(Type.String()),
  words: Words,
})
export type AssuranceFinding = Static<typeof AssuranceFinding>

export const AssuranceRun = Type.Object({
  id: Type.String(),
  cause: Type.Union([Type.Literal('night'), Type.Literal('person'), Type.Literal('command')]),
  askedBy: nullable(Type.String()),
  state: Type.Union([Type.Literal('running'), Type.Literal('sound'), Type.Literal('findings'), Type.Literal('failed')]),
  startedAt: Type.String(),
  finishedAt: nullable(Type.String()),
  part: nullable(Type.String()),
  done: Type.Integer(),
  checked: nullable(
    Type.Object({
      cases: Type.Integer(),
      entries: Type.Integer(),
      payloads: Type.Integer(),
      attachments: Type.Integer(),
      baselines: Type.Integer(),
      registerChanges: Type.Integer(),
      leaves: Type.Integer(),
      checkpoint: nullable(Type.Integer()),
    }),
  ),
  count: Type.Integer(),
  findings: nullable(Type.Array(AssuranceFinding)),
  acknowledgedAt: nullable(Type.String()),
  acknowledgedBy: nullable(Type.String()),
  reason: nullable(Type.String()),
})
export type AssuranceRun = Static<typeof AssuranceRun>

export const AssuranceView = Type.Object({
  /** The run that nobody has taken note of. */
  alarm: nullable(AssuranceRun),
  runs: Type.Array(AssuranceRun),
  /** Whether the reader may begin a run and take note of one. */
  mayAct: Type.Boolean(),
})
export type AssuranceView = Static<typeof AssuranceView>

export const Acknowledgement = Type.Object(
  { reason: Type.String({ minLength: 4, maxLength: 500, pattern: '\\S' }) },
  { additionalProperties: false },
)
