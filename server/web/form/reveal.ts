import { useEffect } from 'react'

const event = 'guiju:reveal'

/** Leads to a control of a form. A row that is on another page of its list is turned to first. */
export function reveal(id: string): void {
  if (document.getElementById(id) === null) window.dispatchEvent(new CustomEvent(event, { detail: id }))
  // What was turned to is there after the next drawing.
  requestAnimationFrame(() => {
    const found = document.getElementById(id)
    found?.focus()
    found?.scrollIntoView({ block: 'center' })
  })
}

/** Hears of rows of a list somebody is led to. */
export function useRevealed(list: string, show: (row: number) => void): void {
  useEffect(() => {
    const hear = (heard: Event) => {
      const id = heard instanceof CustomEvent ? String(heard.detail) : ''
      const row = id.startsWith(`${list}-`) ? Number.parseInt(id.slice(list.length + 1), 10) : Number.NaN
      if (!Number.isNaN(row)) show(row)
    }
    window.addEventListener(event, hear)
    return () => window.removeEventListener(event, hear)
  }, [list, show])
}
