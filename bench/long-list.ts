/** Rows of the long list, every one another; `batch` keeps the tickets of one list apart from those of the next. */
export function longList(rows: number, batch: number): readonly Readonly<Record<string, unknown>>[] {
  return Array.from({ length: rows }, (_, index) => ({
    ticket: String(2_000_000_000 + batch * 1000 + index),
    name: `考生${index + 1}`,
    id_number: `21010219900101${String(index % 10_000).padStart(4, '0')}`,
    kind: index % 3 === 0 ? 'special' : 'ordinary',
    sat_on: '2026-03-02',
    theory: ((index * 7) % 1000) / 10 === 0 ? '0' : (((index * 7) % 1000) / 10).toFixed(1),
    skill: String((index * 3) % 101),
    absent: false,
    ...(index % 10 === 0 ? { remark: '核对无误' } : {}),
  }))
}
