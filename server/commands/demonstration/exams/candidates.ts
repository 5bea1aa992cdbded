import { drawn } from '../drawn.ts'
import { employers } from '../people.ts'
import { type BatchPlan, batchPlans } from './plans.ts'

/** Who sits an exam. Most are entered by their employer and have no account. */
export type Candidate = Readonly<{
  login: string
  name: string
  idNo: string
  gender: 'male' | 'female'
  birthDate: string
  employer: string
  /** Who enters them: their employer, or they themselves. */
  filer: string
  tradeYears: number
  subsidyGroup: string | null
  phone: string
}>

/** Candidates with an account of their own, by the batches whose first candidate they are. */
const withAccount = [
  { login: 'kaosheng', name: '马晓宇', batches: [1, 5] },
  { login: 'suye', name: '苏叶', batches: [10] },
] as const

export const accountHolders: readonly string[] = withAccount.map(({ login }) => login)

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜'
const given = '伟芳娜敏静丽强磊军洋艳勇杰娟涛明超秀霞平刚桂英华玉兰建文斌波鑫宁'

/** The candidates of a batch, the same at every load. */
export function candidatesOf(plan: BatchPlan): readonly Candidate[] {
  return Array.from({ length: plan.candidates }, (_, place) => candidate(plan, place))
}

function candidate(plan: BatchPlan, place: number): Candidate {
  const { among, between } = drawn(`candidate ${plan.serial} ${place}`)
  const letter = (of: string) => of.charAt(between(0, of.length - 1))
  const year = between(1978, 2001)
  const month = String(between(1, 12)).padStart(2, '0')
  const day = String(between(1, 28)).padStart(2, '0')
  const employer = among(employers)
  const gender = between(0, 2) === 0 ? 'female' : 'male'
  const serial = String(plan.serial * 20 + place).padStart(2, '0') + (gender === 'male' ? '1' : '2')
  const own = place > 0 ? undefined : withAccount.find(({ batches }) => batches.some((serial) => serial === plan.serial))
  return {
    login: own?.login ?? `candidate-${plan.serial}-${place}`,
    name: own?.name ?? `${letter(surnames)}${letter(given)}${between(0, 2) === 0 ? '' : letter(given)}`,
    idNo: idNumber(`210101${year}${month}${day}${serial.slice(-3)}`),
    gender,
    birthDate: `${year}-${month}-${day}`,
    employer: employer.employer,
    filer: own?.login ?? employer.login,
    tradeYears: between(7, 15),
    subsidyGroup: plan.subsidised && place % 3 !== 2 ? 'G1' : null,
    phone: `139${String(between(0, 99_999_999)).padStart(8, '0')}`,
  }
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** With the check digit of a resident ID number (GB 11643). */
function idNumber(first17: string): string {
  const sum = weights.reduce((total, weight, place) => total + weight * Number(first17.charAt(place)), 0)
  return `${first17}${'10X98765432'.charAt(sum % 11)}`
}

export const allCandidates: readonly Candidate[] = batchPlans.flatMap(candidatesOf)
