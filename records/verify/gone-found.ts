import type { Words } from '#engine'
import { countGone, type GoneByOrder, type GoneSum } from '../package/gone.ts'
import { daysOf, disposedWords, erasedWords } from '../package/gone-words.ts'
import type { CaseFound } from './check-cases.ts'

/** `inPackage`: the record that ordered it is in the same package and was checked with it. */
export type OrderFound = GoneByOrder & Readonly<{ inPackage: boolean }>

/** What is not in the package because somebody ordered so: counted, and never a finding. */
export type GoneFound = Readonly<{
  disposed: Omit<GoneSum, 'orders'> & Readonly<{ orders: readonly OrderFound[] }>
  /** Values whose key and salt were destroyed. */
  erased: GoneSum
}>

export const nothingGone: GoneFound = {
  disposed: { records: 0, pieces: 0, orders: [] },
  erased: { records: 0, pieces: 0, orders: [] },
}

export function goneIn(checks: readonly Pick<CaseFound, 'digest' | 'lines'>[]): GoneFound {
  const gone = countGone()
  for (const { digest } of checks) gone.add(digest.completeness)
  const { disposed, erased } = gone.sum()
  const orders = new Set(disposed.orders.map(({ basis }) => basis))
  const there = new Set(checks.flatMap(({ lines }) => lines.records.flatMap(({ record }) => (orders.has(record) ? [record] : []))))
  return { disposed: { ...disposed, orders: disposed.orders.map((order) => ({ ...order, inPackage: there.has(order.basis) })) }, erased }
}

/** What no verifier can see: that nothing was kept elsewhere. */
export function notSeenOf({ disposed, erased }: GoneFound): readonly Words[] {
  if (disposed.pieces + erased.pieces === 0) return []
  return [
    {
      zh: '处置和删除本身：只见条目所载，不能证明别处没有留存；依据是否成立，请查阅所列记录。',
      en: 'Disposal and erasure themselves: only the entries were seen, which do not prove that nothing was kept elsewhere. Whether an order was good is for whoever reads the record named.',
    },
  ]
}

const MOST_ORDERS = 50

/** Always said, also where nothing is gone: silence would say nothing. */
export function sayGone({ disposed, erased }: GoneFound): readonly Words[] {
  return [
    disposed.pieces === 0
      ? { zh: '没有依令处置的记录。', en: 'No record was disposed of.' }
      : {
          zh: `依令${disposedWords(disposed).zh}：条目载明数据已销毁；编号、条目和散列仍在，不是缺失。`,
          en: `${disposedWords(disposed).en}: entries say that the data were destroyed by order; numbers, entries and hashes are here. This is no gap.`,
        },
    ...listed(disposed.orders.map(sayDisposal)),
    erased.pieces === 0
      ? { zh: '没有被删除的敏感值。', en: 'No sensitive value was erased.' }
      : {
          zh: `依令${erasedWords(erased).zh}：条目载明密钥和盐已销毁；记录、散列和承诺值仍在，证明不受影响。`,
          en: `${erasedWords(erased).en}: entries say that key and salt were destroyed; the records, their hashes and commitments are here and still prove what they proved.`,
        },
    ...listed(erased.orders.map((order) => sayOrder(order, erasedWords(order)))),
  ]
}

function sayDisposal(order: OrderFound): Words {
  const { zh, en } = sayOrder(order, disposedWords(order))
  return order.inPackage
    ? { zh: `${zh}；该销毁记录在本包中`, en: `${en}; the record that ordered it is in the package` }
    : {
        zh: `${zh}；该销毁记录不在本包范围内，可按编号调阅`,
        en: `${en}; the record that ordered it is outside the package: ask for it by its number`,
      }
}

function sayOrder(order: GoneByOrder, what: Words): Words {
  const { zh, en } = daysOf(order)
  return { zh: `依据 ${order.basis}，${zh}（UTC）：${what.zh}`, en: `under ${order.basis}, ${en} (UTC): ${what.en}` }
}

function listed(orders: readonly Words[]): readonly Words[] {
  const more = orders.length - MOST_ORDERS
  return [
    ...orders.slice(0, MOST_ORDERS),
    ...(more > 0 ? [{ zh: `另有 ${more} 项依据，见目录页`, en: `${more} more orders: see the index page` }] : []),
  ]
}
