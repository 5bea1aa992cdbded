import type { RecordForm } from '#engine'

const words = (zh: string, en: string) => ({ zh, en })

/** A small form of every kind of place a value can stand in. */
export const smallForm: RecordForm = {
  code: 'QR-99-01',
  document: 'QP-99',
  revision: 'B/2',
  title: words('测试表', 'Test sheet'),
  confidentiality: 'internal',
  retention: { class: '10y', reason: words('测试', 'Test') },
  parts: {
    report: {
      title: words('报告栏', 'Report'),
      fields: {
        name: { title: words('名称', 'Name'), type: 'string' },
        story: { title: words('情况', 'Story'), type: 'text' },
        id_number: { title: words('身份证号', 'ID number'), type: 'string', sensitive: 'id_number' },
        amount: { title: words('金额', 'Amount'), type: 'money' },
        seen_at: { title: words('发现时间', 'Seen at'), type: 'datetime' },
        fit: { title: words('合格', 'Fit'), type: 'boolean' },
        level: { title: words('等级', 'Level'), type: 'enum', list: 'levels' },
        file: { title: words('附件', 'File'), type: 'attachment' },
        places: { title: words('地点', 'Places'), type: 'list', of: 'string' },
        rows: {
          title: words('清单', 'Rows'),
          type: 'list',
          of: 'row',
          columns: {
            item: { title: words('项目', 'Item'), type: 'string' },
            score: { title: words('得分', 'Score'), type: 'number', scale: 1 },
          },
        },
      },
    },
    approve: { title: words('审批栏', 'Approval'), fields: { result: { title: words('结论', 'Result'), type: 'text' } } },
  },
}

/** The same form as a scorers' sheet: fixed rows, one filling a person. */
export const scoringForm: RecordForm = {
  ...smallForm,
  code: 'QR-99-02',
  multiple: true,
  parts: {
    score: {
      title: words('评分栏', 'Scores'),
      fields: {
        scores: {
          title: words('指标得分', 'Scores'),
          type: 'list',
          of: 'row',
          rows: "tables.indicators.map(i, {'indicator': i.code, 'section': i.section, 'max': i.weight})",
          columns: {
            indicator: { title: words('指标', 'Indicator'), type: 'string' },
            section: { title: words('一级指标', 'Section'), type: 'string' },
            max: { title: words('分值', 'Weight'), type: 'integer' },
            score: { title: words('得分', 'Score'), type: 'number', scale: 1 },
            reason: { title: words('理由', 'Reason'), type: 'string', optional: true },
          },
        },
      },
    },
  },
}

export const smallReference = [
  {
    roles: [{ code: 'director', zh: '中心主任', en: 'Director', department: 'D' }],
    code_lists: { levels: [{ code: '3', zh: '三级/高级工', en: 'Level 3' }] },
    tables: {
      sections: {
        title: words('一级', 'Sections'),
        columns: { code: 'string' as const, zh: 'string' as const, en: 'string' as const },
        rows: [
          { code: 'A', zh: '机构', en: 'Organisation' },
          { code: 'B', zh: '场地', en: 'Premises' },
        ],
      },
      indicators: {
        title: words('指标', 'Indicators'),
        columns: { code: 'string' as const, section: 'string' as const, weight: 'integer' as const },
        rows: ['A1', 'A2', 'A3', 'B1', 'B2', 'B3'].map((code) => ({ code, section: code.slice(0, 1), weight: 3 })),
      },
    },
  },
]
