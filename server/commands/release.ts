import { type Language, type Signer, sayDiagnostic } from '#engine'
import type { Assembly } from '../assembly.ts'
import type { ReleaseRefusal } from '../documents/release.ts'
import { organisationDay } from '../organisation-day.ts'
import { rolesToday } from '../people/grants.ts'
import { checkPassword } from '../people/sign-in.ts'

export type ReleaseOptions = Readonly<{
  reason: string
  login: string
  password: string
  language: Language
  out: (line: string) => void
  now: () => Date
}>

/**
 * `guiju release --reason`: puts the files on disk in force, signed by a person. Changed files are drafts until then.
 * Whoever owns a document may, or the system administrator. Answers the exit code.
 */
export async function runRelease(
  { reason, login, password, language, out, now }: ReleaseOptions,
  house: Pick<Assembly, 'people' | 'documents' | 'cases' | 'release' | 'doorkeeping'>,
): Promise<0 | 1 | 2> {
  const say = (zh: string, en: string) => out(language === 'zh' ? zh : en)
  if (reason.trim().length < 4) {
    say('请用 --reason 写明理由。', 'Expected --reason to say why, but it does not.')
    return 2
  }
  const account = await house.people.accountByLogin(login)
  const verdict = await checkPassword(account, password, { door: 'signing', address: 'command' }, { ...house.doorkeeping, realNow: now })
  if (verdict !== 'right' || account === null) {
    say('账号或密码不正确，或账号已锁定。', 'Expected a known login with its password, not locked.')
    return 2
  }
  const [{ at }, { zone }] = await Promise.all([house.cases.ledger.now(), house.cases.organisation()])
  const today = organisationDay(at, zone)
  const owners = new Set((await house.documents.allInForce(today)).map(({ procedure }) => procedure.document.owner.role))
  const role = rolesToday(await house.people.standingOf(account.person), today).find(
    (held) => held.site === null && (owners.has(held.role) || held.role === 'system_admin'),
  )
  if (role === undefined) {
    say('发布须由文件归口角色或系统管理员签署。', 'Expected the owner of a document or the system administrator, but you are neither.')
    return 2
  }
  const by = (moment: string): Signer => ({
    kind: 'person',
    person: account.person,
    name: account.name,
    role: role.role,
    standsFor: role.standsFor,
    signature: { method: 'password', meaning: 'approved' },
    at: moment,
  })
  const done = await house.release(reason.normalize('NFC').trim(), { person: account.person, session: null, by })
  if (done.outcome === 'refused') {
    for (const line of refusalLines(done.refusal, language)) out(line)
    return 1
  }
  for (const { document, revision, inForceFrom } of done.released)
    say(`${document}  ${revision}  自 ${inForceFrom} 起施行`, `${document}  ${revision}  in force from ${inForceFrom}`)
  for (const document of done.withdrawn) say(`${document}  停止施行`, `${document}  out of force`)
  return 0
}

function refusalLines(refused: ReleaseRefusal, language: Language): readonly string[] {
  switch (refused.code) {
    case 'findings':
      return refused.diagnostics.map(
        (finding) => `${finding.file}:${finding.line}:${finding.column}  ${finding.code}  ${sayDiagnostic(finding, language)}`,
      )
    case 'removes-what-runs':
      return refused.removed.map(({ document, state, step, cases }) => {
        const what = [document, state, step].filter((part) => part !== null).join(' ')
        return language === 'zh' ? `${what}：有 ${cases} 个在办案卷还要用到，不能去掉` : `${what}: ${cases} running cases still refer to it`
      })
    case 'nothing-changed':
      return [language === 'zh' ? '文件没有变化，无需发布。' : 'Expected a changed file, but all are as released.']
    default:
      return refused satisfies never
  }
}
