import type { Language, ProcedureDocument } from '#engine'
import { diagramSvg } from '../render/diagram-svg.ts'
import { pageAround } from '../render/page-around.ts'
import type { PdfPress } from '../render/pdf-process.ts'
import { readPrintable } from '../render/printable-font.ts'
import { qrSvg } from '../render/qr.ts'
import { escapeHtml, htmlOf } from '../render/render-html.ts'
import { parseRestrictedHtml } from '../render/restricted-html.ts'
import type { Templates } from '../render/templates.ts'
import { typstDocument } from '../render/typst-document.ts'
import type { ControlledSheet } from './controlled-sheet.ts'

const TEMPLATE = 'documents/controlled-document.hbs'

export type PrintedDocument = Readonly<{
  sheet: ControlledSheet
  document: ProcedureDocument
  /** Hash of the baseline printed from; null for files nobody has released. */
  baseline: string | null
  /** When the revision came into force, seconds since 1970: so that one revision gives the same bytes. */
  inForceSince: number
}>

/** A page that shows the controlled document, flow chart and all. */
export async function documentHtml({ sheet, document }: PrintedDocument, templates: Templates, language: Language): Promise<string> {
  const { nodes, pictures } = await drawn({ sheet, document }, null, templates, language)
  return pageAround(htmlOf(nodes, pictures), templates.css, titleOf(sheet, language), language)
}

/** The same as PDF/A. */
export async function documentPdf(
  { sheet, document, baseline, inForceSince }: PrintedDocument,
  templates: Templates,
  language: Language,
  press: PdfPress,
): Promise<Uint8Array> {
  const { nodes, pictures } = await drawn({ sheet, document }, baseline, templates, language)
  const job = {
    nodes,
    pictures,
    typst: templates.typst,
    language,
    embedded: [],
    title: titleOf(sheet, language),
    author: sheet.organisation[language],
    createdAt: inForceSince,
  }
  return press.pdf(typstDocument(job, await readPrintable()), inForceSince)
}

async function drawn(
  { sheet, document }: Pick<PrintedDocument, 'sheet' | 'document'>,
  baseline: string | null,
  templates: Templates,
  language: Language,
) {
  const code = `guiju:${sheet.code}@${sheet.revision}${baseline === null ? '' : `#${baseline}`}`
  return {
    nodes: parseRestrictedHtml(templates.drawSheet(TEMPLATE, sheet, language)),
    pictures: { qr: qrSvg(code, escapeHtml(code)), diagram: await diagramSvg(document, { language }) },
  }
}

function titleOf({ code, revision, title }: ControlledSheet, language: Language): string {
  return `${code} ${revision} ${title[language]}`
}
