import { startPage } from './page.ts'
import { verifyFile } from './verify-file.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('Expected the page to have a root, but it has none')
startPage(root)

/** The same verifier for programs that drive the page. */
Object.assign(globalThis, { guijuVerifier: { verifyFile } })
