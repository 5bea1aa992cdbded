import type { Language, Words } from '#engine'
import type { Report } from '#records'
import { element } from './element.ts'
import { reportView } from './report-view.ts'
import { PolicyUnreadable, verifyFile } from './verify-file.ts'
import { filled, words } from './words.ts'

type Outcome = Readonly<{ kind: 'report'; report: Report } | { kind: 'problem'; words: Words }> | null

/** The page: three choices of files, a button, the report. Redrawn from its state alone. */
export function startPage(root: HTMLElement): void {
  let language: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
  let outcome: Outcome = null
  let running = false
  const inputs = {
    package: fileInput('package', '.zip,application/zip', false),
    policy: fileInput('policy', '', false),
    kept: fileInput('kept', '', true),
  }
  const progress = element('progress', { max: '1', value: '0' })
  const status = element('p', { role: 'status', 'aria-live': 'polite' })
  const button = element('button', { type: 'submit', class: 'main' })
  const result = element('section', { tabindex: '-1', 'aria-live': 'off' })
  const say = (said: Words | null) => status.replaceChildren(said === null ? '' : said[language])

  const draw = () => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = words.title[language]
    button.textContent = words.verify[language]
    button.disabled = running
    progress.hidden = !running
    progress.setAttribute('aria-label', words.verify[language])
    const switcher = element('button', { type: 'button', lang: language === 'zh' ? 'en' : 'zh-CN' }, words.switch[language])
    switcher.addEventListener('click', () => {
      language = language === 'zh' ? 'en' : 'zh'
      draw()
      root.querySelector<HTMLElement>('header button')?.focus()
    })
    const form = element('form', { class: 'sheet' }, ...fields(inputs, language), button, status, progress)
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void run()
    })
    result.replaceChildren(...(outcome?.kind === 'report' ? reportView(outcome.report, language) : []))
    result.className = outcome?.kind === 'report' ? 'sheet' : ''
    if (!running) say(outcome === null ? null : outcome.kind === 'problem' ? outcome.words : words.done)
    root.replaceChildren(
      element('header', {}, element('h1', {}, words.title[language]), switcher),
      element('main', {}, notice(language), form, result),
    )
  }

  const run = async () => {
    const [file] = inputs.package.files ?? []
    if (running) return
    if (file === undefined) {
      outcome = { kind: 'problem', words: words.choose }
      draw()
      inputs.package.focus()
      return
    }
    running = true
    outcome = null
    draw()
    outcome = await verified(file)
    running = false
    draw()
    result.focus()
  }

  const verified = async (file: File): Promise<Outcome> => {
    const told = (bytesRead: number) => {
      // A package is read twice: as a container with all its sums, and case by case.
      progress.value = Math.min(0.98, bytesRead / (2 * Math.max(1, file.size)))
      say(filled(words.running, { read: Math.round(bytesRead / 1_000_000) }))
    }
    try {
      const policy = inputs.policy.files?.[0] ?? null
      const report = await verifyFile({ package: file, policy, kept: [...(inputs.kept.files ?? [])], progress: told })
      return { kind: 'report', report }
    } catch (error) {
      const problem =
        error instanceof PolicyUnreadable
          ? filled(words.policyBad, { line: error.line })
          : filled(words.failed, { why: error instanceof Error ? error.message : String(error) })
      return { kind: 'problem', words: problem }
    }
  }

  acceptDrops((files) => {
    inputs.package.files = files
    void run()
  })
  draw()
}

function fileInput(id: string, accept: string, multiple: boolean): HTMLInputElement {
  const input = element('input', { type: 'file', id, 'aria-describedby': `${id}-hint`, ...(accept !== '' && { accept }) })
  input.multiple = multiple
  return input
}

function fields(inputs: Readonly<Record<'package' | 'policy' | 'kept', HTMLInputElement>>, language: Language): readonly HTMLElement[] {
  const hints = { package: words.packageHint, policy: words.policyHint, kept: words.keptHint }
  return (['package', 'policy', 'kept'] as const).map((id) =>
    element(
      'div',
      { class: 'field' },
      element('label', { for: id }, words[id][language]),
      element('p', { class: 'hint', id: `${id}-hint` }, hints[id][language]),
      inputs[id],
    ),
  )
}

function notice(language: Language): HTMLElement {
  return element(
    'section',
    { class: 'notice', 'aria-labelledby': 'notice' },
    element('h2', { id: 'notice' }, words.noticeTitle[language]),
    element('p', {}, words.notice[language]),
  )
}

/** A package dropped anywhere is the package chosen. */
function acceptDrops(take: (files: FileList) => void): void {
  const mark = (dropping: boolean) => document.body.classList.toggle('dropping', dropping)
  addEventListener('dragover', (event) => {
    event.preventDefault()
    mark(true)
  })
  addEventListener('dragleave', () => mark(false))
  addEventListener('drop', (event) => {
    event.preventDefault()
    mark(false)
    const files = event.dataTransfer?.files
    if (files !== undefined && files.length > 0) take(files)
  })
}
