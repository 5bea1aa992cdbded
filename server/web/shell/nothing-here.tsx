import type { ReactNode } from 'react'

/** An empty place says why it is empty and what would fill it. */
export function NothingHere({ title, children }: Readonly<{ title: string; children?: ReactNode }>) {
  return (
    <div className="nothing">
      <p className="nothing-title">{title}</p>
      {children !== undefined && <div className="secondary">{children}</div>}
    </div>
  )
}
