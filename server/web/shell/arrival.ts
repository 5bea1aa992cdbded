import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'

/**
 * Another page begins at its top, and with the focus in its content, as a page loaded anew would; the first page is left
 * to the browser, so that the skip link comes first.
 */
export function useArrival(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation()
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    window.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [pathname, main])
}
