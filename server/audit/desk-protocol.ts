import type { DeskAnswer, DeskCase } from './case-desk.ts'
import type { SourceHouse } from './package-source.ts'

/** What a desk's process is told, in this order: how to begin, then baselines and cases. */
export type DeskRequest =
  | Readonly<{ kind: 'begin'; house: SourceHouse; sheets: string | null }>
  | Readonly<{ kind: 'open'; id: number; baseline: string; files: readonly (readonly [string, Uint8Array])[] }>
  | Readonly<{ kind: 'look'; id: number; asked: DeskCase }>

/** `memory`: bytes the process holds after the work. */
export type DeskReply = Readonly<{ id: number; memory: number } & ({ answer: DeskAnswer | null } | { problem: string })>
