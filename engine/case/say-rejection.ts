import type { Words } from '../words.ts'
import type { DisposalBar, Rejection } from './decision.ts'

/** What codes are called by people: titles of the procedure a case runs on, of the documents beside it and of the reference data. */
export type RejectionNames = Readonly<{
  step(code: string): Words
  /** A state of the case's own document, or of another. */
  state(code: string, document?: string): Words
  role(code: string): Words
  document(code: string): Words
  subject(code: string): Words
  field(path: string): Words
  /** An instant in organisation time, for reading. */
  instant(at: string): string
}>

type Sentences = { [C in Rejection['code']]: (rejection: Extract<Rejection, { code: C }>, names: RejectionNames) => Words }

const say = (zh: string, en: string): Words => ({ zh, en })

/** Every reason for which `decide` refuses. `docs/errors.md` lists them; a test compares the two. */
export const rejectionCodes = [
  'case-moved-on',
  'case-closed',
  'step-not-open',
  'step-is-automatic',
  'deadline-passed',
  'role-missing',
  'not-expected-here',
  'same-person',
  'already-contributed',
  'contribution-unknown',
  'contribution-not-yours',
  'second-person-needed',
  'reason-missing',
  'waits-for',
  'document-pending',
  'part-invalid',
  'rule-not-met',
  'rule-reads-unset-field',
  'signature-missing',
  'automatic-chain-too-long',
  'subject-invalid',
  'case-exists',
  'disposal-barred',
] as const satisfies readonly Rejection['code'][]

/** What the person who tried is told: what is missing, and who can supply it. A new rejection does not compile until it has a line here. */
const sentences: Sentences = {
  'case-moved-on': ({ expected, found }) =>
    say(
      `案卷已有新进展（您看到的是第 ${expected} 条，现在是第 ${found} 条），请刷新后再提交。`,
      `Expected the case at entry ${expected}, but it has moved on to entry ${found}. Reload and try again.`,
    ),
  'case-closed': ({ state }, names) =>
    say(`案卷已办结（${names.state(state).zh}），不能再办理步骤。`, `Expected an open case, but it has ended (${names.state(state).en}).`),
  'step-not-open': ({ step, state, open }, names) => {
    const others = listed(open, names.step)
    return say(
      `现在处于“${names.state(state).zh}”，不能办理“${names.step(step).zh}”。${open.length > 0 ? `可以办理：${others.zh}。` : ''}`,
      `Expected a step open in “${names.state(state).en}”, but “${names.step(step).en}” is not.${open.length > 0 ? ` Open are: ${others.en}.` : ''}`,
    )
  },
  'step-is-automatic': ({ step }, names) =>
    say(`“${names.step(step).zh}”由系统自动办理，不由人提交。`, `Expected the system to take “${names.step(step).en}”, but a person did.`),
  'deadline-passed': ({ step, due, automatic }, names) =>
    say(
      `“${names.step(step).zh}”的期限已于 ${names.instant(due)} 届满，由系统办理“${names.step(automatic).zh}”。`,
      `Expected “${names.step(step).en}” by ${names.instant(due)}, but that has passed: the system takes “${names.step(automatic).en}”.`,
    ),
  'role-missing': ({ step, needs }, names) =>
    say(
      `“${names.step(step).zh}”须由${listed(needs, names.role).zh}办理，您没有这一角色。`,
      `Expected ${listed(needs, names.role).en} to take “${names.step(step).en}”, but you do not hold that role.`,
    ),
  'not-expected-here': ({ step, role }, names) =>
    say(
      `“${names.step(step).zh}”由指定的${names.role(role).zh}办理，您不在其中。`,
      `Expected an appointed ${names.role(role).en} for “${names.step(step).en}”, but you are not among them.`,
    ),
  'same-person': ({ step, acted }, names) =>
    say(
      `“${names.step(step).zh}”须由未办理过“${names.step(acted).zh}”的另一人办理（代理人与被代理人视为同一人）。`,
      `Expected another person for “${names.step(step).en}”, but you (or the person you stand in for) took “${names.step(acted).en}”.`,
    ),
  'already-contributed': ({ step }, names) =>
    say(
      `“${names.step(step).zh}”您已办理过一份，须由另一人办理其余。`,
      `Expected one contribution a person to “${names.step(step).en}”, but yours is there already; the rest is for others.`,
    ),
  'contribution-unknown': ({ step, contribution }, names) =>
    say(
      `“${names.step(step).zh}”没有第 ${contribution} 号待会签的一份，它可能已失效或已撤回。`,
      `Expected contribution ${contribution} to wait for “${names.step(step).en}”, but it has lapsed, was withdrawn or never was.`,
    ),
  'contribution-not-yours': ({ step }, names) =>
    say(
      `“${names.step(step).zh}”的这一份不是您提交的，只能由本人撤回。`,
      `Expected the author to withdraw a contribution to “${names.step(step).en}”, but it is not yours.`,
    ),
  'second-person-needed': ({ step, role }, names) =>
    say(
      `“${names.step(step).zh}”须由另一人以${names.role(role).zh}身份会签，您没有这一角色。`,
      `Expected a second person as ${names.role(role).en} to sign “${names.step(step).en}”, but you do not hold that role.`,
    ),
  'reason-missing': ({ step }, names) =>
    say(`撤回“${names.step(step).zh}”须写明原因。`, `Expected a reason for withdrawing from “${names.step(step).en}”, but there is none.`),
  'waits-for': waitsFor,
  'document-pending': ({ step, document }, names) =>
    say(
      `“${names.step(step).zh}”需要尚未编写的文件 ${document}，暂不能办理。`,
      `Expected the document ${document} for “${names.step(step).en}”, but it is not written yet.`,
    ),
  'part-invalid': ({ form, problems }) =>
    say(`${form} 有 ${problems.length} 处需要改正。`, `Expected ${form} to be in order, but ${problems.length} of its values are not.`),
  'rule-not-met': ({ words }) => words,
  'rule-reads-unset-field': ({ step, field }, names) =>
    say(
      `“${names.step(step).zh}”的条件要看“${names.field(field).zh}”，但它尚未填写。`,
      `Expected “${names.field(field).en}” to be filled before “${names.step(step).en}”, but it is not.`,
    ),
  'signature-missing': ({ step }, names) =>
    say(
      `“${names.step(step).zh}”须签署，请再次输入密码。`,
      `Expected “${names.step(step).en}” to be signed, but it is not: give your password again.`,
    ),
  'automatic-chain-too-long': ({ steps }, names) =>
    say(
      `系统自动步骤接连太多，已停止：${listed(steps, names.step).zh}。请告知质量管理员。`,
      `Expected the system to come to rest, but its steps follow one another: ${listed(steps, names.step).en}. Tell the quality officer.`,
    ),
  'subject-invalid': ({ key, expected }, names) =>
    say(
      `案卷对象的“${names.subject(key).zh}”不对，应为${expectedWords[expected]?.zh ?? expected}。`,
      `Expected the subject’s “${names.subject(key).en}” to be ${expectedWords[expected]?.en ?? expected}, but it is not.`,
    ),
  'case-exists': ({ document, number }) =>
    say(`${document} 已有同一对象的案卷 ${number}。`, `Expected no case of ${document} about the same subject, but ${number} exists.`),
  'disposal-barred': ({ step, number, because }, names) =>
    say(
      `${number} ${barWords[because].zh}，不能办理“${names.step(step).zh}”。`,
      `Expected everything on the list to be free for disposal before “${names.step(step).en}”, but ${number} ${barWords[because].en}.`,
    ),
}

