import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assemble } from '../server/assemble.ts'
import { makePool } from '../server/database/connection-pool.ts'
import { readLibraryFiles } from '../server/documents/read-library.ts'
import { makeLog } from '../server/http/log.ts'

/** What the server that is measured is told when it is started, in a process of its own. */
export type ServerOrder = Readonly<{
  url: string
  dataFolder: string
  people: number
  password: string
  /** The background workers run beside, as they do in a house; where one kind of request is measured by itself they rest. */
  workers: boolean
}>
export type ServerReady = Readonly<{ address: string }>
/** What it answers when it is asked `'cpu'`: its processor time so far, in milliseconds. */
export type ServerCpu = Readonly<{ cpu: number }>

const library = fileURLToPath(new URL('library', import.meta.url))
/** Role of everybody in the library that is measured. */
const role = 'clerk'

export const loginOf = (nth: number) => `clerk-${nth}`

/** The whole server as `main.ts` runs it: same pool, workers running, log written; only nobody is counted out. */
async function serve({ url, dataFolder, people, password, workers }: ServerOrder): Promise<string> {
  const house = await assemble({
    pool: makePool(url),
    log: makeLog('info'),
    files: () => readLibraryFiles(library),
    dataFolder,
    secure: false,
    trustProxy: false,
    requestsPerMinute: 1_000_000_000,
    signInsPerMinute: 1_000_000,
    webClient: join(dataFolder, 'no-client'),
    pauseMs: 250,
  })
  const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((kind) => ({
    kind,
    name: kind,
    login: kind,
    password,
  }))
  const founded = await house.found({
    name: { zh: '测量中心', en: 'Measured Centre' },
    kind: 'real',
    zone: 'Asia/Shanghai',
    administrators,
  })
  if (founded.outcome === 'refused') throw new Error(`Expected an organisation, but: ${founded.refusal.code}`)
  const released = await house.release('供测量用 / to be measured')
  if (released.outcome === 'refused') throw new Error(`Expected the library to be released, but: ${JSON.stringify(released.refusal)}`)
  const administration = await house.administration()
  for (let nth = 1; nth <= people; nth++) {
    const made = await administration.createAccount({ login: loginOf(nth), name: `经办人${nth}`, password, mustChangePassword: false })
    if (made.outcome === 'refused') throw new Error(`Expected an account, but: ${made.refusal.code}`)
    const grant = { person: made.person, role, site: null, occupation: null, from: '2020-01-01', until: null, reason: '供测量用' }
    const given = await administration.grant(grant, 'system')
    if (given.outcome === 'refused') throw new Error(`Expected a role, but: ${given.refusal.code}`)
  }
  if (workers) {
    house.scheduler.start()
    house.reactions.start()
  }
  return house.app.listen({ host: '127.0.0.1', port: 0 })
}

if (process.send !== undefined) {
  process.once('disconnect', () => process.exit(0))
  process.on('message', (message: ServerOrder | 'cpu') => {
    if (message !== 'cpu') return
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: (user + system) / 1000 } satisfies ServerCpu)
  })
  process.once('message', (order: ServerOrder) => {
    serve(order).then(
      (address) => process.send?.({ address } satisfies ServerReady),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
