import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts'
import type { Language, Words } from '../words.ts'
import { saySchema } from './say-schema.ts'

type Details = Diagnostic['details']
type Sentence = (details: Details) => Words

/** A finding as its author reads it: *Expected …, but …*. */
export function sayDiagnostic(diagnostic: Diagnostic, language: Language): string {
  return sentences[diagnostic.code](diagnostic.details)[language]
}

const words = (zh: string, en: string): Words => ({ zh, en })

/** One sentence a code; a new code does not compile until it has its line here. */
const sentences: Readonly<Record<DiagnosticCode, Sentence>> = {
  // reading
  'not-yaml': (d) => words(`应为 YAML 1.2 文本，但无法读取：${d.reason}`, `Expected YAML 1.2, but it cannot be read: ${d.reason}`),
  'duplicate-key': () => words('同一层的键应各不相同，但此键重复', 'Expected each key once, but this key stands twice'),
  'alias-not-allowed': (d) => words(`应写出全文，但使用了别名“*${d.alias}”`, `Expected the text itself, but found the alias "*${d.alias}"`),
  'file-too-large': (d) =>
    words(`文件不应超过 ${d.most} 字节，但有 ${d.bytes} 字节`, `Expected at most ${d.most} bytes, but the file has ${d.bytes}`),
  'not-in-schema': saySchema,
  // codes and references
  'file-name-differs': (d) =>
    words(`文件名应以编号“${d.code}”开头，但为“${d.file}”`, `Expected the file name to begin with "${d.code}", but it is "${d.file}"`),
  'duplicate-code': (d) =>
    words(`编号“${d.code}”应只用一次，但已用于 ${d.first}`, `Expected the code "${d.code}" once, but ${d.first} has it already`),
  'pending-document-written': (d) =>
    words(`待编文件应尚未编写，但“${d.document}”已有`, `Expected a pending document not to exist, but "${d.document}" is written`),
  'unknown-document': (d) =>
    words(
      `应有文件“${d.document}”，但既无此文件，也不在待编清单中`,
      `Expected document "${d.document}" to exist, but it is neither written nor on the pending list`,
    ),
  'pending-document': (d) =>
    words(`文件“${d.document}”应已编写，但仍在待编清单中`, `Expected document "${d.document}" to be written, but it is still pending`),
  'unknown-form': (d) => words(`应有记录表单“${d.form}”，但没有`, `Expected record form "${d.form}" to exist, but it does not`),
  'unknown-part': (d) =>
    words(`表单“${d.form}”应有栏“${d.part}”，但没有`, `Expected form "${d.form}" to have a part "${d.part}", but it has none`),
  'paper-placed-twice': (d) =>
    words(
      `排列“${d.order}”中“${d.paper}”应只列一处，但列了两处`,
      `Expected "${d.paper}" in one place of the order "${d.order}", but it stands in two`,
    ),
  'unknown-role': (d) => words(`应有角色“${d.role}”，但角色表中没有`, `Expected role "${d.role}" to be among the roles, but it is not`),
  'role-not-participant': (d) =>
    words(
      `办理步骤的角色“${d.role}”应列入参与角色，但未列入`,
      `Expected role "${d.role}", which acts here, among the participants, but it is not`,
    ),
  'unknown-department': (d) =>
    words(`应有部门“${d.department}”，但部门表中没有`, `Expected department "${d.department}" to be among the departments, but it is not`),
  'unknown-list': (d) => words(`应有代码表“${d.list}”，但没有`, `Expected a code list "${d.list}", but there is none`),
  'unknown-state': (d) =>
    words(
      `文件“${d.document}”应有状态“${d.state}”，但没有`,
      `Expected document "${d.document}" to have a state "${d.state}", but it has none`,
    ),
  'unknown-step': (d) =>
    words(
      `文件“${d.document}”应有步骤“${d.step}”，但没有`,
      `Expected document "${d.document}" to have a step "${d.step}", but it has none`,
    ),
  'unknown-relation': (d) =>
    words(`应在 related 中声明关系“${d.relation}”，但没有`, `Expected a relation "${d.relation}" under related, but there is none`),
  'unknown-subject-key': (d) =>
    words(
      `文件“${d.document}”的案卷对象应有“${d.key}”，但没有`,
      `Expected the subject of "${d.document}" to have "${d.key}", but it has not`,
    ),
  'unknown-field': (d) => words(`应有字段“${d.field}”，但此处没有`, `Expected a field "${d.field}", but there is none here`),
  'unknown-register': (d) => words(`应有名册“${d.register}”，但没有`, `Expected a register "${d.register}" to exist, but it does not`),
  'subject-not-given': (d) =>
    words(
      `启动“${d.document}”应给出对象“${d.key}”，但未给出`,
      `Expected the start of "${d.document}" to give the subject "${d.key}", but it does not`,
    ),
  'relation-never-made': (d) =>
    words(
      `关系“${d.relation}”（${d.via}）应有步骤启动案卷，但没有`,
      `Expected some step to start the cases of relation "${d.relation}" (${d.via}), but none does`,
    ),
  'reserved-name': (d) =>
    words(
      `名称“${d.name}”在规则中另有含义，应另取名，但用作了名称`,
      `Expected a name of its own, but "${d.name}" means something else in rules`,
    ),
  'field-type-differs': (d) =>
    words(
      `同一文件中字段“${d.field}”应为一种类型（${d.other}），但在 ${d.form} 中为 ${d.type}`,
      `Expected field "${d.field}" to have one type in a document (${d.other}), but in ${d.form} it is ${d.type}`,
    ),
  'unknown-enum-value': (d) =>
    words(
      `“${d.field}”应与其代码之一（${d.known}）比较，但与“${d.value}”比较`,
      `Expected "${d.field}" to be compared with one of ${d.known}, but it is compared with "${d.value}"`,
    ),
  // the machine
  'initial-missing': (d) =>
    words(`初始状态“${d.state}”应在状态中，但没有`, `Expected the initial state "${d.state}" among the states, but it is not`),
  'initial-is-final': (d) =>
    words(`初始状态“${d.state}”应可继续，但为终结状态`, `Expected the initial state "${d.state}" to lead on, but it is final`),
  'state-unreachable': (d) =>
    words(`状态“${d.state}”应可到达，但没有步骤通向它`, `Expected state "${d.state}" to be reachable, but no step leads to it`),
  'state-cannot-end': (d) =>
    words(`从状态“${d.state}”应可到达终结状态，但不能`, `Expected a final state to be reachable from "${d.state}", but none is`),
  'leaves-final-state': (d) =>
    words(
      `终结状态“${d.state}”不应再离开，但步骤“${d.step}”由此出发`,
      `Expected nothing to leave the final state "${d.state}", but step "${d.step}" does`,
    ),
  'state-without-owner': (d) =>
    words(
      `状态“${d.state}”应有角色办理或有时限，但都没有`,
      `Expected a role or a timer to move state "${d.state}" on, but there is neither`,
    ),
  'part-never-filled': (d) =>
    words(
      `表单“${d.form}”的栏“${d.part}”应由某一步骤填写，但没有`,
      `Expected some step to fill part "${d.part}" of form "${d.form}", but none does`,
    ),
  'automatic-without-cause': (d) =>
    words(
      `自动步骤“${d.step}”应有时限、条件或来文触发，但都没有`,
      `Expected automatic step "${d.step}" to have a timer, a condition or a sender, but it has none`,
    ),
  'endless-automatic-chain': (d) =>
    words(`自动步骤应有尽头，但循环不止：${d.steps}`, `Expected automatic steps to come to an end, but they go round: ${d.steps}`),
  'exits-leave-gap': (d) =>
    words(
      `状态“${d.state}”的出口应覆盖所有取值，但当 ${d.example} 时无一可走（${d.steps}）`,
      `Expected the exits of state "${d.state}" to cover all values, but with ${d.example} none is open (${d.steps})`,
    ),
  'exits-overlap': (d) =>
    words(
      `状态“${d.state}”的自动出口应只有一个成立，但当 ${d.example} 时“${d.first}”与“${d.second}”同时成立`,
      `Expected one automatic exit of state "${d.state}" to hold at a time, but with ${d.example} both "${d.first}" and "${d.second}" do`,
    ),
  // rules and values
  'rule-does-not-parse': (d) =>
    words(
      `应为 CEL 表达式，但无法解析（${d.problem}）：${d.rule}`,
      `Expected a CEL expression, but it does not parse (${d.problem}): ${d.rule}`,
    ),
  'rule-does-not-type-check': (d) =>
    words(
      `表达式的类型应相符，但不符（${d.problem}）：${d.rule}`,
      `Expected the types of the expression to agree, but they do not (${d.problem}): ${d.rule}`,
    ),
  'rule-not-boolean': (d) =>
    words(`条件应得出真或假，但得出 ${d.found}：${d.rule}`, `Expected a condition to be true or false, but it gives ${d.found}: ${d.rule}`),
  'field-maybe-unset': (d) =>
    words(
      `到步骤“${d.step}”时“${d.field}”应必已填写，但在某条路径上未填；可用 filled(${d.field}) 说明`,
      `Expected "${d.field}" to be filled on every way to step "${d.step}", but on some way it is not; say with filled(${d.field}) what absence means`,
    ),
  'automatic-leaves-field-open': (d) =>
    words(
      `自动步骤“${d.step}”应填写 ${d.form} 的必填字段“${d.field}”，但未填`,
      `Expected automatic step "${d.step}" to fill the required field "${d.field}" of ${d.form}, but it leaves it open`,
    ),
  'fills-wrong-type': (d) =>
    words(
      `此字段应取 ${d.expected}，但表达式得出 ${d.found}：${d.rule}`,
      `Expected ${d.expected} for this field, but the expression gives ${d.found}: ${d.rule}`,
    ),
  'register-shows-sensitive': (d) =>
    words(
      `名册列“${d.column}”取自敏感字段“${d.field}”，应注明 sensitive，但未注明`,
      `Expected the column "${d.column}", which shows the sensitive field "${d.field}", to be marked sensitive, but it is not`,
    ),
  'counter-pattern': (d) =>
    words(
      `编号字段“${d.field}”应为 string 类型，但为 ${d.type}`,
      `Expected the numbered field "${d.field}" to be of type string, but it is ${d.type}`,
    ),
  'pattern-invalid': (d) =>
    words(
      `字段“${d.field}”的 pattern 应为正则表达式，但不是：${d.pattern}`,
      `Expected the pattern of "${d.field}" to be a regular expression, but it is not: ${d.pattern}`,
    ),
  'bounds-crossed': (d) =>
    words(
      `字段“${d.field}”的下限应不大于上限，但 ${d.least} > ${d.most}`,
      `Expected the lower bound of "${d.field}" to be at most the upper, but ${d.least} > ${d.most}`,
    ),
  'enum-without-values': (d) =>
    words(
      `枚举字段“${d.field}”应有 list 或 values 之一，但没有或两者都有`,
      `Expected the enum "${d.field}" to have either list or values, but it has neither or both`,
    ),
  'list-without-columns': (d) =>
    words(
      `列表字段“${d.field}”应写明 of（行表还应有 columns），但没有`,
      `Expected the list "${d.field}" to say of what (and a list of rows its columns), but it does not`,
    ),
  'second-person-without-signature': (d) =>
    words(
      `须第二人的步骤“${d.step}”应要求签署，但没有`,
      `Expected step "${d.step}", which needs a second person, to need a signature, but it does not`,
    ),
  'disposal-by-one-person': (d) =>
    words(
      `下令销毁的步骤“${d.step}”应由两人签署（signature 和无条件的 second_person），但不是`,
      `Expected step "${d.step}", which orders disposal, to be signed by two persons always, but it is not`,
    ),
  'happened-not-a-moment': (d) =>
    words(
      `写明发生时间的字段“${d.field}”应为 date 或 datetime 类型，但为 ${d.type}`,
      `Expected "${d.field}", which says when something happened, to be a date or datetime, but it is ${d.type}`,
    ),
  'separation-never-met': (d) =>
    words(
      `步骤“${d.step}”应回避其前由人办理的步骤，但“${d.other}”不在其前或由系统办理`,
      `Expected step "${d.step}" to be separate from a person's step before it, but "${d.other}" cannot come first or is taken by the system`,
    ),
  // generated files
  'generated-types-stale': () =>
    words(
      '生成的类型应与模式一致，但已过时；请运行 scripts/generate-types.ts',
      'Expected the generated types to be those of the schema, but they are stale; run scripts/generate-types.ts',
    ),
}
