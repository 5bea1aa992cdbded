import type { ProcedureDocument, Step, Words } from '#engine'
import { meaningTitle } from '../render/signature-words.ts'
import { type DocumentNames, listed } from './document-names.ts'
import { durationWords } from './duration-words.ts'

/** Who takes a step, as the procedure says it. */
export function actorWords({ by }: Step, { labels }: DocumentNames): Words {
  if (typeof by === 'string') return labels.role(by)
  if (Array.isArray(by))
    return listed(
      by.map((one) => {
        if (typeof one === 'string') return labels.role(one)
        const role = labels.role(one.role)
        return one.when === undefined ? role : { zh: `${role.zh}（有条件）`, en: `${role.en} (on a condition)` }
      }),
    )
  const role = labels.role(by.each)
  const blind = by.blind === true ? { zh: '，互不可见', en: ', blind to one another' } : { zh: '', en: '' }
  return {
    zh: `${role.zh}，每人各填一份（至少 ${by.at_least} 人）${blind.zh}`,
    en: `each ${role.en}, at least ${by.at_least}${blind.en}`,
  }
}

/** Roles a step names, the second person's among them; for the table of responsibilities. */
export function rolesOf({ by, second_person: second }: Step): readonly string[] {
  const own = typeof by === 'string' ? [by] : Array.isArray(by) ? by.map((one) => (typeof one === 'string' ? one : one.role)) : [by.each]
  return second === undefined ? own : [...own, second.role]
}

/** The way a step goes: from these states to that one. */
export function wayWords({ from, to }: Step, names: DocumentNames): Words {
  const target = names.state(to)
  if (from.length === 1 && from[0] === to) return { zh: `${target.zh}（状态不变）`, en: `${target.en} (stays)` }
  const source = listed(from.map((state) => names.state(state)))
  return { zh: `${source.zh} → ${target.zh}`, en: `${source.en} → ${target.en}` }
}

/** When a step is due, and what the system does by itself; blank where neither is said. */
export function timeWords(step: Step, names: DocumentNames): Words {
  const said: Words[] = []
  if (step.limit !== undefined) said.push(durationWords(step.limit))
  if (step.sets_due !== undefined) {
    const field = names.field(step.sets_due)
    said.push({ zh: `后续期限：${field.zh}`, en: `sets the next due date: ${field.en}` })
  }
  if (step.extends !== undefined) {
    const field = names.field(step.extends.by)
    said.push({ zh: `期限顺延“${field.zh}”`, en: `extends the limit by ${field.en}` })
  }
  if (step.automatic !== undefined) said.push(automaticWords(step.automatic, names))
  return listed(said, '；', '; ')
}

function automaticWords({ at, when }: NonNullable<Step['automatic']>, names: DocumentNames): Words {
  const moment = at === undefined ? { zh: '条件满足时', en: 'once its condition holds' } : momentWords(at, names)
  const condition = at !== undefined && when !== undefined ? { zh: '且条件成立', en: ' and once its condition holds' } : { zh: '', en: '' }
  return { zh: `系统自动办理：${moment.zh}${condition.zh}`, en: `taken by the system ${moment.en}${condition.en}` }
}

type Timer = NonNullable<NonNullable<Step['automatic']>['at']>

function momentWords(at: Timer, names: DocumentNames): Words {
  if (at === 'limit') return { zh: '时限届满', en: 'when the limit ends' }
  const dates = at.on === undefined ? (at.latest_of ?? at.first_filled ?? []) : [at.on]
  const base = listed(dates.map((one) => names.field(one)))
  const shift = at.plus ?? at.minus
  const offset =
    shift === undefined
      ? { zh: '', en: '' }
      : { zh: `${at.plus ? '后' : '前'}${durationWords(shift).zh}`, en: `${durationWords(shift).en} ${at.plus ? 'after ' : 'before '}` }
  const again =
    at.repeat === undefined
      ? { zh: '', en: '' }
      : {
          zh: `，每${durationWords(at.repeat.every).zh}一次，共 ${at.repeat.times} 次`,
          en: `, every ${durationWords(at.repeat.every).en}, ${at.repeat.times} times`,
        }
  return { zh: `“${base.zh}”${offset.zh}${again.zh}`, en: `${offset.en}${base.en}${again.en}` }
}

