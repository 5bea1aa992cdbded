import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { signOwnStyles } from './style-nonce.ts'
import './app.css'

signOwnStyles()
const root = document.getElementById('root')
if (root === null) throw new Error('Expected an element #root in index.html, but there is none')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
