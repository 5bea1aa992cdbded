import type { Origin, Signer, Words } from '#engine'
import { instantWords } from './date-words.ts'
import type { FaceSignature } from './face.ts'
import { blank, same } from './labels.ts'
import type { Wording } from './value-words.ts'

const meanings = new Map<string, Words>([
  ['prepared', { zh: '编制', en: 'Prepared' }],
  ['submitted', { zh: '提交', en: 'Submitted' }],
  ['reviewed', { zh: '审核', en: 'Reviewed' }],
  ['approved', { zh: '批准', en: 'Approved' }],
  ['decided', { zh: '决定', en: 'Decided' }],
  ['confirmed', { zh: '确认', en: 'Confirmed' }],
  ['acknowledged', { zh: '签收', en: 'Acknowledged' }],
  ['witnessed', { zh: '见证', en: 'Witnessed' }],
  ['scored', { zh: '评分', en: 'Scored' }],
  ['verified', { zh: '验证', en: 'Verified' }],
  ['issued', { zh: '签发', en: 'Issued' }],
])
const methods = new Map<string, Words>([
  ['password', { zh: '口令', en: 'by password' }],
  ['passkey', { zh: '通行密钥', en: 'by passkey' }],
  ['totp', { zh: '动态口令', en: 'by one-time code' }],
  ['password+totp', { zh: '口令及动态口令', en: 'by password and one-time code' }],
  ['demonstration', { zh: '演示', en: 'in a demonstration' }],
])
const unsigned: Words = { zh: '经办（未签名）', en: 'Handled (not signed)' }
const bySystem: Words = { zh: '系统自动办理', en: 'Taken by the system' }

/** A signer as the sheet names them: who, for whom, in which role, meaning what, when (with the zone). */
export function signatureWords(signer: Signer, { labels, zone }: Wording): FaceSignature {
  const at = instantWords(signer.at, zone)
  if (signer.kind === 'system') return { name: bySystem, standsFor: blank, role: blank, meaning: blank, at, system: true }
  const standsFor = signer.standsFor === null ? blank : { zh: `代 ${signer.standsFor.name}`, en: `for ${signer.standsFor.name}` }
  return { name: same(signer.name), standsFor, role: labels.role(signer.role), meaning: meaningWords(signer.signature), at, system: false }
}

/** What a signature stands for, in words. */
export function meaningTitle(meaning: string): Words {
  return meanings.get(meaning) ?? same(meaning)
}

/** By which proof it was made, in words. */
export function methodTitle(method: string): Words {
  return methods.get(method) ?? same(method)
}

function meaningWords(signature: Signer['signature']): Words {
  if (signature === null) return unsigned
  const meaning = meanings.get(signature.meaning) ?? same(signature.meaning)
  const method = methodTitle(signature.method)
  return { zh: `${meaning.zh}（电子签名，${method.zh}）`, en: `${meaning.en} (signed ${method.en})` }
}

/** Where a filled-in value came from; blank for what is plain from the form itself. */
export function originWords(origin: Origin | undefined): Words {
  switch (origin?.kind) {
    case undefined:
    case 'today':
    case 'now':
    case 'actor':
    case 'case_number':
    case 'subject':
    case 'counter':
      return blank
    case 'computed':
      return { zh: '系统计算', en: 'computed' }
    case 'visits':
      return { zh: '系统计数', en: 'counted' }
    case 'given':
      return from(origin.number)
    case 'filled':
      return filledWords(origin)
    default:
      return origin satisfies never
  }
}

function filledWords({ cases, registers = [] }: Extract<Origin, { kind: 'filled' }>): Words {
  if (cases.length + registers.length === 0) return { zh: '系统填写', en: 'filled in' }
  const numbers = cases.map(({ number }) => number)
  return {
    zh: from([...registers.map(({ zh }) => zh), ...numbers].join('、')).zh,
    en: from([...registers.map(({ en }) => `the ${en.toLowerCase()}`), ...numbers].join(', ')).en,
  }
}

function from(number: string): Words {
  return { zh: `取自 ${number}`, en: `from ${number}` }
}
