import type { Pool } from 'pg'
import {
  type CaseState,
  type CompiledProcedure,
  type Field,
  type ListPlace,
  normalise,
  openSteps,
  type Rejection,
  tryList,
  type Words,
  type World,
} from '#engine'
import { makeCaseReader } from '../database/case-reader.ts'
import { heldRolesFor, scopeOfCase } from '../people/grants.ts'
import type { PeopleStore } from '../people/people-store.ts'
import type { SheetProblem } from '../sheets/cell-problem.ts'
import { fixedColumns, type ListColumn, listColumns } from '../sheets/list-columns.ts'
import { peopleNamed, wordsOfPeople } from '../sheets/people-named.ts'
import { problemsInSheet } from '../sheets/problems-in-sheet.ts'
import { personTexts, readHeader, readList } from '../sheets/read-list.ts'
import { readWorkbook } from '../sheets/read-workbook.ts'
import type { Unreadable } from '../sheets/sheet.ts'
import type { CaseNeeds } from './case-needs.ts'
import { CasesInSight } from './cases-in-sight.ts'
import { beginReading } from './reading.ts'
import { pageRegisters } from './unit-registers.ts'
import { scopeOf, type Viewer } from './viewer.ts'

export type StepListPlace = ListPlace & Readonly<{ case: string; step: string }>

/** A list that an open step lets this person fill, as it lies before them. */
export type StepList = Readonly<{
  procedure: CompiledProcedure
  state: CaseState
  world: World
  zone: string
  place: StepListPlace
  viewer: Viewer
  field: Field
  formTitle: Words
  partTitle: Words
  columns: readonly ListColumn[]
  /** What stands in the list already: rows the form lays down, or what it said before. */
  items: readonly unknown[]
  /** Nobody fills it: the system does. */
  readOnly: boolean
}>
export type StepListFound = Readonly<
  | { outcome: 'found'; list: StepList }
  | { outcome: 'none' }
  | { outcome: 'refused'; rejection: Rejection; procedure: CompiledProcedure; state: CaseState }
>

export type StepListNeeds = CaseNeeds & Readonly<{ pool: Pool }>

/** The list for somebody who may take the step now: nobody else is shown or told more of it than the step itself would. */
export async function findStepList(place: StepListPlace, viewer: Viewer, needs: StepListNeeds): Promise<StepListFound> {
  const state = await makeCaseReader(needs.pool, scopeOf(viewer)).byId(place.case)
  if (state === null) return { outcome: 'none' }
  const [reading, procedure] = await Promise.all([beginReading(needs), needs.documents.procedureOf(state.baseline, state.document)])
  const world = await new CasesInSight(needs.reader, pageRegisters(needs.registers)).worldOf(procedure, state, reading.at, reading.calendar)
  const step = openSteps(procedure, state, actorOf(viewer, state), world).find((one) => one.step === place.step)
  const part = step?.parts.find((one) => one.form === place.form && one.part === place.part)
  const open = part?.fields.find(({ key }) => key === place.field)
  if (step === undefined || part === undefined || open?.field.type !== 'list') return { outcome: 'none' }
  if (step.whyNot !== null) return { outcome: 'refused', rejection: step.whyNot, procedure, state }
  const shown = open.value ?? (open.field.sensitive === undefined ? open.last : null)
  const list: StepList = {
    procedure,
    state,
    world,
    zone: reading.zone,
    place,
    viewer,
    field: open.field,
    formTitle: procedure.forms.get(place.form)?.form.title ?? part.title,
    partTitle: part.title,
    columns: listColumns(open.field, procedure.reference, fixedColumns(open.field, open.value)),
    items: Array.isArray(shown) ? shown : [],
    readOnly: open.readOnly,
  }
  return { outcome: 'found', list }
}

function actorOf({ person, name, roles }: Viewer, state: CaseState) {
  return { kind: 'person' as const, person, name, roles: heldRolesFor(roles, scopeOfCase(state)) }
}

export type ListTried = Readonly<
  { outcome: 'unreadable'; because: Unreadable } | { outcome: 'tried'; items: readonly unknown[]; problems: readonly SheetProblem[] }
>

/** More than a list may hold, so that one that is too long is told so by the form. */
const MOST_ROWS = 1500

/**
 * Reads a spreadsheet into the list and tries it by the step's own measure. Nothing is stored: the items go back to the
 * form, and the step is taken as always.
 */
export async function trySheet(list: StepList, bytes: Buffer, directory: Pick<PeopleStore, 'named'>): Promise<ListTried> {
  const read = await readWorkbook(bytes, MOST_ROWS)
  if (read.outcome === 'refused') return { outcome: 'unreadable', because: read.because }
  const header = readHeader(read.sheet, list.columns)
  if (header.places.size === 0) return { outcome: 'tried', items: [], problems: header.problems }
  const words = wordsOfPeople(personTexts(read.sheet, header))
  const people = peopleNamed(words.length === 0 ? [] : await directory.named(words))
  const { items, rows, problems } = readList(read.sheet, header, { zone: list.zone, people })
  const { procedure, state, place, viewer, world, field } = list
  const found = tryList(procedure, state, place.step, actorOf(viewer, state), world, place, items)
  const all = [...header.problems, ...problemsInSheet(found, problems, { field: place.field, columns: list.columns, header, rows, items })]
  return { outcome: 'tried', items: all.length > 0 ? items : normalised(field, items), problems: all }
}

function normalised(field: Field, items: readonly unknown[]): readonly unknown[] {
  const value = normalise(field, items)
  return Array.isArray(value) ? value : []
}
