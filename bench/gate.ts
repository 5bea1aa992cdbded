/** Where clients wait while no server runs. */
export type Gate = Readonly<{ passed(): Promise<void>; close(): void; open(): void }>

export function makeGate(): Gate {
  let closed: Promise<void> | null = null
  let open = () => {}
  return {
    passed: async () => {
      await closed
    },
    close() {
      closed = new Promise((resolve) => {
        open = resolve
      })
    },
    open() {
      closed = null
      open()
    },
  }
}
