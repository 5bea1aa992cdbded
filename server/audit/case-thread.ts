import { parentPort, workerData } from 'node:worker_threads'
import { makeCaseChecker, type PackageReader, readBaselineTexts } from '#records'
import { checkSignature } from '../people/check-signature.ts'
import type { PlacedCase, ThreadReply, ThreadSetting } from './case-threads.ts'
import { type RandomAccess, withFile } from './random-access.ts'

/** The thread that looks at a share of the cases; started and spoken to by `case-threads.ts` alone. */
const { file, setting } = workerData as ThreadSetting
const check = makeCaseChecker(setting, { readBaseline: readBaselineTexts, checkSignature })

const checkBatch = async (source: RandomAccess, batch: readonly PlacedCase[]): Promise<ThreadReply> => {
  const results = []
  for (const { packed, files } of batch) {
    const places = new Map(files.map((each) => [each[0], each]))
    const paths = [...places.keys()]
    results.push(await check(packed, { reader: readerOf(source, places), has: (path) => places.has(path), paths }))
  }
  return { results }
}

function readerOf(source: RandomAccess, places: ReadonlyMap<string, PlacedCase['files'][number]>): PackageReader {
  return {
    files: [...places.values()].map(([path, , size]) => ({ path, size })),
    findings: [],
    read: async (path) => {
      const [, at, size] = places.get(path) ?? [path, 0, 0]
      return source.read(at, size)
    },
  }
}

void withFile(file, (source) => {
  let before = Promise.resolve()
  parentPort?.on('message', (batch: readonly PlacedCase[]) => {
    before = before
      .then(() => checkBatch(source, batch))
      .catch((error: unknown): ThreadReply => ({ problem: error instanceof Error ? error.message : String(error) }))
      .then((reply) => parentPort?.postMessage(reply))
  })
  return new Promise<never>(() => {})
})
