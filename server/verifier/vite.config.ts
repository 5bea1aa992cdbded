import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** One file that asks for nothing: script and style stand in the page, and the page allows these and nothing else. */
function onePage(): Plugin {
  return {
    name: 'one-page',
    generateBundle(_, bundle) {
      const [chunk, ...others] = Object.values(bundle)
      if (chunk?.type !== 'chunk' || others.length > 0) throw new Error('Expected one piece of script, but there are more')
      delete bundle[chunk.fileName]
      const script = chunk.code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
      const style = readFileSync(at('page.css'), 'utf8')
      this.emitFile({ type: 'asset', fileName: 'verify.html', source: page(script, style) })
    },
  }
}

function page(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>规矩 · 审核包校验</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<noscript>本页需要 JavaScript。This page needs JavaScript.</noscript>
<script type="module">${script}</script>
</body>
</html>
`
}

export default defineConfig({
  root: at('.'),
  plugins: [onePage()],
  resolve: {
    alias: [
      { find: /^node:crypto$/, replacement: at('shims/node-crypto.ts') },
      { find: /^node:zlib$/, replacement: at('shims/node-zlib.ts') },
      { find: /^ajv\/dist\/2020\.js$/, replacement: at('shims/ajv.ts') },
    ],
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: at('main.ts'),
      output: { format: 'es', codeSplitting: false },
      transform: { inject: { Buffer: [at('shims/buffer.ts'), 'Buffer'] } },
    },
  },
})
