/** A volume of a file: its title, and the papers that stand in it: a form `QR-12-01`, or one part of it `QR-12-01/announce`. */
export type OrderVolume = Readonly<{ zh: string; en: string; papers: readonly string[] }>

/** In which order the records of a package stand. Without volumes: case by case, as they were sealed. */
export type FileOrder = Readonly<{ code: string; zh: string; en: string; volumes: readonly OrderVolume[] }>

export const orderByCase: FileOrder = { code: 'by-case', zh: '按案卷', en: 'Case by case', volumes: [] }

/** What decides a record's place. */
export type PlacedRecord = Readonly<{ case: string; serial: number; form: string; part: string }>

export type VolumeTitle = Readonly<{ volume: number; zh: string; en: string }>

/** The volumes of a package in this order; what no volume names stands in a last one, so that nothing is left out. */
export function volumeTitles({ volumes }: FileOrder): readonly VolumeTitle[] {
  if (volumes.length === 0) return [{ volume: 1, zh: '全部记录', en: 'All records' }]
  const named = volumes.map(({ zh, en }, at) => ({ volume: at + 1, zh, en }))
  return [...named, { volume: volumes.length + 1, zh: '未列入各卷的材料', en: 'Papers no volume names' }]
}

/** Volume of a record, from 1. */
export function volumeOf(order: FileOrder): (record: Pick<PlacedRecord, 'form' | 'part'>) => number {
  const place = placesIn(order)
  return (record) => place(record).volume
}

/** The records as the order puts them: by volume, by the volume's own list of papers, by case, by serial. */
export function arranged<T extends PlacedRecord>(order: FileOrder, records: readonly T[]): readonly T[] {
  if (order.volumes.length === 0) return records
  const place = placesIn(order)
  const keyed = records.map((record) => ({ record, ...place(record) }))
  keyed.sort(
    (one, other) =>
      one.volume - other.volume ||
      one.rank - other.rank ||
      compare(one.record.case, other.record.case) ||
      one.record.serial - other.record.serial,
  )
  return keyed.map(({ record }) => record)
}

type Place = Readonly<{ volume: number; rank: number }>

function placesIn({ volumes }: FileOrder): (record: Pick<PlacedRecord, 'form' | 'part'>) => Place {
  const places = new Map<string, Place>()
  volumes.forEach(({ papers }, at) => {
    papers.forEach((paper, rank) => {
      if (!places.has(paper)) places.set(paper, { volume: at + 1, rank })
    })
  })
  const rest: Place = { volume: Math.max(1, volumes.length + (volumes.length > 0 ? 1 : 0)), rank: 0 }
  return ({ form, part }) => places.get(`${form}/${part}`) ?? places.get(form) ?? rest
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
