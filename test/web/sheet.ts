import type { PartToFill } from '../../server/http/api/cases.ts'

const words = (zh: string) => ({ zh, en: zh })
const decimal = { type: 'string', pattern: '^-?[0-9]{1,15}(\\.[0-9]{1,2})?$', 'x-scale': 2 }

/** A part with one field of each kind that matters here, in the shape the server sends. */
export function scoringPart(): PartToFill {
  return {
    form: 'QR-99-01',
    part: 'score',
    formTitle: words('评分表'),
    partTitle: words('评分栏'),
    revision: 'A/0',
    readOnly: ['given_total'],
    origins: {},
    values: {
      given_total: '80.00',
      scores: [
        { section: 'A', indicator: 'A1', max: 3 },
        { section: 'A', indicator: 'A2', max: 2 },
        { section: 'B', indicator: 'B1', max: 4 },
        { section: 'B', indicator: 'B2', max: 1 },
      ],
    },
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['given_total', 'total', 'opinion', 'scores', 'id_number'],
      properties: {
        given_total: { 'x-type': 'number', 'x-title': words('转入得分'), ...decimal },
        total: { 'x-type': 'number', 'x-title': words('总分'), 'x-source': 'computed', readOnly: true, ...decimal },
        opinion: { 'x-type': 'text', 'x-title': words('意见'), type: 'string', minLength: 1, maxLength: 10 },
        deduction: { 'x-type': 'number', 'x-title': words('扣分'), ...decimal, 'x-min': '0', 'x-max': '40' },
        visited_at: { 'x-type': 'datetime', 'x-title': words('到场时间'), type: 'string', format: 'date-time' },
        id_number: { 'x-type': 'string', 'x-title': words('证件号'), 'x-sensitive': 'id_number', type: 'string', minLength: 1 },
        scores: {
          'x-type': 'list',
          'x-title': words('得分'),
          'x-source': 'rows',
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['section', 'indicator', 'max', 'score'],
            properties: {
              section: { 'x-type': 'string', 'x-title': words('一级指标'), type: 'string' },
              indicator: { 'x-type': 'string', 'x-title': words('指标'), type: 'string' },
              max: { 'x-type': 'integer', 'x-title': words('分值'), type: 'integer' },
              score: { 'x-type': 'number', 'x-title': words('得分'), ...decimal, 'x-min': '0' },
              phone: { 'x-type': 'string', 'x-title': words('电话'), 'x-sensitive': 'phone', type: 'string' },
            },
          },
        },
      },
    },
  }
}
