import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { OpenStep } from '../../http/api/cases.ts'
import { forgetDraft, keepDraft, readDraft, withDraft } from '../form/draft.ts'
import { partKey } from '../form/field.ts'
import type { Troubles } from '../form/field-trouble.ts'
import { findTroubles } from '../form/field-trouble.ts'
import { type AllValues, startingValues, type Values, valuesToSend, withoutSensitive } from '../form/part-values.ts'
import { useLanguage } from '../language/language.tsx'
import { useSession } from '../session/session.tsx'

const pause = 400

/** What is typed into the form of a step, what is wrong with it, and the draft that survives a closed window. */
export function useStepForm(caseId: string, step: OpenStep) {
  const { t } = useLanguage()
  const { person } = useSession()
  const place = useMemo(() => ({ person, case: caseId, step: step.step }), [person, caseId, step.step])
  const [start] = useState(() => startingValues(step.parts))
  const [draft, setDraft] = useState(() => readDraft(localStorage, place))
  const [values, setValues] = useState<AllValues>(() => (draft === undefined ? start : withDraft(start, draft)))
  const [troubles, setTroubles] = useState<Troubles>(new Map())

  const touched = useRef(false)
  useEffect(() => {
    if (!touched.current) return undefined
    const timer = setTimeout(() => keepDraft(localStorage, place, withoutSensitive(step.parts, values)), pause)
    return () => clearTimeout(timer)
  }, [values, place, step.parts])

  const change = useCallback((part: string, how: (before: Values) => Values) => {
    touched.current = true
    setValues((before) => ({ ...before, [part]: how(before[part] ?? {}) }))
  }, [])
  const forget = useCallback(() => {
    touched.current = false
    forgetDraft(localStorage, place)
    setDraft(undefined)
  }, [place])
  const discard = useCallback(() => {
    forget()
    setTroubles(new Map())
    setValues(start)
  }, [forget, start])
  /** True where nothing is left for the person to mend, as far as the client can tell. */
  const check = useCallback((): boolean => {
    const sent = valuesToSend(step.parts, values)
    const found = new Map(step.parts.flatMap((part) => [...findTroubles(part, sent[partKey(part)] ?? {}, t)]))
    setTroubles(found)
    return found.size === 0
  }, [step.parts, values, t])

  return {
    values,
    troubles,
    setTroubles,
    change,
    check,
    forget,
    discard,
    restored: draft !== undefined,
    toSend: () => valuesToSend(step.parts, values),
  }
}
