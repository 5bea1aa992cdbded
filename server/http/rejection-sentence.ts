import type { Rejection, Words } from '#engine'

/** How codes are called by people: titles of the procedure a case runs on and of the reference data. */
export type Names = Readonly<{
  step(code: string): Words
  state(code: string): Words
  role(code: string): Words
  document(code: string): Words
  subject(code: string): Words
  field(code: string): Words
  /** An instant in organisation time, for reading. */
  instant(at: string): string
}>

type Sentence<R> = (rejection: R, names: Names) => Words
type Sentences = { [C in Rejection['code']]: Sentence<Extract<Rejection, { code: C }>> }

const say = (zh: string, en: string): Words => ({ zh, en })
const list = (codes: readonly string[], name: (code: string) => Words): Words => ({
  zh: codes.map((code) => name(code).zh).join('、'),
  en: codes.map((code) => name(code).en).join(', '),
})

/** What the person who tried is told: what is missing, and who can supply it. A new rejection does not compile until it has a line here. */
const sentences: Sentences = {
  'case-moved-on': ({ expected, found }) =>
    say(
      `案卷已有新进展(您看到的是第 ${expected} 条,现在是第 ${found} 条),请刷新后再提交。`,
      `Expected the case at entry ${expected}, but it has moved on to entry ${found}. Reload and try again.`,
    ),
  'case-closed': ({ state }, names) =>
    say(`案卷已办结(${names.state(state).zh}),不能再办理步骤。`, `Expected an open case, but it has ended (${names.state(state).en}).`),
  'step-not-open': ({ step, state, open }, names) => {
    const others = list(open, names.step)
    return say(
      `现在处于“${names.state(state).zh}”,不能办理“${names.step(step).zh}”。${open.length > 0 ? `可以办理:${others.zh}。` : ''}`,
      `Expected a step open in “${names.state(state).en}”, but “${names.step(step).en}” is not.${open.length > 0 ? ` Open are: ${others.en}.` : ''}`,
    )
  },
  'step-is-automatic': ({ step }, names) =>
    say(`“${names.step(step).zh}”由系统自动办理,不由人提交。`, `“${names.step(step).en}” is taken by the system, not by a person.`),
  'deadline-passed': ({ step, due, automatic }, names) =>
    say(
      `“${names.step(step).zh}”的期限已于 ${names.instant(due)} 届满,由系统办理“${names.step(automatic).zh}”。`,
      `Expected “${names.step(step).en}” by ${names.instant(due)}, but that has passed: the system takes “${names.step(automatic).en}”.`,
    ),
  'role-missing': ({ step, needs }, names) =>
    say(
      `“${names.step(step).zh}”须由${list(needs, names.role).zh}办理。`,
      `“${names.step(step).en}” needs the role ${list(needs, names.role).en}.`,
    ),
  'not-expected-here': ({ step, role }, names) =>
    say(
      `“${names.step(step).zh}”由指定的${names.role(role).zh}办理,您不在其中。`,
      `“${names.step(step).en}” is for the appointed persons (${names.role(role).en}), and you are not one of them.`,
    ),
  'same-person': ({ step, acted }, names) =>
    say(
      `“${names.step(step).zh}”须由未办理过“${names.step(acted).zh}”的另一人办理(代理人与被代理人视为同一人)。`,
      `“${names.step(step).en}” needs another person than took “${names.step(acted).en}” (a deputy counts as the person stood in for).`,
    ),
  'already-contributed': ({ step }, names) =>
    say(
      `“${names.step(step).zh}”您已办理过一份,须由另一人办理其余。`,
      `You have already contributed to “${names.step(step).en}”; the rest is for others.`,
    ),
  'contribution-unknown': ({ step, contribution }, names) =>
    say(
      `“${names.step(step).zh}”没有第 ${contribution} 号待合并的意见,可能已失效或已撤回。`,
      `Expected a waiting contribution ${contribution} to “${names.step(step).en}”, but there is none: it may have lapsed or been withdrawn.`,
    ),
  'contribution-not-yours': ({ step }, names) =>
    say(
      `“${names.step(step).zh}”的这一份不是您提交的,只能由本人撤回。`,
      `This contribution to “${names.step(step).en}” is not yours; only its author may withdraw it.`,
    ),
  'second-person-needed': ({ step, role }, names) =>
    say(
      `“${names.step(step).zh}”还须由另一人以${names.role(role).zh}身份会签。`,
      `“${names.step(step).en}” still needs a second person as ${names.role(role).en}.`,
    ),
  'reason-missing': ({ step }, names) =>
    say(`撤回“${names.step(step).zh}”须写明理由。`, `Expected a reason for withdrawing “${names.step(step).en}”, but there is none.`),
  'waits-for': ({ step, document, states, found }, names) => {
    const now = found.map(({ number }) => number).join('、')
    const titles = names.document(document)
    return say(
      `办理“${names.step(step).zh}”前,须待《${titles.zh}》的相关案卷到达${states.length > 0 ? `规定状态` : '办结'};${found.length > 0 ? `目前:${now}。` : '目前没有这样的案卷。'}`,
      `“${names.step(step).en}” waits for a case of “${titles.en}” to come to an awaited state; ${found.length > 0 ? `now there is ${now.replaceAll('、', ', ')}.` : 'there is none yet.'}`,
    )
  },
  'document-pending': ({ step, document }, names) =>
    say(
      `“${names.step(step).zh}”需要尚未编写的文件 ${document},暂不能办理。`,
      `“${names.step(step).en}” needs the document ${document}, which is not written yet.`,
    ),
  'part-invalid': ({ form, problems }) =>
    say(`${form} 有 ${problems.length} 处需要改正。`, `${form} has ${problems.length} value(s) to mend.`),
  'rule-not-met': ({ words }) => words,
  'rule-reads-unset-field': ({ step, field }, names) =>
    say(
      `“${names.step(step).zh}”的条件要看“${names.field(field).zh}”,但它尚未填写。`,
      `A rule of “${names.step(step).en}” reads “${names.field(field).en}”, but that is not filled yet.`,
    ),
  'signature-missing': ({ step }, names) =>
    say(`“${names.step(step).zh}”须签署:请再次输入密码。`, `“${names.step(step).en}” has to be signed: give your password again.`),
  'automatic-chain-too-long': ({ steps }, names) =>
    say(
      `系统自动步骤接连太多,已停止:${list(steps, names.step).zh}。请告知质量管理员。`,
      `Too many automatic steps follow one another and were stopped: ${list(steps, names.step).en}. Tell the quality officer.`,
    ),
  'subject-invalid': ({ key, expected }, names) =>
    say(`案卷对象“${names.subject(key).zh}”不对:应为${expected}。`, `Expected “${names.subject(key).en}” to be ${expected}.`),
  'case-exists': ({ document, number }) =>
    say(`${document} 已有同一对象的案卷 ${number}。`, `Expected no case of ${document} about the same subject, but ${number} exists.`),
}

/** The sentence of a rejection in both languages. */
export function sentenceOf<R extends Rejection>(rejection: R, names: Names): Words {
  const sentence = sentences[rejection.code] as Sentence<R>
  return sentence(rejection, names)
}

/** One status for each reason. A new reason does not compile until it has a line here. */
export const statusOf = {
  'case-moved-on': 409,
  'case-closed': 409,
  'step-not-open': 409,
  'step-is-automatic': 403,
  'deadline-passed': 409,
  'role-missing': 403,
  'not-expected-here': 403,
  'same-person': 403,
  'already-contributed': 409,
  'contribution-unknown': 409,
  'contribution-not-yours': 403,
  'second-person-needed': 403,
  'reason-missing': 422,
  'waits-for': 409,
  'document-pending': 409,
  'part-invalid': 422,
  'rule-not-met': 422,
  'rule-reads-unset-field': 422,
  'signature-missing': 403,
  'automatic-chain-too-long': 422,
  'subject-invalid': 422,
  'case-exists': 409,
} as const satisfies Record<Rejection['code'], number>
