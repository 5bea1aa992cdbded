import type { CaseLine, LinkedCase, NumberTaken, PackedCase, RecordEntry, RecordLine, SignatureLine } from '#records'
import type { SourceHead } from './package-source.ts'
import { lineOf, linesOf, type Spool, type Workplace } from './spool.ts'

/** Where the bytes of a record wait until its volume is written. */
export type WaitingRecord = Readonly<{ record: RecordEntry; begin: number; size: number; sheet: number; pages: number | null }>

/** A list of values that grows at its end and is read again from its beginning. */
export type ListSpool<T> = Readonly<{ add(value: T): Promise<void>; all(): AsyncIterable<T> }>

/** Everything a package gathers while its cases go by, on disk: memory does not grow with the package. */
export type PackageSpools = Readonly<{
  heads: ListSpool<SourceHead>
  cases: ListSpool<CaseLine & Readonly<{ packed: PackedCase }>>
  records: ListSpool<RecordLine>
  waiting: ListSpool<WaitingRecord>
  /** Bytes of the records that wait. */
  later: Spool
  signatures: ListSpool<SignatureLine>
  numbers: ListSpool<NumberTaken>
  links: ListSpool<LinkedCase>
  leaves: ListSpool<number>
  others: ListSpool<string>
}>

export async function openSpools(work: Workplace): Promise<PackageSpools> {
  const list = async <T>(name: string): Promise<ListSpool<T>> => {
    const spool = await work.spool(`${name}.jsonl`)
    return { add: (value) => spool.append(lineOf(value)), all: () => linesOf<T>(spool) }
  }
  return {
    heads: await list('heads'),
    cases: await list('cases'),
    records: await list('records'),
    waiting: await list('waiting'),
    later: await work.spool('later'),
    signatures: await list('signatures'),
    numbers: await list('numbers'),
    links: await list('links'),
    leaves: await list('leaves'),
    others: await list('others'),
  }
}
