import fc from 'fast-check'
import type { CaseEvent, Origin, SealedPart, SharedPart, Signer, Values } from '#engine'

/** Texts as they may be sealed: well formed, NFC, without NUL, with all that breaks careless writers. */
export const sealableText = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('', '鉴定所', '"\\/', '\u2028', '€$\u000F\nA\'B"\\\\', '👨‍👩‍👧', 'é', '\uFEFF'),
  )
  .map((text) => text.replaceAll('\0', '').normalize('NFC'))
  .filter((text) => text.isWellFormed() && text.normalize('NFC') === text)

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
export const instant = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2035-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })

const attachment = fc.record({
  attachment: fc.uuid(),
  name: sealableText,
  type: fc.constantFrom('application/pdf', 'image/png'),
  size: fc.nat(),
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
})
const person = fc.record({ person: fc.uuid(), name: sealableText })
const scalar = fc.oneof(
  sealableText,
  fc.maxSafeInteger().map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.boolean(),
  fc.constantFrom('93.50', '-0.01'),
  person,
  attachment,
)
const row = fc.dictionary(name, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), { maxKeys: 4, noNullPrototype: true })
export const values: fc.Arbitrary<Values> = fc.dictionary(name, fc.oneof(scalar, fc.array(fc.oneof(scalar, row), { maxLength: 4 })), {
  maxKeys: 6,
  noNullPrototype: true,
})

const origin: fc.Arbitrary<Origin> = fc.oneof(
  fc.record({ kind: fc.constant('computed' as const), rule: sealableText }),
  fc.record({
    kind: fc.constant('filled' as const),
    rule: sealableText,
    cases: fc.array(fc.record({ id: fc.uuid(), number: sealableText, relation: name }), { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('subject' as const), key: name }),
  fc.record({ kind: fc.constantFrom('today' as const, 'now' as const, 'actor' as const) }),
)
const signer: fc.Arbitrary<Signer> = fc.record({
  kind: fc.constantFrom('person' as const, 'system' as const),
  person: fc.uuid(),
  name: sealableText,
  role: name,
  standsFor: orNull(person),
  signature: orNull(
    fc.record(
      { method: name, meaning: name, series: fc.record({ id: fc.uuid(), place: fc.integer({ min: 1, max: 99 }) }) },
      { requiredKeys: ['method', 'meaning'] },
    ),
  ),
  at: instant,
})
const subject = fc.dictionary(name, fc.oneof(sealableText, fc.nat()), { maxKeys: 3, noNullPrototype: true })
const link = fc.record({ case: fc.uuid(), number: sealableText, document: sealableText, step: name })
const form = fc.stringMatching(/^QR-\d{2}-\d{2}$/)
const numbers = fc.dictionary(name, fc.stringMatching(/^[A-Z]{1,3}-\d{4}-\d{4}$/), { maxKeys: 3, noNullPrototype: true })

const part: fc.Arbitrary<Omit<SealedPart, 'serial'>> = fc.record({
  form,
  part: name,
  step: name,
  sequence: fc.integer({ min: 1, max: 99 }),
  at: instant,
  signers: fc.array(signer, { maxLength: 2 }),
  values,
  origins: fc.dictionary(name, origin, { maxKeys: 3, noNullPrototype: true }),
})
const shared: fc.Arbitrary<SharedPart> = part.map(({ form: of, part: key, values: filled, origins }) => ({
  form: of,
  part: key,
  values: filled,
  origins,
}))
/** Half of the parts are sealed as their entry says, half carry another sealing of their own. */
const parts = fc.array(fc.tuple(part, fc.boolean()), { minLength: 1, maxLength: 3 })

type Sealing = Readonly<{ step: string; sequence: number; at: string; signers: readonly Signer[] }>
const placed = (
  made: readonly (readonly [Omit<SealedPart, 'serial'>, boolean])[],
  { step, sequence, at, signers }: Sealing,
): SealedPart[] => made.map(([one, asEntry], index) => ({ ...one, ...(asEntry ? { step, sequence, at, signers } : {}), serial: index + 1 }))

const head = { sequence: fc.integer({ min: 1, max: 9_999 }), at: instant }
const limits = orNull(
  fc.record(
    {
      extendedBy: fc.record({ unit: fc.constantFrom('working_days' as const, 'months' as const), by: fc.integer({ min: -5, max: 60 }) }),
      due: fc.constant('2026-05-01'),
    },
    { requiredKeys: [] },
  ),
)

/** Any event a case can have. */
export const anyCaseEvent: fc.Arbitrary<CaseEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('opened' as const),
    ...head,
    id: fc.constant('0199-case'),
    document: sealableText,
    baseline: sealableText,
    subject,
    by: signer,
    startedBy: orNull(link),
    given: fc.dictionary(name, fc.record({ value: scalar, origin }), { maxKeys: 3, noNullPrototype: true }),
    numbers,
    initial: name,
  }),
  fc
    .record({
      kind: fc.constant('step' as const),
      ...head,
      step: name,
      from: name,
      to: name,
      signers: fc.array(signer, { minLength: 1, maxLength: 3 }),
      made: parts,
      started: fc.array(fc.record({ document: sealableText, case: fc.uuid(), step: name, sequence: fc.nat(), subject }), { maxLength: 2 }),
      sent: fc.array(fc.record({ case: fc.uuid(), document: sealableText, step: name }), { maxLength: 2 }),
      late: orNull(fc.record({ due: instant, workingDays: fc.nat() })),
      dueAt: orNull(instant),
      closes: fc.boolean(),
      numbers,
      limits,
      usedContributions: fc.array(fc.nat(), { maxLength: 3 }),
    })
    .map(({ made, ...event }) => ({ ...event, parts: placed(made, event) })),
  fc.record({
    kind: fc.constant('contribution' as const),
    ...head,
    step: name,
    contribution: fc.constant('first' as const),
    signer,
    parts: fc.array(shared, { minLength: 1, maxLength: 3 }),
  }),
  fc
    .record({
      kind: fc.constant('contribution' as const),
      ...head,
      step: name,
      contribution: fc.constant('each' as const),
      signer,
      made: parts,
    })
    .map(({ made, ...event }) => ({ ...event, parts: placed(made, { ...event, signers: [event.signer] }) })),
  fc.record({ kind: fc.constant('withdrawal' as const), ...head, step: name, contribution: fc.nat(), signer, reason: sealableText }),
  fc.record({
    kind: fc.constant('demanded' as const),
    ...head,
    demand: fc.record({ step: name, from: link, gives: values, due: orNull(instant) }),
  }),
  fc.record({
    kind: fc.constant('correction' as const),
    ...head,
    serial: fc.integer({ min: 1, max: 50 }),
    field: name,
    old: orNull(scalar),
    new: scalar,
    reason: sealableText,
    signers: fc.array(signer, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('due-moved' as const), ...head, step: name, old: instant, new: instant, calendarRevision: sealableText }),
)
