import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Packages that change rarely go into files of their own, so that a new release of ours leaves them cached. */
const vendors: readonly (readonly [name: string, packages: RegExp])[] = [
  ['react', /node_modules\/(react|react-dom|react-router|scheduler|@tanstack)\//],
  ['antd-dates', /node_modules\/(dayjs|@rc-component\/picker|antd\/es\/(date-picker|calendar|time-picker))\//],
  ['antd', /node_modules\/(antd|@ant-design|@rc-component|@emotion|stylis)\//],
  ['validator', /node_modules\/@cfworker\//],
]

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: { codeSplitting: { groups: vendors.map(([name, test], index) => ({ name, test, priority: vendors.length - index })) } },
    },
  },
  server: { proxy: { '/api': process.env.GUIJU_API ?? 'http://127.0.0.1:3000' } },
})
