import type { CompiledProcedure } from '../compile/compiled-procedure.ts'
import type { Language, Words } from '../words.ts'
import type { Rejection } from './decision.ts'

/** What codes are called by people. */
type Names = Readonly<{
  step(code: string): Words
  state(code: string): Words
  role(code: string): Words
  subject(code: string): Words
  field(path: string): Words
}>

type Sentences = { [C in Rejection['code']]: (rejection: Extract<Rejection, { code: C }>, names: Names) => Words }

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
] as const satisfies readonly Rejection['code'][]

const sentences: Sentences = {
  'case-moved-on': ({ expected, found }) =>
    say(
      `案卷应停在第${expected}条,但已进展到第${found}条,请刷新后再办。`,
      `Expected the case at entry ${expected}, but it has moved on to entry ${found}: look again and repeat.`,
    ),
  'case-closed': ({ state }, names) =>
    say(`案卷应未办结,但已${names.state(state).zh}。`, `Expected an open case, but it has ended: ${names.state(state).en}.`),
  'step-not-open': ({ step, state, open }, names) =>
    say(
      `应办理现在可办的步骤,但“${names.step(step).zh}”在“${names.state(state).zh}”时不能办理${open.length === 0 ? '' : `;现在可办:${listed(open, names.step).zh}`}。`,
      `Expected a step that is open, but “${names.step(step).en}” is not while “${names.state(state).en}”${open.length === 0 ? '' : `; open are ${listed(open, names.step).en}`}.`,
    ),
  'step-is-automatic': ({ step }, names) =>
    say(`“${names.step(step).zh}”应由系统办理,但由人提交。`, `Expected the system to take “${names.step(step).en}”, but a person did.`),
  'deadline-passed': ({ step, automatic }, names) =>
    say(
      `“${names.step(step).zh}”应在期限内办理,但期限已过,由系统办理“${names.step(automatic).zh}”。`,
      `Expected “${names.step(step).en}” before its deadline, but that has passed: the system takes “${names.step(automatic).en}”.`,
    ),
  'role-missing': ({ step, needs }, names) =>
    say(
      `“${names.step(step).zh}”应由${listed(needs, names.role).zh}办理,但您没有这一角色。`,
      `Expected ${listed(needs, names.role).en} to take “${names.step(step).en}”, but you do not hold that role.`,
    ),
  'not-expected-here': ({ step, role }, names) =>
    say(
      `“${names.step(step).zh}”应由指定的${names.role(role).zh}办理,但您不在其中。`,
      `Expected an appointed ${names.role(role).en} for “${names.step(step).en}”, but you are not among them.`,
    ),
  'same-person': ({ step, acted }, names) =>
    say(
      `“${names.step(step).zh}”应由另一人办理,但您(或您代理的人)办理过“${names.step(acted).zh}”。`,
      `Expected another person for “${names.step(step).en}”, but you (or the person you stand in for) took “${names.step(acted).en}”.`,
    ),
  'already-contributed': ({ step }, names) =>
    say(
      `“${names.step(step).zh}”每人应只办一份,但您(或您代理的人)已办过。`,
      `Expected one contribution a person to “${names.step(step).en}”, but yours is there already.`,
    ),
  'contribution-unknown': ({ step, contribution }, names) =>
    say(
      `“${names.step(step).zh}”应有第${contribution}号待会签的一份,但它已失效、已撤回或不存在。`,
      `Expected contribution ${contribution} to wait for “${names.step(step).en}”, but it has lapsed, was withdrawn or never was.`,
    ),
  'contribution-not-yours': ({ step }, names) =>
    say(
      `“${names.step(step).zh}”的一份应由提交人撤回,但您不是提交人。`,
      `Expected the author to withdraw a contribution to “${names.step(step).en}”, but it is not yours.`,
    ),
  'second-person-needed': ({ step, role }, names) =>
    say(
      `“${names.step(step).zh}”应由另一名${names.role(role).zh}会签,但您没有这一角色。`,
      `Expected a second person as ${names.role(role).en} to sign “${names.step(step).en}”, but you do not hold that role.`,
    ),
  'reason-missing': ({ step }, names) =>
    say(
      `撤回“${names.step(step).zh}”应写明理由,但没有填写。`,
      `Expected a reason for withdrawing from “${names.step(step).en}”, but there is none.`,
    ),
  'waits-for': ({ step, document, found }, names) => {
    const now = found.map(({ number }) => number).join(', ')
    return say(
      `“${names.step(step).zh}”应待 ${document} 的案卷办到规定状态,但${found.length === 0 ? '还没有这样的案卷' : `${now} 尚未办到`}。`,
      `Expected the cases of ${document} to be far enough for “${names.step(step).en}”, but ${found.length === 0 ? 'there is none' : `${now} is not`}.`,
    )
  },
  'document-pending': ({ step, document }, names) =>
    say(
      `“${names.step(step).zh}”应有文件 ${document},但它尚未编写。`,
      `Expected the document ${document} for “${names.step(step).en}”, but it is not written yet.`,
    ),
  'part-invalid': ({ form, problems }) =>
    say(
      `${form} 应填写完整,但有${problems.length}处需要改正。`,
      `Expected ${form} to be in order, but ${problems.length} of its values are not.`,
    ),
  'rule-not-met': ({ words }) => words,
  'rule-reads-unset-field': ({ step, field }, names) =>
    say(
      `“${names.step(step).zh}”应先有“${names.field(field).zh}”,但它没有填写。`,
      `Expected “${names.field(field).en}” to be filled before “${names.step(step).en}”, but it is not.`,
    ),
  'signature-missing': ({ step }, names) =>
    say(`“${names.step(step).zh}”应签署,但没有签名。`, `Expected “${names.step(step).en}” to be signed, but it is not.`),
  'automatic-chain-too-long': ({ steps }, names) =>
    say(
      `系统步骤应很快停下,但已接连办理:${listed(steps, names.step).zh}。`,
      `Expected the system to come to rest, but its steps follow one another: ${listed(steps, names.step).en}.`,
    ),
  'subject-invalid': ({ key, expected }, names) =>
    say(
      `案卷对象的“${names.subject(key).zh}”应为${expectedWords[expected]?.zh ?? expected},但不是。`,
      `Expected the subject’s “${names.subject(key).en}” to be ${expectedWords[expected]?.en ?? expected}, but it is not.`,
    ),
  'case-exists': ({ document, number }) =>
    say(
      `${document} 同一对象应只有一个案卷,但已有 ${number}。`,
      `Expected one case of ${document} for this subject, but ${number} exists.`,
    ),
}

