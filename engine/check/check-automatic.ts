import type { Diagnostic } from '../diagnostic.ts'
import { partsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { compileRule } from '../rules/rule.ts'
import { formEnvironment } from '../rules/rule-environment.ts'
import { isRequired } from './assignment.ts'
import type { CompiledExpression } from './check-rules.ts'
import { findingsIn } from './findings.ts'
import { isSystemStep } from './roles-of-step.ts'

/** A step the engine takes itself leaves no required field open: each has a fill, a source, a computation or was sent. */
export function checkAutomatic(
  library: Library,
  source: SourceFile<ProcedureDocument>,
  expressions: readonly CompiledExpression[],
  into: Diagnostic[],
): void {
  const findings = findingsIn(source, into)
  for (const [name, step] of Object.entries(source.value.steps)) {
    if (step.automatic === undefined && !isSystemStep(step)) continue
    const given = sentAlways(library, source.value, name, step).union(givenByCondition(expressions, name))
    for (const { form, part, definition } of partsOfStep(library, step))
      for (const [key, field] of Object.entries(definition.fields)) {
        if (Object.hasOwn(step.fills ?? {}, key) || given.has(key)) continue
        for (const open of openIn(library, form, key, field))
          findings.add('automatic-leaves-field-open', ['steps', name], { step: name, form, part, field: open }, 'key')
      }
  }
}

/** Fields handed over by the case that started this one, where the step's condition asks for them by `filled(given.x)`. */
function givenByCondition(expressions: readonly CompiledExpression[], name: string): ReadonlySet<string> {
  const condition = expressions.find(({ step, path }) => step === name && path[2] === 'automatic' && path[3] === 'when')
  const assured = [...(condition?.rule.assures ?? [])]
  return new Set(assured.flatMap((place) => (place.startsWith('given.') ? [place.slice('given.'.length)] : [])))
}

/** Fields every sender hands over, where the step comes about by being sent alone. */
function sentAlways(library: Library, document: ProcedureDocument, name: string, step: Step): ReadonlySet<string> {
  if (step.automatic?.at !== undefined || step.automatic?.when !== undefined) return new Set()
  const sends = [...library.documents.values()].flatMap(({ value: sender }) =>
    Object.values(sender.steps).flatMap((sending) =>
      (sending.sends ?? []).filter((send) => send.step === name && sender.related?.[send.to]?.document === document.code),
    ),
  )
  const [first, ...rest] = sends.map((send) => new Set(Object.keys(send.gives ?? {})))
  return rest.reduce((all, keys) => all.intersection(keys), first ?? new Set<string>())
}

function openIn(library: Library, form: string, key: string, field: Field): string[] {
  if (!isRequired(field) || field.computed !== undefined || field.from !== undefined) return []
  if (field.rows === undefined) return [key]
  const named = columnsOfRows(library, form, field)
  const columns = Object.entries(field.columns ?? {})
  return columns
    .filter(([column, of]) => isRequired(of) && of.computed === undefined && named !== undefined && !named.has(column))
    .map(([column]) => `${key}.${column}`)
}

/** The columns `rows` fixes; `undefined` where only the evaluation will tell. */
function columnsOfRows(library: Library, code: string, field: Field): ReadonlySet<string> | undefined {
  const form = library.forms.get(code)?.value
  if (form === undefined || field.rows === undefined) return undefined
  const environment = formEnvironment(library, form)
  const { rule } = compileRule(field.rows, environment, { field })
  const row = rule === undefined ? undefined : environment.types.records.get(/^list<(.+)>$/.exec(rule.type)?.[1] ?? '')
  return row === undefined ? undefined : new Set(row.fields.keys())
}
