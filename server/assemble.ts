import { join } from 'node:path'
import type { mergeReference, Words } from '#engine'
import { noAnchors } from './anchors/anchors-file.ts'
import { anchorFigures } from './anchors/figures.ts'
import { makeAnchoring } from './anchors/make-anchoring.ts'
import { makeApp } from './app.ts'
import type { Assembly, AssemblyNeeds, Releaser } from './assembly.ts'
import { anchorCustodians } from './assurance/anchor-custodians.ts'
import { assuranceFigures } from './assurance/figures.ts'
import { makeAssurance } from './assurance/make-assurance.ts'
import { mayReadAssurance } from './assurance/may-read.ts'
import { signerCustodian } from './assurance/signer-custodian.ts'
import { advanceCase } from './cases/advance-case.ts'
import type { CaseNeeds } from './cases/case-needs.ts'
import { makeFencedLedger } from './cases/fenced-ledger.ts'
import { indexCase } from './cases/index-case.ts'
import { makeReactions } from './cases/reactions.ts'
import { beginReading } from './cases/reading.ts'
import { recallAnswer } from './cases/recall-answer.ts'
import { makeRecordPress } from './cases/record-face.ts'
import { makeScheduler } from './cases/scheduler.ts'
import { namesForSubjects } from './cases/subject-words.ts'
import { makeSweeper } from './cases/sweeper.ts'
import { makeAttachmentStore } from './database/attachment-store.ts'
import { makeCaseLists } from './database/case-lists.ts'
import { makeCaseReader } from './database/case-reader.ts'
import { makePostgresLedger } from './database/postgres-ledger.ts'
import { makeRegisterStore } from './database/register-store.ts'
import { makeSearchIndex } from './database/search-index.ts'
import { makeBaselineStore } from './documents/baseline-store.ts'
import { makeDocuments } from './documents/documents.ts'
import { makeDocumentPress } from './documents/print/document-press.ts'
import { type ReleaseOutcome, release } from './documents/release.ts'
import { makePdfPress } from './documents/render/pdf-process.ts'
import { makePdfStore } from './documents/render/pdf-store.ts'
import { assuranceRoutes } from './http/assurance-routes.ts'
import { attachmentRoutes } from './http/attachment-routes.ts'
import type { Caller } from './http/caller.ts'
import { campaignRoutes } from './http/campaign-routes.ts'
import { caseRoutes } from './http/case-routes.ts'
import { centreRoutes } from './http/centre-routes.ts'
import { documentRoutes } from './http/document-routes.ts'
import { drawRoutes } from './http/draw-routes.ts'
import { exportRoutes } from './http/export-routes.ts'
import { factorRoutes } from './http/factor-routes.ts'
import { healthRoutes } from './http/health-routes.ts'
import { listRoutes } from './http/list-routes.ts'
import { logPlaceRoutes } from './http/log-place-routes.ts'
import { logRoutes } from './http/log-routes.ts'
import { metricsRoutes } from './http/metrics-routes.ts'
import { organisationRoutes } from './http/organisation-routes.ts'
import { peopleRoutes } from './http/people-routes.ts'
import { plainPrintRoutes } from './http/plain-print-routes.ts'
import { privacyRoutes } from './http/privacy-routes.ts'
import { recordRoutes } from './http/record-routes.ts'
import { registerRoutes } from './http/register-routes.ts'
import { securityRoutes } from './http/security-routes.ts'
import { sessionRoutes } from './http/session-routes.ts'
import { setupRoutes } from './http/setup-routes.ts'
import { sheetRoutes } from './http/sheet-routes.ts'
import { verifierRoutes } from './http/verifier-routes.ts'
import { makeIdentifier } from './identifier.ts'
import { exportHere } from './inspections/export-here.ts'
import { makeExportJobs } from './inspections/export-jobs.ts'
import { exportableDocuments } from './inspections/may-export.ts'
import { logFigures } from './log/figures.ts'
import { makeTransparencyLog } from './log/make-log.ts'
import { organisationDay } from './organisation-day.ts'
import { type Administration, makeAdministration } from './people/administration.ts'
import { administrators, isAdministratorRole } from './people/administrators.ts'
import type { RoleBook } from './people/check-granting.ts'
import { doorFigures } from './people/door-figures.ts'
import { makeDoorkeeping } from './people/doorkeeping.ts'
import { type Founded, type Founding, foundOrganisation } from './people/found-organisation.ts'
import type { OwnRoles } from './people/grants.ts'
import { makeOrganisationReader, type Organisation } from './people/organisation.ts'
import { administratorSigner } from './people/organisation-log.ts'
import { ownRolesOf } from './people/own-roles.ts'
import { makePeopleStore } from './people/postgres-people-store.ts'
import { unlockPersonalValues } from './privacy/personal-values.ts'
import { reapplyErasures } from './privacy/reapply-erasures.ts'
import { mayReadRegisters } from './registers/may-read.ts'
import { makeRetention } from './retention/make-retention.ts'
import { makeDraws } from './sampling/draws.ts'

