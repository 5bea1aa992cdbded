import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import { dataChanged } from './recheck.ts'

/** What happens to a certificate later: verified for an employer, lost and issued again, a name corrected; and one that was never issued. */
export async function* afterwards(list: string, stage: Stage, days: Days): Play {
  const numbers = (await stage.value(list, 'numbers')) as readonly Readonly<{
    certificate_no: string
    name: Readonly<{ person: string }>
  }>[]
  const own = numbers.find(({ name }) => name.person === stage.player('kaosheng').person)
  if (own === undefined) throw new Error('Expected the account holder of the first batch to have passed, but there is no certificate')
  const certificate = own.certificate_no
  yield days.fromNow(10, 10)
  await verified(certificate, '马晓宇', stage)
  yield days.fromNow(3, 10)
  const lost = await stage.open('kaosheng', 'WI-14-01', { certificate, person: own.name.person })
  await stage.take('kaosheng', lost, 'apply', {
    request_kind: 'reissue',
    id_no: '210101199001010013',
    identity_proof: await stage.file('kaosheng', '居民身份证'),
    loss_notice: await stage.file('kaosheng', '遗失声明'),
  })
  yield days.fromNow(1, 10)
  await stage.take('zhongrui', lost, 'check_pass', { check_opinion: '与档案一致。' })
  yield days.fromNow(1, 10)
  await stage.take('zhouqiang', lost, 'approve', { approve_opinion: '同意补发。' })
  yield* made(lost, 'A00009001', false, stage, days)
  yield days.fromNow(20, 10)
  const corrected = await stage.open('kaosheng', 'WI-14-01', { certificate, person: own.name.person })
  await stage.take('kaosheng', corrected, 'apply', {
    request_kind: 'correct',
    id_no: '210101199001010013',
    identity_proof: await stage.file('kaosheng', '户口簿'),
    correct_field: 'name',
    value_before: '马晓宇',
    value_after: '马晓羽',
  })
  yield days.fromNow(1, 10)
  await stage.take('zhongrui', corrected, 'check_pass', { check_opinion: '户籍更名属实。' })
  yield days.fromNow(1, 10)
  await stage.take('hanxue', corrected, 'approve', { approve_opinion: '同意更正。' })
  yield days.fromNow(2, 10)
  await dataChanged(await stage.started(corrected, 'WI-16-01'), '马晓羽', '户口簿', stage, true)
  yield* made(corrected, 'A00009002', true, stage, days)
  yield days.fromNow(15, 10)
  yield* forged(stage, days)
}

async function* made(id: string, serial: string, old_returned: boolean, stage: Stage, days: Days): Play {
  yield days.fromNow(2, 10)
  await stage.take('zhongrui', id, 'make', { reissue_serial: serial }, 'tanlin')
  yield days.fromNow(1, 10)
  await stage.take('zhongrui', id, 'collect', { new_serial: serial, old_returned })
}

async function asked(certificate: string, claimed_name: string, stage: Stage): Promise<string> {
  const id = await stage.open('zhongrui', 'WI-14-02', { certificate })
  await stage.take('zhongrui', id, 'request', {
    requester: '滨海机械厂',
    requester_kind: 'employer',
    claimed_id_no: '210101199001010013',
    purpose: '录用核验',
    claimed_name,
  })
  return id
}

async function verified(certificate: string, name: string, stage: Stage): Promise<void> {
  await stage.take('zhongrui', await asked(certificate, name, stage), 'match')
}

/** An employer shows a certificate nobody issued: forged, sold by somebody of a centre, referred to the police. */
async function* forged(stage: Stage, days: Days): Play {
  const id = await asked('2506011018388888', '张三', stage)
  yield days.fromNow(1, 10)
  await stage.take('zhongrui', id, 'mismatch', {}, 'tanlin')
  yield days.fromNow(1, 10)
  await stage.take('wumin', id, 'confirm_fake', { archive_ok: false, serial_ok: false, emboss_check: 'fail', altered: true })
  yield days.fromNow(1, 10)
  await stage.take('wangjianguo', id, 'refer', { insider_involved: true, source_clue: '持证人称从考点人员处购得。' })
  const violation = await stage.started(id, 'QP-18')
  yield days.fromNow(1, 10)
  await stage.take('zhengjie', violation, 'register', { subject_kind: 'staff', subject_name: '某考点人员' })
}