/** Why something may not be disposed of, in words that follow its number. */
export const barWords: Readonly<Record<DisposalBar, Words>> = {
  'not-closed': { zh: '尚未办结', en: 'has not been closed' },
  held: { zh: '处于保全中', en: 'is under a legal hold' },
  permanent: { zh: '须永久保存', en: 'is kept for ever' },
  'not-due': { zh: '保存期未满', en: 'has to be kept longer' },
}

/** The states awaited and those the cases are found in, as people call them. */
function waitsFor({ step, document, states, found }: Extract<Rejection, { code: 'waits-for' }>, names: RejectionNames): Words {
  const state = (code: string) => names.state(code, document)
  const title = names.document(document)
  const awaited: Words = {
    zh: states.map((code) => `“${state(code).zh}”`).join('或'),
    en: states.map((code) => `“${state(code).en}”`).join(' or '),
  }
  const now: Words = {
    zh: found.map((one) => `${one.number} 处于“${state(one.state).zh}”`).join('，'),
    en: found.map((one) => `${one.number} is “${state(one.state).en}”`).join(', '),
  }
  return say(
    `办理“${names.step(step).zh}”前，《${title.zh}》的相关案卷须到达${states.length > 0 ? awaited.zh : '办结'}；${found.length > 0 ? `目前 ${now.zh}` : '目前没有这样的案卷'}。`,
    `Expected the cases of “${title.en}” to have come to ${states.length > 0 ? awaited.en : 'their end'} before “${names.step(step).en}”, but ${found.length > 0 ? now.en : 'there is none'}.`,
  )
}

const expectedWords: Readonly<Record<string, Words>> = {
  year: { zh: '年份', en: 'a year' },
  date: { zh: '日期', en: 'a date' },
  text: { zh: '文字', en: 'text' },
  person: { zh: '本单位的人员', en: 'a person of this organisation' },
  site: { zh: '已备案的鉴定所', en: 'a testing centre on file' },
  absent: { zh: '空（程序没有这一项）', en: 'absent: the document has no such key' },
}

function listed(codes: readonly string[], name: (code: string) => Words): Words {
  return { zh: codes.map((code) => name(code).zh).join('、'), en: codes.map((code) => name(code).en).join(', ') }
}

/** The sentence of a rejection in both languages. Roles are named, never persons. */
export function sayRejection(rejection: Rejection, names: RejectionNames): Words {
  const sentence = sentences[rejection.code] as (rejection: Rejection, names: RejectionNames) => Words
  return sentence(rejection, names)
}