/** Passes every part what it needs, by hand and in order. */
export async function assemble(needs: AssemblyNeeds): Promise<Assembly> {
  const { pool, log } = needs
  const personal = await unlockPersonalValues(pool, needs.keysFolder ?? join(needs.dataFolder, 'keys'))
  const ledger = makePostgresLedger(pool)
  await reapplyErasures(personal, { pool, ledger, disposal: needs.disposal })
  const people = makePeopleStore(pool)
  const attachments = makeAttachmentStore(pool)
  const readOrganisation = makeOrganisationReader(pool)
  const organisation = async (): Promise<Organisation> => {
    const found = await readOrganisation()
    if (found === null) throw new Error('Expected the organisation to be founded, but it is not')
    return found
  }
  const baselines = makeBaselineStore(pool)
  const documents = makeDocuments(baselines, async () => (await organisation()).zone, needs.shared?.compile)
  const dayOf = async (at: string): Promise<string> => organisationDay(at, (await readOrganisation())?.zone ?? 'Asia/Shanghai')
  const today = async (): Promise<string> => dayOf((await ledger.now()).at)
  const reader = makeCaseReader(pool)
  const changing: CaseNeeds = {
    ledger,
    reader,
    registers: makeRegisterStore(pool),
    documents,
    organisation,
    people,
    attachments,
    recall: (idempotency) => recallAnswer(pool, idempotency),
  }
  const retention = makeRetention({
    cases: changing,
    pool,
    disposal: needs.disposal ?? pool,
    forgetSheets: (stream) => sheets.forget(stream),
    today,
    log,
    pauseMs: needs.pauseMs * 8,
  })
  const cases: CaseNeeds = { ...changing, disposal: retention.gate }

  const leader = (name: string) => makeFencedLedger(pool, name, makeIdentifier())
  const [scheduling, reacting] = [leader('scheduler'), leader('reactions')]
  const scheduler = makeScheduler({
    ...cases,
    ledger: scheduling.ledger,
    pool,
    leadership: scheduling.leadership,
    log,
    pauseMs: needs.pauseMs * 4,
  })
  const index = makeSearchIndex(pool)
  const reactions = makeReactions({
    ...cases,
    ledger: reacting.ledger,
    pool,
    leadership: reacting.leadership,
    log,
    pauseMs: needs.pauseMs,
    index: async (state) => {
      await indexCase(state, index, cases)
      await retention.note(state)
    },
  })

  const sweeper = makeSweeper({ attachments, log, pauseMs: needs.pauseMs * 2400 })
  const transparency = makeTransparencyLog({
    pool,
    sequencer: needs.sequencer ?? pool,
    ledger,
    organisation: readOrganisation,
    signer: needs.signer,
    log,
    pauseMs: needs.pauseMs,
  })
  const anchoring = makeAnchoring({
    setting: needs.anchors ?? noAnchors,
    pool,
    logPool: needs.sequencer ?? pool,
    log,
    pauseMs: needs.pauseMs * 4,
  })

  const assurance = makeAssurance({
    pool,
    ledger,
    organisation: readOrganisation,
    custodians: () => [...(needs.signer === undefined ? [] : [signerCustodian(needs.signer)]), ...anchorCustodians(anchoring, pool)],
    log,
    pauseMs: needs.pauseMs * 240,
    hour: needs.assuranceHour ?? 2,
    ...(needs.shared && { compile: needs.shared.compile }),
  })

  const releaseFiles = async (reason: string, by: Releaser = bySystem): Promise<ReleaseOutcome> => {
    const { id } = await organisation()
    const runningCases = () => makeCaseLists(pool).running()
    return release(await needs.files(), { reason, ...by }, { pool, ledger, baselines, documents, organisation: id, today, runningCases })
  }
  const found = async (founding: Founding): Promise<Founded> =>
    foundOrganisation(founding, { pool, ledger }, organisationDay(founding.clock ?? (await ledger.now()).at, founding.zone))
  const roleBook = async (): Promise<RoleBook> => roleBookOf(await documents.referenceOn(await today()))
  const administration = async (): Promise<Administration> =>
    makeAdministration({ pool, ledger, people, organisation: (await organisation()).id, roleBook, today })
  const pdf = needs.shared?.pdf ?? makePdfPress()
  const sheetsFolder = join(needs.dataFolder, 'pdf-cache')
  const sheets = makePdfStore({ folder: sheetsFolder })
  const press = makeRecordPress(
    documents,
    organisation,
    async (subject) => namesForSubjects([subject], await beginReading(cases)),
    pdf,
    sheets,
  )
  const documentPress = makeDocumentPress({ pool, documents, organisation, press: pdf })
  const jobs = makeExportJobs({
    pool,
    ledger,
    databaseUrl: pool.options.connectionString ?? '',
    keysFolder: needs.keysFolder ?? join(needs.dataFolder, 'keys'),
    folder: join(needs.dataFolder, 'packages'),
    sheets: sheetsFolder,
    log,
    ...(needs.shared && { work: exportHere({ pool, press: pdf, store: sheets, readBaseline: needs.shared.readBaseline }) }),
  })

  const draws = makeDraws({ pool, ledger, organisation: async () => (await organisation()).id })

  const roleTitle = async (role: string): Promise<Words> =>
    isAdministratorRole(role)
      ? administrators[role]
      : ((await documents.referenceOn(await today())).roles.get(role) ?? { zh: role, en: role })
  const mayOf = async (caller: Caller): Promise<readonly string[]> => {
    const exportable = await exportableDocuments(caller, await today(), documents)
    const administers = caller.roles.some(({ role }) => isAdministratorRole(role))
    return [
      ...(exportable === null || exportable.length > 0 ? ['export'] : []),
      ...(administers ? ['administration'] : []),
      ...((await mayReadRegisters(caller.roles, await today(), documents)) ? ['registers'] : []),
      ...((await mayReadAssurance(caller, await today(), documents)) ? ['assurance'] : []),
      ...((await retention.mayRead(caller.roles)) ? ['retention'] : []),
      ...(caller.readOnly ? [] : ['act']),
    ]
  }
  const realNow = (): Date => new Date()
  const ownRoles = async (day: string): Promise<OwnRoles> => ownRolesOf(await documents.latestOn(day))
  const callers = { people, today, dayOf, ownRoles }
  const doorkeeping = makeDoorkeeping({
    pool,
    ledger,
    people,
    organisation,
    keysFolder: needs.keysFolder ?? join(needs.dataFolder, 'keys'),
    publicUrl: needs.publicUrl ?? null,
    failuresFromAddress: needs.signInsPerMinute,
    realNow,
  })
  const signing = { ...callers, ...doorkeeping }
  const completeFirstRun = async (): Promise<void> => {
    const { rowCount } = await pool.query('select from baseline limit 1')
    if (rowCount !== 0) return
    const released = await releaseFiles('首次发布 / first release')
    if (released.outcome === 'refused')
      throw new Error(`Expected the files of this installation to be released, but: ${released.refusal.code}`)
  }
  const firstRun = async (founding: Founding): Promise<Founded> => {
    const done = await found(founding)
    if (done.outcome === 'founded') await completeFirstRun()
    return done
  }
  const app = await makeApp({
    log,
    secure: needs.secure,
    trustProxy: needs.trustProxy,
    requestsPerMinute: needs.requestsPerMinute,
    webClient: needs.webClient,
    routes: [
      healthRoutes(
        async () => (await pool.query('select 1')).rowCount === 1,
        async () => [
          ...((await assurance.standing()).alarm === null ? [] : ['assurance']),
          ...((transparency.sequencer.standing().stopped ?? transparency.checkpoints.standing().stopped) === null ? [] : ['log']),
          ...((await anchoring.troubles()).some(({ grave }) => grave) ? ['anchors'] : []),
        ],
      ),
      metricsRoutes([
        () => doorFigures(pool),
        () => assuranceFigures(assurance),
        () => logFigures(transparency.status),
        () => anchorFigures(anchoring),
      ]),
      assuranceRoutes({ ...callers, assurance, documents }),
      logRoutes({ pool, status: transparency.status }),
      verifierRoutes(),
      setupRoutes({
        isFounded: async () => (await pool.query('select from stream limit 1')).rowCount === 1,
        found: firstRun,
        triesPerMinute: needs.signInsPerMinute,
      }),
      sessionRoutes({
        ...callers,
        doorkeeping,
        events: doorkeeping.events,
        organisation: readOrganisation,
        roleTitle,
        mayOf,
        secureCookies: needs.secure,
        signInsPerMinute: needs.signInsPerMinute,
      }),
      factorRoutes({ ...callers, doorkeeping, triesPerMinute: needs.signInsPerMinute }),
      securityRoutes({ ...callers, doorkeeping }),
      peopleRoutes({ ...callers, administration, roleTitle }),
      centreRoutes({ ...callers, administration }),
      organisationRoutes({ ...callers, pool }),
      listRoutes({ ...callers, cases, pool }),
      documentRoutes({ ...callers, pool, documents, documentPress }),
      caseRoutes({ ...signing, cases, pool, files: attachments, advance: (id) => advanceCase(id, cases) }),
      recordRoutes({ ...signing, cases, pool, ledger, press, files: attachments }),
      plainPrintRoutes({ ...callers, cases, pool, ledger, press, files: attachments }),
      logPlaceRoutes({ ...callers, cases, pool, status: transparency.status, troubles: anchoring.troubles }),
      sheetRoutes({ ...callers, cases, pool }),
      registerRoutes({ ...callers, registers: { ...cases, pool } }),
      ...retention.routes(callers),
      attachmentRoutes({ ...callers, files: attachments }),
      privacyRoutes({
        ...callers,
        pool,
        ledger,
        documents,
        organisation,
        purgePackages: jobs.purgeShowing,
        forgetSheets: sheets.forget,
        ...(needs.disposal && { disposal: needs.disposal }),
      }),
      campaignRoutes({ ...callers, campaigns: { ...cases, pool } }),
      drawRoutes({ ...callers, draws, documents, pool }),
      exportRoutes({ ...callers, jobs, documents, reader, pool }),
    ],
  })
  const close = async (): Promise<void> => {
    await app.close()
    await Promise.all([
      scheduler.stop(),
      reactions.stop(),
      sweeper.stop(),
      assurance.worker.stop(),
      retention.worker.stop(),
      anchoring.stop(),
      transparency.stop(),
      jobs.stop(),
    ])
    if (needs.shared === undefined) pdf.close()
  }
  return {
    app,
    cases,
    pool,
    ledger,
    people,
    doorkeeping,
    attachments,
    documents,
    scheduler,
    reactions,
    sweeper,
    disposals: retention.worker,
    anchoring,
    transparency,
    assurance,
    jobs,
    press,
    printing: { press: pdf, store: sheets },
    documentPress,
    today,
    found,
    release: releaseFiles,
    administration,
    completeFirstRun,
    close,
  }
}

const bySystem: Releaser = { person: 'system', session: null, by: (at) => administratorSigner('system', 'system', at) }

function roleBookOf(reference: ReturnType<typeof mergeReference>): RoleBook {
  const roles = [...reference.roles].map(([code, title]) => [code, { ...title, readOnly: code === 'auditor' }] as const)
  return { roles: new Map(roles), incompatible: reference.incompatibleRoles.map(([one = '', other = '']) => [one, other] as const) }
}
