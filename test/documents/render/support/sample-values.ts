import type { Field, FieldValue, RecordForm, ReferenceData, RowValue, ScalarValue, Values } from '#engine'
import { fixedRows } from '../../../../server/documents/render/fixed-rows.ts'

const people = ['李建国', '王晓梅', '赵志强', '陈思远', '刘桂芳', '欧阳明德']
const paragraphs = [
  '经审查,该所许可证在有效期内,七项管理制度齐全并上墙公示;抽查2025年度批次档案12份,考场记录完整,试卷交接签字齐全,未发现超范围鉴定情形。',
  '理论考场监控录像保存期为75天,未达到“全覆盖且保存90天以上”的要求;两件计量器具检定证书已于2025年11月过期,现场已停用并张贴标识。',
  '根据《职业技能鉴定所(站)年检评估控制程序》(QP-08)第四章规定,综合自查材料、现场评分与全年督导记录,提出如下意见:同意评估组结论,请鉴定所于规定期限内完成整改并书面报告。',
  '负责人已对照指标逐项核对,所附证明材料与原件一致。',
]
const organisations = ['滨海职业技术学院鉴定所', '北方技师学院', '市人力资源和社会保障局']
const strings: Readonly<Record<string, string>> = {
  site_code: '06011001',
  licence_no: 'JD06011001',
  credit_code: '12210200MB1A2345X7',
  contact_phone: '13940881234',
  address: '滨海市高新园区学府路28号实训楼二层',
  order_no: 'ZG-2026-0004',
  decision_no: 'CL-2026-0007',
  notice_no: 'GZ-2026-0011',
  sanction_no: 'CL-2026-0007',
  subject_name: '滨海职业技术学院鉴定所',
  clause: '8.5.1',
  document_code: 'QP-12',
  process_code: 'QP-12',
  related_case: 'QP-12-2026-00031',
  nc_no: 'QP-21-2026-00009',
  risk_no: 'FX-2026-012',
  taken_place: '鉴定所二楼理论考场',
  ground: 'QP-08 第4.3条',
  evidence_digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  legal_basis: '《职业技能鉴定管理办法》第二十三条第(二)项',
  decision_basis: '《职业技能鉴定管理办法》第二十三条第(二)项',
  finding: '与原件一致',
  basis: '见证明材料第3页',
  reason: '一件计量器具过期',
  requirement: '15个工作日内补检并提交检定证书',
  before: '滨海市学府路26号',
  after: '滨海市学府路28号',
  problem: '两件计量器具超过检定有效期',
}

/** Plausible values for every field of a part, the same each time. `seed` varies them. */
export function sampleValues(part: RecordForm['parts'][string], reference: readonly ReferenceData[], seed = 1): Values {
  return Object.fromEntries(Object.entries(part.fields).map(([key, field], at) => [key, sampleValue(key, field, reference, seed + at)]))
}

export function sampleValue(key: string, field: Field, reference: readonly ReferenceData[], seed: number): FieldValue {
  if (field.type !== 'list') return sampleScalar(key, field, reference, seed)
  if (field.of === 'row') return rowsOf(field, reference, seed)
  const item: Field = { ...field, type: field.of ?? 'string' }
  return Array.from({ length: Math.max(2, Math.min(field.min_items ?? 2, 7)) }, (_, at) => sampleScalar(key, item, reference, seed + at))
}

function rowsOf(field: Field, reference: readonly ReferenceData[], seed: number): readonly RowValue[] {
  const columns = Object.entries(field.columns ?? {})
  const known = fixedRows(field, reference)?.rows ?? []
  const fixed =
    known.length > 0
      ? known
      : Array.from({ length: field.min_items !== undefined && field.min_items > 2 ? Math.min(field.min_items, 33) : 3 }, () => ({}))
  return fixed.map((known: Readonly<Record<string, string | number | boolean>>, at) =>
    Object.fromEntries(
      columns
        .filter(([, column]) => column.optional !== true || (seed + at) % 4 === 0)
        .map(([key, column]) => [
          key,
          key in known ? wordedNumber(column, known[key]) : cellOf(key, column, known, reference, seed + at, at),
        ]),
    ),
  )
}

function cellOf(
  key: string,
  column: Field,
  known: Readonly<Record<string, unknown>>,
  reference: readonly ReferenceData[],
  seed: number,
  at: number,
): ScalarValue | readonly ScalarValue[] {
  if (column.type === 'integer' && (key === 'no' || key === 'index')) return at + 1
  const weight = Number(known.max ?? known.weight ?? 3)
  if (column.type === 'number') return (weight - (seed % 4 === 0 ? 0.5 : 0)).toFixed(column.scale ?? 2)
  if (column.type === 'list') return sampleValue(key, column, reference, seed) as readonly ScalarValue[]
  return sampleScalar(key, column, reference, seed)
}

function wordedNumber(column: Field, value: unknown): ScalarValue {
  return column.type === 'number' ? Number(value).toFixed(column.scale ?? 2) : (value as ScalarValue)
}

function sampleScalar(key: string, field: Field, reference: readonly ReferenceData[], seed: number): ScalarValue {
  switch (field.type) {
    case 'string':
      return strings[key] ?? `示例内容${seed}`
    case 'text':
      return strings[key] ?? pick(paragraphs, seed)
    case 'integer':
      return key.endsWith('year') ? 2026 : Math.max(field.min ?? 0, Math.min(field.max ?? 99, 3 + (seed % 40)))
    case 'number':
      return Math.min(field.max ?? 100, 61.5 + (seed % 30)).toFixed(field.scale ?? 2)
    case 'money':
      return (128400.5 + seed).toFixed(field.scale ?? 2)
    case 'date':
      return `2026-03-${String(2 + (seed % 26)).padStart(2, '0')}`
    case 'datetime':
      return '2026-03-02T01:20:00.000Z'
    case 'boolean':
      return seed % 3 !== 0
    case 'enum':
      return pick(codesOf(field, reference), seed)
    case 'person':
      return { person: `0190a000-0000-7000-8000-00000000000${seed % 6}`, name: pick(people, seed) }
    case 'organisation':
      return pick(organisations, seed)
    case 'attachment':
      return {
        attachment: `0190a000-0000-7000-8000-0000000001${String(seed % 90).padStart(2, '0')}`,
        name: `证明材料${seed}.pdf`,
        type: 'application/pdf',
        size: 48_211 + seed * 1013,
        sha256: '3f2a9c1d'.repeat(8),
      }
    case 'list':
      return ''
    default:
      return field.type satisfies never
  }
}

function codesOf(field: Field, reference: readonly ReferenceData[]): readonly string[] {
  if (field.values !== undefined) return field.values.map(({ code }) => code)
  const items = reference.flatMap(({ code_lists = {}, roles = [], departments = [] }) =>
    field.list === 'roles' ? roles : field.list === 'departments' ? departments : (code_lists[field.list ?? ''] ?? []),
  )
  return items.length === 0 ? ['?'] : items.map(({ code }) => code)
}

function pick<T>(from: readonly T[], seed: number): T {
  const found = from[seed % from.length]
  if (found === undefined) throw new Error('Expected something to pick from, but the list is empty')
  return found
}