const expectedWords: Readonly<Record<string, Words>> = {
  year: { zh: '年份', en: 'a year' },
  date: { zh: '日期', en: 'a date' },
  text: { zh: '文字', en: 'text' },
  absent: { zh: '空(程序没有这一项)', en: 'absent: the document has no such key' },
}

function listed(codes: readonly string[], name: (code: string) => Words): Words {
  return { zh: codes.map((code) => name(code).zh).join('、'), en: codes.map((code) => name(code).en).join(', ') }
}

/** What the person who tried is told: what was expected, and what stands against it. Roles are named, never persons. */
export function sayRejection(rejection: Rejection, procedure: CompiledProcedure, language: Language): string {
  const sentence = sentences[rejection.code] as (rejection: Rejection, names: Names) => Words
  return sentence(rejection, namesIn(procedure))[language]
}

function namesIn(procedure: CompiledProcedure): Names {
  const named = (words: Words | undefined, code: string): Words => words ?? { zh: code, en: code }
  const fields = new Map(
    [...procedure.forms.values()].flatMap((form) =>
      [...form.parts.values()].flatMap((part) => [...part.fields].map(([key, { field }]) => [key, field.title] as const)),
    ),
  )
  return {
    step: (code) => named(procedure.steps.get(code)?.title, code),
    state: (code) => named(procedure.states.get(code)?.title, code),
    role: (code) => named(procedure.reference.roles.get(code), code),
    subject: (code) => named(procedure.subject.get(code)?.title, code),
    field: (path) => named(fields.get(path), path),
  }
}
