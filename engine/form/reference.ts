import type { Field } from '../language/form.generated.ts'
import type { ReferenceData } from '../language/lists.generated.ts'
import type { Library } from '../library.ts'
import type { Words } from '../words.ts'

export type Code = Readonly<{ code: string } & Words>

/** All reference files of a library as one: lists and tables by name, roles, departments and calendars in file order. */
export type Reference = Readonly<{
  lists: ReadonlyMap<string, readonly Code[]>
  tables: ReadonlyMap<string, NonNullable<ReferenceData['tables']>[string]>
  roles: ReadonlyMap<string, Words>
  /** Roles of the organisation's own departments. */
  staffRoles: ReadonlySet<string>
  /** Roles that hold only for cases about the person, or opened by them. */
  ownRoles: ReadonlySet<string>
  incompatibleRoles: readonly (readonly string[])[]
  calendars: NonNullable<ReferenceData['calendars']>
  /** In which volumes a file may be asked for. */
  fileOrders: NonNullable<ReferenceData['file_orders']>
}>

/** `roles` and `departments` are code lists like the others, so that a form may offer them. */
export function mergeReference(files: Library['reference']): Reference {
  const all = files.map((file) => file.value)
  const roles = all.flatMap((one) => one.roles ?? [])
  const lists = new Map<string, readonly Code[]>(all.flatMap((one) => Object.entries(one.code_lists ?? {})))
  lists.set('roles', roles)
  lists.set(
    'departments',
    all.flatMap((one) => one.departments ?? []),
  )
  return {
    lists,
    tables: new Map(all.flatMap((one) => Object.entries(one.tables ?? {}))),
    roles: new Map(roles.map(({ code, zh, en }) => [code, { zh, en }])),
    staffRoles: staffRoles(all),
    ownRoles: new Set(all.flatMap((one) => (one.roles ?? []).flatMap(({ code, sees }) => (sees === 'own' ? [code] : [])))),
    incompatibleRoles: all.flatMap((one) => one.incompatible_roles ?? []),
    calendars: all.flatMap((one) => one.calendars ?? []),
    fileOrders: all.flatMap((one) => one.file_orders ?? []),
  }
}

function staffRoles(all: readonly ReferenceData[]): ReadonlySet<string> {
  const internal = new Set(
    all.flatMap((one) => (one.departments ?? []).flatMap((department) => (department.internal ? [department.code] : []))),
  )
  return new Set(all.flatMap((one) => (one.roles ?? []).flatMap(({ code, department }) => (internal.has(department) ? [code] : []))))
}

/** The codes an enum may take: those written in the field, or those of the list it names. */
export function codesOf(field: Field, reference: Reference): readonly Code[] {
  return field.values ?? (field.list === undefined ? [] : (reference.lists.get(field.list) ?? []))
}
