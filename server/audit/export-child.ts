import { makePool } from '../database/connection-pool.ts'
import { unlockPersonalValues } from '../privacy/personal-values.ts'
import { makeDatabaseSource } from './database-package-source.ts'
import { startDesks } from './desk-process.ts'
import { type ExportNote, type ExportOrder, failureOf } from './export-process.ts'
import { makePackage } from './make-package.ts'

/** The process that makes a package; started and spoken to by `export-process.ts` alone. */
process.on('disconnect', () => process.exit(1))
process.once('message', (order: ExportOrder) => {
  make(order).then(
    (note) => tell(note, 0),
    (error: unknown) => tell({ kind: 'failed', code: failureOf(error), detail: error instanceof Error ? error.message : String(error) }, 1),
  )
})

const SAY_EVERY_MS = 200

async function make({ databaseUrl, keysFolder, request, folder, out, sheets, desks }: ExportOrder): Promise<ExportNote> {
  const pool = makePool(databaseUrl, { max: 4 })
  await unlockPersonalValues(pool, keysFolder)
  const source = makeDatabaseSource(pool)
  const desk = startDesks({ house: await source.house(), sheets, processes: desks })
  let said = 0
  const progress = (note: Extract<ExportNote, { kind: 'progress' }>['progress']) => {
    if (note.done < note.total && performance.now() - said < SAY_EVERY_MS) return
    said = performance.now()
    process.send?.({ kind: 'progress', progress: note } satisfies ExportNote)
  }
  try {
    const result = await makePackage({ request, source, folder, out, keep: true }, { desk, progress })
    return { kind: 'done', result, memory: { exporter: process.memoryUsage.rss(), desk: desk.most() } }
  } finally {
    await desk.close()
    await pool.end()
  }
}

function tell(note: ExportNote, code: number): void {
  process.send?.(note, () => process.exit(code))
}
