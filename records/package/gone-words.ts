import type { Words } from '#engine'
import type { GoneByOrder, GoneSum } from './gone.ts'

/** A moment of a package as people read it: always in UTC, and it says so. */
export function momentWords(at: string): string {
  return at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')
}

/** The day, or the days from and to, on which an order was carried out. */
export function daysOf({ from, to }: Pick<GoneByOrder, 'from' | 'to'>): Words {
  const [first, last] = [from.slice(0, 10), to.slice(0, 10)]
  return first === last ? { zh: first, en: first } : { zh: `${first} 至 ${last}`, en: `${first} to ${last}` }
}

/** How many records and pieces of data were disposed of. */
export function disposedWords({ records, pieces }: Pick<GoneSum, 'records' | 'pieces'>): Words {
  return {
    zh: `处置 ${records} 份记录（${pieces} 份数据）`,
    en: `${counted(records, 'record')} disposed of (${counted(pieces, 'piece', ' of data')})`,
  }
}

/** How many sensitive values of how many records were erased. */
export function erasedWords({ records, pieces }: Pick<GoneSum, 'records' | 'pieces'>): Words {
  return {
    zh: `删除 ${records} 份记录中的 ${pieces} 个敏感值`,
    en: `${counted(pieces, 'sensitive value')} of ${counted(records, 'record')} erased`,
  }
}

/** Of one record: how many of its sensitive values were erased. */
export function erasedHereWords(values: number): Words {
  return { zh: `已删除 ${values} 个敏感值`, en: `${counted(values, 'sensitive value')} erased` }
}

function counted(count: number, noun: string, rest = ''): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}${rest}`
}
