import type { Diagnostic } from '../diagnostic.ts'
import type { Library } from '../library.ts'
import { makeAssignments } from './assignment.ts'
import { checkAssignment, checkFormAssignment } from './check-assignment.ts'
import { checkAutomatic } from './check-automatic.ts'
import { checkCodes } from './check-codes.ts'
import { checkExits } from './check-exits.ts'
import { checkFields, checkFieldsOfDocument } from './check-fields.ts'
import { checkFileOrders } from './check-file-orders.ts'
import { checkMachine } from './check-machine.ts'
import { checkOrders } from './check-orders.ts'
import { checkPeople, checkRoleDepartments } from './check-people.ts'
import { checkReferences } from './check-references.ts'
import { checkRegister } from './check-registers.ts'
import { checkDocumentRules, checkFormRules } from './check-rules.ts'

/**
 * Everything that can be said of a library before it is released, in the order of files and places. A finding with
 * severity `pending` hinders nothing; any other hinders the release.
 */
export function checkLibrary(library: Library): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const assignments = makeAssignments(library)
  checkCodes(library, found)
  checkRoleDepartments(library, found)
  checkFileOrders(library, found)
  for (const [code, source] of library.forms) {
    checkFields(library, source, found)
    checkFormAssignment(library, assignments, code, checkFormRules(library, source, found), found)
  }
  for (const source of library.registers.values()) checkRegister(library, source, found)
  for (const source of library.documents.values()) {
    checkReferences(library, source, found)
    checkFieldsOfDocument(library, source, found)
    checkPeople(library, source, found)
    checkOrders(library, source, found)
    checkMachine(library, source, found)
    const expressions = checkDocumentRules(library, source, found)
    checkAssignment(library, assignments, source, expressions, found)
    checkAutomatic(library, source, expressions, found)
    checkExits(library, assignments, source, expressions, found)
  }
  return found.toSorted(byPlace)
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
