import type { ReactNode } from 'react'

type Properties = Readonly<{ label: string; htmlFor: string; hint?: string | undefined; problem?: string | undefined; children: ReactNode }>

/** A label bound to one control of a small dialog, with its hint and what is wrong with it. */
export function Labelled({ label, htmlFor, hint, problem, children }: Properties) {
  return (
    <div className="labelled">
      <label htmlFor={htmlFor}>{label}</label>
      {children}
      {hint !== undefined && (
        <p className="hint" id={`${htmlFor}-hint`}>
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p className="field-problem" id={`${htmlFor}-problem`}>
          {problem}
        </p>
      )}
    </div>
  )
}