/** What a signature means, who signs beside, and who may not. */
export function signatureLines(step: Step, names: DocumentNames): readonly Words[] {
  const lines: Words[] = []
  if (step.signature !== undefined) {
    const meaning = meaningTitle(step.signature.meaning)
    lines.push({ zh: `签名：${meaning.zh}`, en: `signs: ${meaning.en}` })
  }
  const second = step.second_person
  if (second !== undefined) {
    const [role, meaning] = [names.labels.role(second.role), meaningTitle(second.meaning)]
    const when = second.when === undefined ? { zh: '', en: '' } : { zh: '（符合条件时）', en: ' (on a condition)' }
    lines.push({ zh: `会签${when.zh}：${role.zh}（${meaning.zh}）`, en: `second person${when.en}: ${role.en} (${meaning.en})` })
  }
  if (step.separate_from !== undefined) {
    const others = listed(step.separate_from.map((one) => separateWords(one, names)))
    lines.push({ zh: `不得与下列步骤同一人：${others.zh}`, en: `not the person who took: ${others.en}` })
  }
  return lines
}

function separateWords(one: NonNullable<Step['separate_from']>[number], names: DocumentNames): Words {
  if (typeof one === 'string') return names.step(one)
  const other = relatedDocument(one.on, names)
  const step = names.step(one.step, other)
  return { zh: `${other?.code ?? ''} ${step.zh}`, en: `${other?.code ?? ''} ${step.en}` }
}

/** What must be done elsewhere first, what is opened and what is asked of others. */
export function linkLines(step: Step, names: DocumentNames): readonly Words[] {
  const waits = (step.waits_for ?? []).map((wait) => {
    const other = relatedDocument(wait.on, names)
    const states = listed(
      wait.states.map((state) => names.state(state, other)),
      '或',
      ' or ',
    )
    return { zh: `须待 ${other?.code ?? wait.on} ${states.zh}`, en: `waits for ${other?.code ?? wait.on}: ${states.en}` }
  })
  const starts = (step.starts ?? []).map(({ document, when, one_per: each }) => {
    const many = each === undefined ? { zh: '', en: '' } : { zh: '，逐项各一件', en: ', one for each' }
    const only = when === undefined ? { zh: '', en: '' } : { zh: '（符合条件时）', en: ' (on a condition)' }
    return { zh: `启动 ${document}${only.zh}${many.zh}`, en: `opens ${document}${only.en}${many.en}` }
  })
  const sends = (step.sends ?? []).map(({ to, step: asked, when, due }) => {
    const other = relatedDocument(to, names)
    const title = names.step(asked, other)
    const only = when === undefined ? { zh: '', en: '' } : { zh: '（符合条件时）', en: ' (on a condition)' }
    const within = due === undefined ? { zh: '', en: '' } : { zh: `，${durationWords(due).zh}内`, en: ` within ${durationWords(due).en}` }
    return {
      zh: `要求 ${other?.code ?? to} 办理“${title.zh}”${only.zh}${within.zh}`,
      en: `asks ${other?.code ?? to} for “${title.en}”${only.en}${within.en}`,
    }
  })
  return [...waits, ...starts, ...sends]
}

function relatedDocument(relation: string, { document, other }: DocumentNames): ProcedureDocument | undefined {
  const code = document.related?.[relation]?.document
  return code === undefined ? undefined : other(code)
}

/** The records a step leaves: form and part by their titles. */
export function recordWords({ records }: Step, names: DocumentNames): readonly Words[] {
  return records.map(({ form, part }) => {
    const title = names.form(form)?.parts[part]?.title ?? { zh: part, en: part }
    return { zh: `${form} ${title.zh}`, en: `${form} ${title.en}` }
  })
}
