import { useCallback, useEffect, useRef, useState } from 'react'
import type { Signing } from '../../http/api/signing.ts'

/** What signing takes now, asked when the dialog opens and again after each refusal. */
export function useSigning(ask: () => Promise<Signing>) {
  const [signing, setSigning] = useState<Signing>()
  const [trouble, setTrouble] = useState<unknown>()
  const latest = useRef(ask)
  latest.current = ask
  const round = useRef(0)
  const askAnew = useCallback(() => {
    const mine = ++round.current
    latest.current().then(
      (answer) => {
        if (mine !== round.current) return
        setTrouble(undefined)
        setSigning(answer)
      },
      (error: unknown) => mine === round.current && setTrouble(error),
    )
  }, [])
  useEffect(() => {
    askAnew()
    return () => {
      round.current++
    }
  }, [askAnew])
  return { signing, trouble, askAnew }
}
