import type { Words } from '#engine'

type ProblemKind = Readonly<{ status: number; title: Words }>

/**
 * Every problem this door answers by itself (RFC 9457); refusals of the engine stand in `rejection-answer.ts`.
 * The title says what kind of trouble it is, the detail of an answer says what to do. `docs/errors.md` lists all.
 */
export const problems = {
  'request-malformed': { status: 400, title: { zh: '请求格式不对', en: 'The request is malformed' } },
  'text-not-allowed': { status: 400, title: { zh: '文字里有不能存档的字符', en: 'The text holds characters that cannot be kept' } },
  'idempotency-key-missing': { status: 400, title: { zh: '缺少幂等键', en: 'The Idempotency-Key is missing' } },
  'signed-out': { status: 401, title: { zh: '尚未登录', en: 'Not signed in' } },
  'factor-needed': { status: 401, title: { zh: '还需第二因素', en: 'A second factor is needed' } },
  'credentials-wrong': { status: 401, title: { zh: '账号或密码不对', en: 'Login or password is wrong' } },
  'account-locked': { status: 403, title: { zh: '账号已锁定', en: 'The account is locked' } },
  'csrf-token-wrong': { status: 403, title: { zh: '请求未通过来源校验', en: 'The request failed the cross-site check' } },
  'signature-refused': { status: 403, title: { zh: '签署未成立', en: 'The signature was refused' } },
  'signature-incomplete': { status: 403, title: { zh: '签署要素不全', en: 'The signature lacks a factor' } },
  'factor-must-enrol': { status: 403, title: { zh: '请先启用第二因素', en: 'A second factor has to be enrolled first' } },
  'not-allowed': { status: 403, title: { zh: '无权进行此操作', en: 'Not allowed' } },
  'password-must-change': { status: 403, title: { zh: '请先更改密码', en: 'The password has to be changed first' } },
  'not-found': { status: 404, title: { zh: '没有找到', en: 'Not found' } },
  'method-not-allowed': { status: 405, title: { zh: '不支持此方法', en: 'Method not allowed' } },
  'setup-done': { status: 409, title: { zh: '已完成首次设置', en: 'The first set-up is done' } },
  'login-taken': { status: 409, title: { zh: '登录名已被使用', en: 'The login is taken' } },
  'centre-code-taken': { status: 409, title: { zh: '机构编码已被使用', en: 'The centre code is taken' } },
  'roles-incompatible': { status: 409, title: { zh: '角色不相容', en: 'The roles are incompatible' } },
  'erasure-refused': { status: 409, title: { zh: '暂不能删除', en: 'It cannot be erased yet' } },
  'not-ready': { status: 409, title: { zh: '尚未完成', en: 'Not finished yet' } },
  disposed: { status: 410, title: { zh: '数据已销毁', en: 'The data was disposed of' } },
  'too-large': { status: 413, title: { zh: '内容太大', en: 'Too large' } },
  'media-type-unknown': { status: 415, title: { zh: '不支持的内容类型', en: 'The content type is not supported' } },
  'idempotency-key-reused': { status: 422, title: { zh: '幂等键已用于另一请求', en: 'The Idempotency-Key was used for another request' } },
  'password-weak': { status: 422, title: { zh: '密码强度不够', en: 'The password is too weak' } },
  'value-unknown': { status: 422, title: { zh: '值不存在', en: 'The value does not exist' } },
  'centre-refused': { status: 422, title: { zh: '鉴定所信息不成立', en: 'The testing centre is refused' } },
  'attachment-refused': { status: 422, title: { zh: '附件不被接受', en: 'The attachment is not accepted' } },
  'draw-refused': { status: 422, title: { zh: '抽样不成立', en: 'The sample is refused' } },
  'sheet-refused': { status: 422, title: { zh: '表格不被接受', en: 'The spreadsheet is not accepted' } },
  'factor-refused': { status: 422, title: { zh: '第二因素未能启用或移除', en: 'The second factor is refused' } },
  'correction-refused': { status: 422, title: { zh: '更正不成立', en: 'The correction is refused' } },
  'too-many-requests': { status: 429, title: { zh: '请求过于频繁', en: 'Too many requests' } },
  fault: { status: 500, title: { zh: '系统出错', en: 'The system failed' } },
  'database-away': { status: 503, title: { zh: '数据库暂时不可用', en: 'The database is away' } },
  'writing-stopped': { status: 503, title: { zh: '写入已停止', en: 'Writing has stopped' } },
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof problems

/** A refusal of the HTTP door, as a value: the code, and the sentence that says what is expected instead. */
export type Refusal = Readonly<{ code: ProblemCode; detail: Words }>

export function refusal(code: ProblemCode, zh: string, en: string): Refusal {
  return { code, detail: { zh, en } }
}

/** What somebody outside the scope of a thing is told, and what anybody is told of a thing that does not exist: the same. */
export const notFound: Refusal = refusal(
  'not-found',
  '没有这一项，或者您无权查看。',
  'Expected something you may see at this address, but there is nothing.',
)

/** What is told of a record whose data was deleted after its retention: it was there, and on whose word it went. */
export const disposedUnder = (basis: string): Refusal =>
  refusal(
    'disposed',
    `本记录的数据已依 ${basis} 销毁，条目和散列保留。`,
    `The data of this record was disposed of under ${basis}; its entry and its hash stay.`,
  )
