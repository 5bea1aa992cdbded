import { fieldsOfDocument, fieldsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { Fills, ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library } from '../library.ts'
import type { ExpectedType } from '../rules/fits.ts'
import { subjectCelType } from '../rules/rule-environment.ts'
import type { Path } from './findings.ts'

/**
 * When an expression is evaluated, in order: `before` the step is looked at (who may, whether a wait applies), `waited`
 * when its waits hold (conditions and timers of automatic steps), `fills` after the person's input and the fills
 * written before it, `after` the parts are complete.
 */
export type Phase = 'before' | 'waited' | 'fills' | 'after'

/** An expression of a document, where it stands and what it must give. */
export type Expression = Readonly<{ path: Path; source: string; expected: ExpectedType; step: string; phase: Phase }>

/** Every expression of a document, in the order in which they are evaluated within their step. */
export function expressionsOf(library: Library, document: ProcedureDocument): readonly Expression[] {
  return Object.entries(document.steps).flatMap(([name, step]) => {
    const at: Path = ['steps', name]
    const place = (path: Path, source: string | undefined, expected: ExpectedType, phase: Phase): Expression[] =>
      source === undefined ? [] : [{ path: [...at, ...path], source, expected, step: name, phase }]
    return [
      ...whoAndWhen(step, place),
      ...automatic(step, place),
      ...fillsOf(library, step, place),
      ...afterwards(library, document, step, place),
    ]
  })
}

type Place = (path: Path, source: string | undefined, expected: ExpectedType, phase: Phase) => Expression[]

function whoAndWhen({ by, waits_for = [] }: Step, place: Place): Expression[] {
  const roles = Array.isArray(by)
    ? by.flatMap((item, at) => (typeof item === 'string' ? [] : place(['by', at, 'when'], item.when, 'bool', 'before')))
    : []
  const several = typeof by === 'object' && 'each' in by ? place(['by', 'of'], by.of, 'persons', 'before') : []
  return [...roles, ...several, ...waits_for.flatMap(({ when }, at) => place(['waits_for', at, 'when'], when, 'bool', 'before'))]
}

function automatic({ automatic }: Step, place: Place): Expression[] {
  const at = automatic?.at
  const on = at === undefined || at === 'limit' ? undefined : at.on
  return [...place(['automatic', 'when'], automatic?.when, 'bool', 'waited'), ...place(['automatic', 'at', 'on'], on, 'moment', 'waited')]
}

function fillsOf(library: Library, step: Step, place: Place): Expression[] {
  const fields = fieldsOfStep(library, step)
  return Object.entries(step.fills ?? {}).flatMap(([key, source]) => place(['fills', key], source, expectedFor(fields, key), 'fills'))
}

function expectedFor(fields: ReadonlyMap<string, Field> | undefined, key: string): ExpectedType {
  const field = fields?.get(key)
  return field === undefined ? 'anything' : { field }
}

function afterwards(library: Library, document: ProcedureDocument, step: Step, place: Place): Expression[] {
  const gives = (at: Path, fills: Fills | undefined, fields: ReadonlyMap<string, Field> | undefined) =>
    Object.entries(fills ?? {}).flatMap(([key, source]) => place([...at, key], source, expectedFor(fields, key), 'after'))
  return [
    ...(step.rules ?? []).flatMap(({ require }, at) => place(['rules', at, 'require'], require, 'bool', 'after')),
    ...place(['second_person', 'when'], step.second_person?.when, 'bool', 'after'),
    ...(step.starts ?? []).flatMap((start, at) => {
      const target = library.documents.get(start.document)?.value
      return [
        ...place(['starts', at, 'when'], start.when, 'bool', 'after'),
        ...place(['starts', at, 'one_per', 'each'], start.one_per?.each, 'list', 'after'),
        ...Object.entries(start.subject ?? {}).flatMap(([key, source]) =>
          place(['starts', at, 'subject', key], source, subjectType(target, key), 'after'),
        ),
        ...gives(['starts', at, 'gives'], start.gives, target && fieldsOfDocument(library, target)),
      ]
    }),
    ...(step.sends ?? []).flatMap((send, at) => {
      const code = document.related?.[send.to]?.document
      const target = code === undefined ? undefined : library.documents.get(code)?.value.steps[send.step]
      return [
        ...place(['sends', at, 'when'], send.when, 'bool', 'after'),
        ...gives(['sends', at, 'gives'], send.gives, target && fieldsOfStep(library, target)),
      ]
    }),
  ]
}

function subjectType(target: ProcedureDocument | undefined, key: string): ExpectedType {
  const type = target !== undefined && Object.hasOwn(target.subject, key) ? target.subject[key]?.type : undefined
  return type === undefined ? 'anything' : subjectCelType(type)
}
