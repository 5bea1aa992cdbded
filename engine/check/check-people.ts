import type { Diagnostic } from '../diagnostic.ts'
import type { ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { type Findings, findingsIn, type Path } from './findings.ts'
import { reachableFrom, stepsFrom } from './machine.ts'
import { isSystemStep, rolesOfStep } from './roles-of-step.ts'

/** Roles, departments, signatures and the separation of duties. */
export function checkPeople(library: Library, source: SourceFile<ProcedureDocument>, into: Diagnostic[]): void {
  const document = source.value
  const findings = findingsIn(source, into)
  const roles = new Set(['system', ...library.reference.flatMap(({ value }) => value.roles ?? []).map(({ code }) => code)])
  const departments = new Set(library.reference.flatMap(({ value }) => value.departments ?? []).map(({ code }) => code))
  if (!departments.has(document.owner.department))
    findings.add('unknown-department', ['owner', 'department'], { department: document.owner.department })
  for (const { role, path, acts } of rolesNamed(document)) {
    if (!roles.has(role)) findings.add('unknown-role', path, { role })
    else if (acts && role !== 'system' && !document.participants.includes(role)) findings.add('role-not-participant', path, { role })
  }
  for (const [name, step] of Object.entries(document.steps)) {
    if (step.second_person !== undefined && step.signature === undefined)
      findings.add('second-person-without-signature', ['steps', name, 'second_person'], { step: name })
    checkSeparation(document, findings, name, step)
  }
}

/** Departments that roles of the reference data name. */
export function checkRoleDepartments(library: Library, into: Diagnostic[]): void {
  const departments = new Set(library.reference.flatMap(({ value }) => value.departments ?? []).map(({ code }) => code))
  const roles = new Set(library.reference.flatMap(({ value }) => value.roles ?? []).map(({ code }) => code))
  for (const source of library.reference) {
    const findings = findingsIn(source, into)
    for (const [place, { department }] of (source.value.roles ?? []).entries())
      if (!departments.has(department)) findings.add('unknown-department', ['roles', place, 'department'], { department })
    for (const [place, pair] of (source.value.incompatible_roles ?? []).entries())
      for (const [side, role] of pair.entries())
        if (!roles.has(role)) findings.add('unknown-role', ['incompatible_roles', place, side], { role })
  }
}

function rolesNamed(document: ProcedureDocument): { role: string; path: Path; acts: boolean }[] {
  const { owner, participants, opened_by = [], open_to = [], holds_by = [], campaign, steps } = document
  return [
    { role: owner.role, path: ['owner', 'role'], acts: false },
    ...participants.map((role, place) => ({ role, path: ['participants', place], acts: false })),
    ...open_to.map((role, place) => ({ role, path: ['open_to', place], acts: false })),
    ...holds_by.map((role, place) => ({ role, path: ['holds_by', place], acts: true })),
    ...opened_by.map((role, place) => ({ role, path: ['opened_by', place], acts: true })),
    ...(campaign === undefined ? [] : [{ role: campaign.by, path: ['campaign', 'by'], acts: true }]),
    ...Object.entries(steps).flatMap(([name, step]) => [
      ...rolesOfStep(step).map(({ role, path }) => ({ role, path: ['steps', name, ...path], acts: true })),
      ...(step.second_person === undefined
        ? []
        : [{ role: step.second_person.role, path: ['steps', name, 'second_person', 'role'], acts: true }]),
    ]),
  ]
}

/** A separation is met by someone only if the other step can come first and is taken by a person. */
function checkSeparation(document: ProcedureDocument, findings: Findings, name: string, step: Step): void {
  for (const [place, other] of (step.separate_from ?? []).entries()) {
    if (typeof other !== 'string') continue
    const earlier = Object.hasOwn(document.steps, other) ? document.steps[other] : undefined
    if (earlier === undefined) continue
    const after = reachableFrom(document, earlier.to)
    const comesFirst = stepsFrom(document, after).some((later) => later === name)
    if (isSystemStep(earlier) || !comesFirst)
      findings.add('separation-never-met', ['steps', name, 'separate_from', place], { step: name, other })
  }
}
