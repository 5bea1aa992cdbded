import type { DiagnosticCode } from '#engine'
import { type Change, form, instruction, lists, pending, places, procedure, sheet } from './base-library.ts'

/** `at`: the text at whose beginning the finding is shown, first occurrence after the change. */
export type Example = Readonly<{ changes: readonly Change[]; file: string; at: string }>

const one = (file: string, find: string, put: string, at: string): Example => ({ changes: [{ file, find, put }], file, at })
const inPass = '    automatic: { when: total >= 60 && !veto }'
const passFrom = '    from: [graded]\n    to: passed'

/** At least one document that is wrong in just this way, for each finding. */
export const examples: Readonly<Record<Exclude<DiagnosticCode, 'generated-types-stale'>, readonly Example[]>> = {
  'not-yaml': [
    one(form, 'revision: A/0', 'revision: [A/0', 'title: { zh: 评审表'),
    one(form, 'A/0', 'A/0 \u0000', '\u0000'),
    one(form, 'A/0', '!!js/function x', '!!js/function'),
  ],
  'duplicate-key': [one(procedure, 'kind: procedure', 'kind: procedure\ncode: QP-91', 'code: QP-91')],
  'alias-not-allowed': [one(procedure, 'purpose: { zh: 评审, en: Review }', 'purpose: &p { zh: 评审, en: Review }\nx: *p', '*p')],
  'file-too-large': [one(procedure, 'code: QP-90', `#${'x'.repeat(300_000)}\ncode: QP-90`, '#')],
  'not-in-schema': [
    one(procedure, 'basis: [design]', 'basis: [guess]', 'guess'),
    one(procedure, 'kind: procedure', 'kind: procedure\nkin: x', 'kin:'),
    one(procedure, '    limit: { working_days: 5 }', '    limit: { working_day: 5 }', 'working_day: 5'),
    one(procedure, '  plan:\n    title', '  Plan:\n    title', 'Plan:\n'),
  ],
  'file-name-differs': [
    one(procedure, 'code: QP-90', 'code: QP-92', 'QP-92'),
    one(places, 'register: places', 'register: place', 'place\n'),
  ],
  'duplicate-code': [one(sheet, 'code: QR-90-02', 'code: QR-90-01', 'QR-90-01')],
  'unknown-document': [one(instruction, 'parent: QP-90', 'parent: QP-89', 'QP-89')],
  'pending-document': [one(procedure, '  peers: { document: QP-90', '  peers: { document: QP-99', 'QP-99')],
  'pending-document-written': [one(pending, 'code: QP-99', 'code: QP-90', 'QP-90')],
  'unknown-form': [
    one(places, 'form: QR-90-02', 'form: QR-90-09', 'QR-90-09'),
    one(procedure, '{ form: QR-90-01, part: plan }', '{ form: QR-90-09, part: plan }', 'QR-90-09'),
  ],
  'unknown-part': [one(places, 'part: sheet', 'part: sheets', 'sheets'), one(procedure, 'part: plan }', 'part: plans }', 'plans }')],
  'paper-placed-twice': [
    one(
      lists,
      'departments:\n',
      'file_orders:\n  - { code: own, zh: 卷, en: File, volumes: [{ zh: 一, en: One, papers: [QR-90-02, QR-90-01/plan, QR-90-02] }] }\ndepartments:\n',
      'QR-90-02] }',
    ),
  ],
  'unknown-role': [
    one(procedure, '    by: clerk', '    by: clark', 'clark'),
    one(procedure, 'role: head', 'role: boss', 'boss'),
    one(procedure, 'basis: [design]', 'basis: [design]\nopen_to: [boss]', 'boss]'),
  ],
  'role-not-participant': [one(procedure, 'participants: [clerk, head]', 'participants: [head]', 'clerk')],
  'unknown-department': [
    one(lists, 'en: Head, department: D-QA', 'en: Head, department: D-XX', 'D-XX'),
    one(procedure, 'department: D-QA', 'department: D-XX', 'D-XX'),
  ],
  'unknown-list': [one(form, 'list: levels', 'list: level', 'level,'), one(places, 'type: integer', 'type: enum, list: levls', 'levls')],
  'unknown-state': [
    one(procedure, 'to: visiting', 'to: visitng', 'visitng'),
    one(procedure, 'states: [scored]', 'states: [score]', 'score]'),
    one(procedure, 'from: [visiting]', 'from: [visiting, constructor]', 'constructor'),
  ],
  'unknown-step': [one(procedure, 'separate_from: [plan]', 'separate_from: [planing]', 'planing]')],
  'unknown-relation': [one(procedure, '{ on: visit,', '{ on: visits,', 'visits,')],
  'unknown-subject-key': [
    one(procedure, 'unique: [site, year]', 'unique: [site, yaer]', 'yaer'),
    one(procedure, 'via: [site]', 'via: [place]', 'place]'),
  ],
  'unknown-field': [
    one(places, 'removes: [note]', 'removes: [remark]', 'remark'),
    one(places, '{ last_result: result }', '{ result: result }', 'result: result'),
    one(places, 'last_result: result', 'last_result: reslt', 'reslt'),
    one(procedure, 'visit_on > today', 'filled(registers.places.at(subject.site).visit)', 'visit)'),
    one(procedure, 'visit_on > today', 'vist_on > today', 'vist_on > today'),
    one(procedure, '{ total: visit.score }', '{ total: visit.scor }', 'scor }'),
    one(procedure, '    limit: { working_days: 5 }', '    limit: { working_days: 5 }\n    sets_due: vist_on', 'vist_on'),
    one(procedure, 'gives: { visited_on:', 'gives: { visitd_on:', 'visitd_on:'),
    one(sheet, 'type: number }', 'type: number, at_most: fullmark }', 'fullmark'),
  ],
  'unknown-register': [one(procedure, 'visit_on > today', 'registers.place.has(subject.site)', 'place.has')],
  'subject-not-given': [
    one(instruction, 'subject:\n', 'subject:\n  batch: { type: batch, title: { zh: 批次, en: Batch } }\n', 'code: WI'),
  ].map((example) => ({ ...example, file: procedure, at: 'WI-90-01, gives' })),
  'relation-never-made': [
    one(procedure, 'peers: { document: QP-90, via: [site] }', 'peers: { document: QP-90, via: started }', 'started }\n\n'),
  ],
  'reserved-name': [
    one(places, 'note: {', 'key: {', 'key: { title: { zh: 备注'),
    one(form, 'plan_note:', 'today:', 'today:'),
    one(procedure, '  peers:', '  case:', 'case:'),
  ],
  'field-type-differs': [
    {
      changes: [
        {
          file: form,
          find: '      plan_note:',
          put: '      visited_on: { title: { zh: 文, en: Text }, type: text, optional: true }\n      plan_note:',
        },
        { file: procedure, find: 'part: draft }]', put: 'part: draft }, { form: QR-90-02, part: sheet }]' },
      ],
      file: procedure,
      at: 'records: [{ form: QR-90-01, part: draft }',
    },
  ],
  'unknown-enum-value': [
    one(procedure, 'visit_on > today', "visit_on > today && (!filled(level) || level == 'hihg')", 'visit_on > today &&'),
  ],
  'initial-missing': [one(procedure, 'initial: planned', 'initial: planed', 'planed')],
  'initial-is-final': [one(instruction, 'initial: open', 'initial: scored', 'scored')],
  'state-unreachable': [one(procedure, '  passed: {', '  lost: { title: { zh: 失, en: Lost }, final: true }\n  passed: {', 'lost:')],
  'state-cannot-end': [one(instruction, 'en: Scored }, final: true }', 'en: Scored } }', 'open: {')],
  'leaves-final-state': [one(instruction, 'from: [open]', 'from: [open, scored]', 'scored]')],
  'state-without-owner': [
    one(
      procedure,
      '    by: clerk\n    guard: { zh: 日期',
      '    by: system\n    automatic: { when: case.number != "" }\n    guard: { zh: 日期',
      'planned: {',
    ),
  ],
  'part-never-filled': [
    one(
      form,
      '  announce:',
      '  spare:\n    title: { zh: 备, en: Spare }\n    fields:\n      spare: { title: { zh: 备, en: Spare }, type: text }\n  announce:',
      'spare:',
    ),
  ],
  'automatic-without-cause': [
    one(procedure, inPass, '', 'pass:'),
    one(procedure, '    limit: { working_days: 5 }', '    automatic: { at: limit }', 'plan:\n'),
  ],
  'endless-automatic-chain': [
    {
      changes: [
        { file: procedure, find: passFrom, put: '    from: [graded]\n    to: visiting' },
        {
          file: procedure,
          find: '    waits_for: [{ on: visit, states: [scored] }]\n    fills: { total: visit.score }',
          put: '    automatic: {}\n    fills: { total: "1", veto: "false" }',
        },
        { file: procedure, find: '    by: head\n    guard', put: '    by: [head, system]\n    guard' },
        { file: procedure, find: 'en: Failed }, final: true }', put: 'en: Failed }, final: true }\n' },
      ],
      file: procedure,
      at: 'draft:\n',
    },
  ],
  'exits-leave-gap': [
    one(procedure, 'total < 60 || veto', 'total < 59 || veto', 'graded: {'),
    one(procedure, 'total >= 60 && !veto', 'total > 60 && !veto', 'graded: {'),
  ],
  'exits-overlap': [one(procedure, 'total < 60 || veto', 'total <= 60 || veto', 'fail:')],
  'rule-does-not-parse': [one(procedure, 'visit_on > today', 'visit_on > today &&', ' &&')].map((example) => ({
    ...example,
    at: '\n        words: { zh: 日期须',
  })),
  'rule-does-not-type-check': [
    one(places, '    key: subject.site\n    when', '    key: score\n    when', 'score\n'),
    one(procedure, 'visit_on > today', 'visit_on > 5', 'visit_on > 5'),
    one(procedure, 'visit_on > today', 'dyn(1) == 1', 'dyn(1)'),
  ],
  'rule-not-boolean': [
    one(places, 'when: score > 0', 'when: score', 'score\n'),
    one(procedure, 'visit_on > today', 'add_days(visit_on, 1)', 'add_days'),
  ],
  'field-maybe-unset': [
    one(procedure, 'visit_on > today', 'registers.places.at(subject.site).visits < 3', 'registers.places.at'),
    one(procedure, 'visit_on > today', 'registers.places.rows.all(p, p.visits < 3)', 'p.visits'),
    one(
      procedure,
      'visit_on > today',
      "filled(registers.places.at('a').visits) && registers.places.at('b').visits < 3",
      "registers.places.at('b')",
    ),
    one(procedure, 'visit_on > today', 'peers.cases.all(p, p.total > 3)', 'p.total'),
    one(procedure, 'visit_on > today', "visit_on > today && level == 'low'", 'level =='),
    one(procedure, '    waits_for: [{ on: visit, states: [scored] }]\n', '', 'visit.score'),
    one(
      procedure,
      '    waits_for: [{ on: visit, states: [scored] }]\n',
      '    waits_for: [{ on: visit, states: [scored], any: true }]\n',
      'visit.score',
    ),
    one(procedure, 'total >= 60 && !veto', 'total >= 60 && !veto && (filled(level) || level == "low")', 'level =='),
    one(form, 'type: boolean }', 'type: boolean, optional: true }', 'veto }\n'),
    one(sheet, 'type: number }', 'type: number, optional: true }', 'i.mark'),
  ].map((example) => (example.at === 'veto }\n' ? { ...example, file: procedure } : example)),
  'automatic-leaves-field-open': [
    one(procedure, 'fills: { announced_on: today, result: "\'good\'" }', 'fills: { announced_on: today }', 'pass:'),
  ],
  'fills-wrong-type': [
    one(places, 'last_visit: visited_on', 'last_visit: score', 'score, visits'),
    one(procedure, '{ total: visit.score }', '{ total: visit.visited_on }', 'visit.visited_on'),
    one(form, 'computed: 100 - total', 'computed: total > 5', 'total > 5'),
  ],
  'register-shows-sensitive': [
    {
      changes: [
        {
          file: sheet,
          find: 'visited_on: { title: { zh: 日期, en: Day }, type: date }',
          put: 'visited_on: { title: { zh: 日期, en: Day }, type: date }\n      phone: { title: { zh: 电话, en: Phone }, type: string, sensitive: phone }',
        },
        { file: places, find: 'sets: { last_visit', put: 'sets: { note: phone, last_visit' },
      ],
      file: places,
      at: 'phone, last_visit',
    },
    {
      changes: [
        { file: sheet, find: 'mark: {', put: 'owner: { title: { zh: 人, en: Owner }, type: string, sensitive: name }\n          mark: {' },
        { file: places, find: '    key: subject.site\n    when', put: '    each: items\n    key: one.owner\n    when' },
      ],
      file: places,
      at: 'one.owner',
    },
  ],
  'counter-pattern': [one(form, 'type: string, from: { counter', 'type: text, from: { counter', 'from: { counter')],
  'pattern-invalid': [one(sheet, '^[0-9]{8}$', '^[0-9{8}$', '"^[0-9')],
  'bounds-crossed': [one(form, 'min: 0, max: 100', 'min: 101, max: 100', '101'), one(form, 'min_length: 1,', 'min_length: 501,', '501')],
  'enum-without-values': [one(form, 'type: enum, list: levels,', 'type: enum,', 'level:')],
  'list-without-columns': [one(sheet, '        of: row\n', '', 'items:')],
  'second-person-without-signature': [one(procedure, '    signature: { meaning: prepared }\n', '', 'second_person:')],
  'disposal-by-one-person': [
    {
      changes: [
        {
          file: form,
          find: '      level: { title',
          put: '      gone: { title: { zh: 清单, en: List }, type: list, of: row, optional: true, columns: { number: { title: { zh: 编号, en: Number }, type: string } } }\n      level: { title',
        },
        {
          file: procedure,
          find: '    limit: { working_days: 5 }',
          put: '    orders: { disposal: { list: gone, number: number, from_due_list: true } }\n    limit: { working_days: 5 }',
        },
      ],
      file: procedure,
      at: 'orders: {',
    },
  ],
  'happened-not-a-moment': [one(form, 'type: text, optional: true', 'type: text, happened: { within: 1 }, optional: true', 'happened:')],
  'separation-never-met': [one(procedure, 'separate_from: [plan]', 'separate_from: [pass]', 'pass]')],
}
