import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AnchorsSetting, noAnchors } from '../../server/anchors/anchors-file.ts'
import { assemble } from '../../server/assemble.ts'
import type { Assembly } from '../../server/assembly.ts'
import { readReleaseFiles } from '../../server/documents/read-release-files.ts'
import { makeLog } from '../../server/http/log.ts'
import { password } from '../http/support/house.ts'
import { openTestDatabase } from './database.ts'
import { makeHouseSigner } from './house-signer.ts'
import { buildWebClient, builtClient } from './web-client.ts'

const library = fileURLToPath(new URL('../..', import.meta.url))

export type RunningHouse = Readonly<{ address: string; house: Assembly; close(): Promise<void> }>

/** The whole server on an empty database and a free port, with its web client. */
export async function openHouse(anchors: AnchorsSetting = noAnchors): Promise<RunningHouse> {
  const [database, dataFolder] = [await openTestDatabase(), await mkdtemp(join(tmpdir(), 'guiju-house-'))]
  const signing = makeHouseSigner(dataFolder)
  const house = await assemble({
    pool: database.pool,
    sequencer: database.sequencer,
    disposal: database.disposal,
    signer: signing.signer,
    anchors,
    // A fault of the server says in the test's output what it was.
    log: makeLog('error'),
    files: () => readReleaseFiles(library),
    dataFolder,
    secure: false,
    trustProxy: false,
    requestsPerMinute: 100_000,
    signInsPerMinute: 1000,
    webClient: builtClient,
    pauseMs: 50,
  })
  const address = await house.app.listen({ host: '127.0.0.1', port: 0 })
  return {
    address,
    house,
    close: async () => {
      await house.close()
      await signing.close()
      await database.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** A running house past its first run: the library is in force, and the three administrators have their kind for name and login. */
export async function openFoundedHouse(anchors: AnchorsSetting = noAnchors): Promise<RunningHouse> {
  await buildWebClient()
  const running = await openHouse(anchors)
  const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((kind) => ({
    kind,
    name: kind,
    login: kind,
    password,
  }))
  const founded = await running.house.found({
    name: { zh: '沈州市职业技能鉴定中心', en: 'Shenzhou Appraisal Centre' },
    kind: 'real',
    zone: 'Asia/Shanghai',
    administrators,
  })
  if (founded.outcome !== 'founded') throw new Error(`Expected the house to be founded, but ${founded.refusal.code}`)
  await running.house.completeFirstRun()
  return running
}

/** A testing centre, open to roles and cases. */
export async function addCentre({ administration }: Assembly, code: string, zh: string, en: string): Promise<void> {
  const added = await (await administration()).addCentre({ code, name: { zh, en }, reason: null }, 'system')
  if (added.outcome === 'refused') throw new Error(`Expected the centre ${code} to be entered, but ${added.refusal.code}`)
}

/** An account that holds these roles from the first day on. */
export async function addPerson(
  house: Assembly,
  login: string,
  name: string,
  roles: readonly string[],
  site: string | null = null,
): Promise<void> {
  const administration = await house.administration()
  const account = await administration.createAccount({ login, name, password, mustChangePassword: false })
  if (account.outcome === 'refused') throw new Error(`Expected an account for ${login}, but ${account.refusal.code}`)
  for (const role of roles) {
    const granted = await administration.grant(
      { person: account.person, role, site, occupation: null, from: '2020-01-01', until: null, reason: 'test' },
      'system',
    )
    if (granted.outcome === 'refused') throw new Error(`Expected ${login} to be given ${role}, but ${granted.refusal.code}`)
  }
}
